// The check of an open node's store, the same on a desk and on a backup node: every page as it lies on the
// disk, SQLite's trees and references, the chains and seals of every device. Changes nothing, and takes the
// store thread in slices of some 10 ms, so that a clerk's save goes in between.
#pragma once

#include <vector>

#include "app/node/node_store.h"
#include "app/node/store_thread.h"
#include "storage/log/log_check.h"

namespace app {

struct NodeCheck {
    std::int64_t pages{0};
    storage::LogCheck log;
    std::int64_t found{0};
    std::vector<storage::Finding> findings;  // of both; at most findings_max each
    bool whole() const { return found == 0; }
};

// Not on the store thread. Damage is a finding: "check.page" (number: the page, 0 if the structure is at
// fault) beside those of log_check.h. An error only where looking itself failed.
core::Result<NodeCheck> check_node(NodeStore& node, StoreThread& thread);
// The chains and seals alone.
core::Result<storage::LogCheck> check_chains(NodeStore& node, StoreThread& thread);

// The roster's keys, as a LogChecker wants them; `roster` outlives what is returned.
storage::SignerOf signers_of(const storage::Roster& roster);

bool is_damage(const core::Error& error);
// Damage that ended a part of a check, as a finding of its own.
storage::Finding damage_found(const char* reason, const core::Error& error);

// Calls `step` on the store thread until it says that there is no more.
template <class Step>
core::Status in_slices(StoreThread& thread, Step step) {
    for (;;) {
        auto more = thread.ask(step, Urgency::background);
        if (!more) return more.error();
        if (!*more) return core::ok();
    }
}

}  // namespace app
