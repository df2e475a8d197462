// A desk whose identity was closed (app/node/closed_identity.h) comes back: both sides of it.
#pragma once

#include "app/service/desk_engine.h"

namespace app {

// On the closed desk, or one that was taken out of the roster while it was away: takes a new id at the
// inviting desk, by one-time code like a new device, and keeps its store. Blocks (network). The new id holds
// from the next start on. "identity.in_force" where neither is so, reasons of join_over_tcp,
// "enrolment.not_listed".
core::Status rejoin_site(DeskEngine& engine, const std::string& inviter, const storage::Secret& code,
                         core::Random& random);

// On the inviting desk, store thread: the entry that ends the old id where this desk's log of it ends.
// Nothing if an entry ended it before. "device.unknown" if no desk in the roster ever had this letter.
struct ReplacedDevice {
    core::DeviceId id;
    std::optional<storage::DeviceRevokeFact> end;
};
core::Result<ReplacedDevice> replaced_device(NodeStore& node, const std::string& letter);

}  // namespace app
