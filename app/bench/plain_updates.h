// The baseline of the sync bench: plain SQLite that sets one column after another of the same cases, with the
// same pragmas where they exist there, one transaction a case, and the final checkpoint.
#pragma once

#include <string>

#include "app/bench/sync_workload.h"

namespace app {

// Cases [from, to) into a fresh file at `path`, removed afterwards. Their rows stand there before the clock
// starts. Between transactions the WAL is checkpointed above the same limit as ours. Wall seconds.
struct PlainTiming {
    double wall_s{0}, cpu_s{0};
};
core::Result<PlainTiming> plain_updates(const std::string& path, const Workload& workload, int from, int to);

}  // namespace app
