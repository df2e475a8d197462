// The sealed store against plain SQLite and, where libsqlcipher is installed, SQLCipher: the same pragmas on
// the same disk, pair by pair in one run. Baselines run in processes of their own (baseline_side.h).
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct StoreBenchOptions {
    std::string
        folder;        // an existing one on the disk to be measured; files bench-* in it are made and removed
    int rows{200000};  // of 300 bytes, 25 to a transaction
    int pairs{5};      // medians of so many runs of each side
};

// For each work (store_side.h) and baseline a row in "cpu ms" (user and system time) and one in "wall ms",
// and one "file size" in "bytes". Takes about 2 * rows / 25 syncs a side and pair. Fails with the store's or
// disk's own reasons; "bench.baseline" if a baseline refuses something. A library that is not installed makes
// no rows.
core::Result<std::vector<BenchRow>> bench_store(const StoreBenchOptions& options);

}  // namespace app
