// What a clerk waits for on a desk that holds a city hall's years: opening, the list, a search, saving.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct DeskBenchOptions {
    std::string folder;  // an existing one on the disk to be measured; bench-desk in it is made and removed
    int cases{20'000};   // 100000 is the full figure: some minutes to make, about 600 MB
};

// The baseline of each row is the time that a clerk is promised; for saving also this disk's own sync,
// measured in between. Times are elapsed ms, the 95th percentile where there are many.
core::Result<std::vector<BenchRow>> bench_desk(const DeskBenchOptions& options);

}  // namespace app
