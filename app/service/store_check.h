// The whole check of a desk's open store: every page as it lies on the disk, SQLite's trees and references,
// the chains and seals of every device, and every projection against a new fold of the log. Changes nothing.
#pragma once

#include "app/service/desk_engine.h"
#include "storage/cases/case_check.h"
#include "storage/log/log_check.h"

namespace app {

struct StoreCheck {
    std::int64_t pages{0};
    storage::LogCheck log;
    storage::CaseCheck cases;
    std::int64_t found{0};
    std::vector<storage::Finding> findings;  // of all parts; at most findings_max each
    bool whole() const { return found == 0; }
};

// Not on the store thread. Damage is a finding: "check.page" (number: the page, 0 if the structure is at
// fault) beside those of log_check.h and case_check.h. An error only where looking itself failed.
core::Result<StoreCheck> check_store(DeskEngine& engine);

// The roster's keys, as check_log wants them. Store thread.
storage::SignerOf signers_of(const storage::Roster& roster);

}  // namespace app
