// Commands over a desk: words in, JSON out. Everything a window can do, said as a command; the same object
// serves the command line (store free) and the control socket (desk running).
#pragma once

#include "app/service/command.h"
#include "app/service/desk_service.h"

namespace app {

// A case by its 32 digits, or by reception or ticket number as long as one case fits: among those of the list
// first, then among all. "case.not_found", "case.ambiguous"
core::Result<core::CaseId> find_case(DeskService& desk, const std::string& name);

class DeskCommands {
  public:
    explicit DeskCommands(DeskService& desk) : desk_(desk) {}

    // Whether this command is one of a desk; others (site, device, account, store …) belong to elsewhere.
    static bool knows(const std::string& name);

    // Signs in first if the command carries account and password; otherwise the clerk who is signed in acts,
    // and "auth.not_signed_in" if nobody is.
    Reply run(Command& command);

  private:
    DeskService& desk_;
};

}  // namespace app
