// One schedule: a site, a seed, a few hundred random events, then healing and the checks. The same seed gives
// the same run, byte for byte.
//
// Checked: nobody is given a batch before its past, twice, or with a chain or seal that does not hold (SimLog
// judges apart from the node); every status line says only what is on the peer's disk, at every moment; after
// healing all logs are equal within a bounded time, and every desk says that all have everything.
#pragma once

#include <cstdint>
#include <string>

namespace sim {

struct ScheduleOptions {
    std::uint64_t seed{1};
    std::size_t events{200};
    bool trace{false};
};

struct ScheduleResult {
    std::string failure;  // empty: passed
    std::uint64_t steps{0};
    std::uint64_t batches{0};
    std::uint64_t bytes{0};
};

ScheduleResult run_schedule(const ScheduleOptions& options);

}  // namespace sim
