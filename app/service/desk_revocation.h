// `device revoke` and `device import` at an open desk. Revoking closes a device's log at the last seal that
// this desk holds, begins a new epoch and renews the transport secret, in three roster entries signed by the
// administrator who is signed in.
#pragma once

#include <functional>

#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class DeskRevocation {
  public:
    // Signs, keeps and spreads one roster entry.
    using Issue = std::function<core::Status(std::uint32_t kind, storage::Fields fields)>;

    DeskRevocation(LocalDeskService& desk, Issue issue) : desk_(desk), issue_(std::move(issue)) {}

    static bool knows(const std::string& name) { return name == "device revoke" || name == "device import"; }
    Reply run(Command& command);

    // By id, by its first digits (eight at least), by name or by letter. "device.unknown".
    static core::Result<storage::Member> find(const storage::Roster& roster, const std::string& named);

  private:
    Reply revoke(Command& command);
    Reply import(Command& command);
    core::Status renew_keys();

    LocalDeskService& desk_;
    Issue issue_;
};

}  // namespace app
