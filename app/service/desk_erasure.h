// The command `erase` at an open desk: which cases are due, proposing (supervisor), confirming and stopping
// (administrator), and what became of it. Acts are signed by the account that is signed in and travel in the
// head of a batch; carrying out is app/node/erasure_work's.
#pragma once

#include "app/node/erasure_work.h"
#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class DeskErasure {
  public:
    explicit DeskErasure(LocalDeskService& desk) : desk_(desk) {}

    // erase                        all acts and where they stand, and the ledger
    // erase --due                  cases past the minimum retention; with --rule: proposes them
    // erase CASE… --rule TEXT      proposes these
    // erase --confirm ID, --stop ID
    Reply run(Command& command);

  private:
    Reply list();
    Reply due(const std::string& rule);
    Reply propose(const std::vector<std::string>& cases, const std::string& rule);
    Reply confirm(const std::string& id);
    Reply stop(const std::string& id);

    core::Result<PendingErasure> find(const std::string& id);
    core::Status held_back(const core::CaseId& id);
    // Signs the act and writes it in a batch with its trace: durable and on its way on return.
    core::Status issue(storage::SignedAct act, storage::ActKind kind, std::int64_t amount);
    Reply propose_cases(const std::vector<core::CaseId>& cases, const std::string& rule);

    LocalDeskService& desk_;
};

}  // namespace app
