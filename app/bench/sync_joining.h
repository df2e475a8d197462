// How long a desk that holds nothing takes to join one that has worked for years: once by the log, once by a
// state snapshot and what came later.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "app/bench/sync_workload.h"

namespace app {

// Makes its own site below `folder`. The memory is that of the process, which holds three desks, divided by
// them.
core::Result<std::vector<BenchRow>> measure_joining(const std::string& folder, const Workload& workload);

}  // namespace app
