// The roster as sessions use it: who may open a link, under which key, and whose seals are believed.
// A plain value, made by the owner of the roster (storage/roster) and handed in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/wire/device_names.h"
#include "sync/wire/preface.h"

namespace peers {

struct Member {
    core::DeviceId id;
    storage::PublicKey signing{};  // Ed25519: seals
    storage::PublicKey box{};      // X25519: Noise
    bool backup{false};
    std::optional<std::uint64_t> revoked_after;  // revoked: nothing of its log after this seq is believed
    std::string name{};                          // for the status line
};

class Members {
  public:
    Members() = default;
    explicit Members(std::vector<Member> members);

    const std::vector<Member>& all() const { return members_; }  // sorted by id
    const Member* find(const core::DeviceId& id) const;          // revoked ones too
    bool may_link(const core::DeviceId& id) const;               // member and not revoked
    const DeviceNames& names() const { return names_; }

    // Who made this hint under one of the transport secrets; nothing for a stranger.
    const Member* by_hint(const Preface& preface,
                          const std::vector<storage::Secret>& transport_secrets) const;

  private:
    std::vector<Member> members_;
    DeviceNames names_;
};

}  // namespace peers
