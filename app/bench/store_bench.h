// The sealed store against plain SQLite with the same pragmas on the same disk, pair by pair in one run.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct StoreBenchOptions {
    std::string
        folder;       // an existing one on the disk to be measured; files bench-* in it are made and removed
    int rows{20000};  // of 300 bytes, 25 to a transaction; 200000 is the full figure
    int pairs{5};     // medians of so many runs of each side
};

// CPU rows count user and system time of the process. Takes about (2 * rows / 25) syncs a pair. Fails with
// the store's or disk's own reasons; "bench.baseline" if plain SQLite refuses something.
core::Result<std::vector<BenchRow>> bench_store(const StoreBenchOptions& options);

}  // namespace app
