// The administrator's commands on an open desk's store: check, stats, rebuild, rekey, trim; and the auditor's
// look at the chains.
#pragma once

#include <functional>

#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class DeskStore {
  public:
    // `desk` outlives this object. `engine_replaced` is called after a rekey or a trim: whoever kept
    // something of the engine takes it anew.
    DeskStore(LocalDeskService& desk, std::function<void()> engine_replaced)
        : desk_(desk), engine_replaced_(std::move(engine_replaced)) {}

    static bool knows(const std::string& name);
    Reply run(Command& command);  // signs in first if the command carries a password

  private:
    core::Status let_in(Command& command);
    Reply check();
    Reply verify();
    Reply stats();
    Reply rebuild();
    Reply rekey();
    Reply trim(Command& command);
    core::Status trace(storage::ActKind kind, std::int64_t amount);

    LocalDeskService& desk_;
    std::function<void()> engine_replaced_;
};

}  // namespace app
