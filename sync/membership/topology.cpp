#include "sync/membership/topology.h"

#include <algorithm>
#include <cmath>

namespace peers {

bool looks_for(const Members& members, const core::DeviceId& self, const core::DeviceId& other,
               std::size_t links, std::int64_t up_ms) {
    if (self == other || !members.may_link(other)) return false;
    std::size_t count = 0, own_place = 0, other_place = 0;
    for (const auto& member : members.all()) {  // sorted by id
        if (member.revoked_after) continue;
        if (member.id == self) own_place = count;
        if (member.id == other) other_place = count;
        ++count;
    }
    if (count <= mesh_max || (links < links_enough && up_ms > patience_ms)) return true;
    const std::size_t ahead = (other_place + count - own_place) % count;
    const std::size_t away = std::min(ahead, count - ahead);
    const auto stride = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(count))));
    return away == 1 || away == stride || away == count / 2;
}

}  // namespace peers
