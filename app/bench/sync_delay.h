// How long an edit takes until another desk has it on its disk, synced on both sides: on a quiet link, and
// while that other desk takes in a backlog from a third.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "app/bench/sync_workload.h"

namespace app {

// Makes and removes a site of three below `folder`. The backlog is the whole workload.
core::Result<std::vector<BenchRow>> measure_delays(const std::string& folder, const Workload& workload);

}  // namespace app
