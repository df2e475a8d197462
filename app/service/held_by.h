// What the other members of the site are known to hold durably, before something is made or dropped that
// rests on it. Counted by the roster: a member that was never heard of in this run holds nothing.
//
// Any thread but the store's.
#pragma once

#include <chrono>

#include "app/service/desk_engine.h"
#include "storage/cases/log_truncation.h"

namespace app {

// A desk that was just started has heard of nobody: waits until every other member in force was heard of, or
// that long.
void wait_to_hear(DeskEngine& engine, std::chrono::milliseconds at_most);

// Each other member in force.
std::vector<storage::HeldBy> held_by_each(DeskEngine& engine);

// The same without those that are to begin from a state: one that was never heard of, and whoever lacks what
// this desk's log no longer holds.
std::vector<storage::HeldBy> held_by_others(DeskEngine& engine);

// "log.cut_not_held" with the members' names instead of their ids, as a person is told of them.
core::Error with_names(core::Error error, const storage::Roster& roster);

}  // namespace app
