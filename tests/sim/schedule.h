// One schedule: a site, a seed, a few hundred random events, then healing and the checks. The same seed gives
// the same run, byte for byte, and each event draws its chance from its own number, so that leaving some out
// leaves the others as they were: that is how a failure is made small.
//
// Checked: nobody is given a batch before its past, twice, hollow without an act, beyond a revoked log's end,
// or with a chain or seal that does not hold (SimLog judges apart from the node); every status line says only
// what is on the peer's disk, at every moment; after healing all logs are equal within a bounded time, every
// desk says that all have everything, no acknowledged batch is missing, desks hold byte-equal cases in which
// just the undominated writes stand, and nothing is left of an erased case.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace sim {

struct ScheduleOptions {
    std::uint64_t seed{1};
    std::size_t events{200};
    bool trace{false};
    std::string canary{};
    std::set<std::size_t> left_out{};  // numbers of events that do not happen
};

struct ScheduleResult {
    std::string failure;  // empty: passed
    std::uint64_t steps{0};
    std::uint64_t batches{0};
    std::uint64_t bytes{0};
};

ScheduleResult run_schedule(const ScheduleOptions& options);

// Leaves out events as long as the schedule still fails, within `tries` runs.
ScheduleOptions shrink(ScheduleOptions failing, std::size_t tries = 60);

// What a canary plants, by name; each must be found.
const std::vector<std::pair<std::string, std::string>>& canaries();

}  // namespace sim
