#include "app/node/old_part.h"

#include <algorithm>

namespace app {

OldPart where_old_part_is(const peers::NodeStatus& status) {
    const auto& peers = status.peers;
    const bool lacks =
        std::any_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.begins_above; });
    const bool served = std::any_of(peers.begin(), peers.end(), [](const auto& peer) {
        return peer.linked && !peer.begins_above && peer.waiting_for_us > 0;
    });
    if (!lacks || served) return OldPart::here;
    const bool backup =
        std::any_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.backup && !peer.linked; });
    return backup ? OldPart::backup : OldPart::state;
}

const char* word(OldPart where) {
    switch (where) {
        case OldPart::here:
            return "here";
        case OldPart::backup:
            return "backup";
        case OldPart::state:
            return "state";
    }
    return "here";
}

}  // namespace app
