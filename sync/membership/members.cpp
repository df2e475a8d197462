#include "sync/membership/members.h"

#include <algorithm>

namespace peers {
namespace {

std::vector<core::DeviceId> ids_of(const std::vector<Member>& members) {
    std::vector<core::DeviceId> ids;
    for (const auto& member : members) ids.push_back(member.id);
    return ids;
}

}  // namespace

Members::Members(std::vector<Member> members) : members_(std::move(members)), names_(ids_of(members_)) {
    std::sort(members_.begin(), members_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

const Member* Members::find(const core::DeviceId& id) const {
    const auto it =
        std::lower_bound(members_.begin(), members_.end(), id,
                         [](const Member& member, const auto& wanted) { return member.id < wanted; });
    return it != members_.end() && it->id == id ? &*it : nullptr;
}

bool Members::may_link(const core::DeviceId& id) const {
    const auto* member = find(id);
    return member && !member->revoked_after;
}

const Member* Members::by_hint(const Preface& preface,
                               const std::vector<storage::Secret>& transport_secrets) const {
    for (const auto& secret : transport_secrets)
        for (const auto& member : members_)
            if (storage::equal(make_hint(secret.view(), preface.salt, member.id.bytes), preface.hint))
                return &member;
    return nullptr;
}

}  // namespace peers
