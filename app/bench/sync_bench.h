// Replication beside plain SQLite, in one process: what a desk writes, what a fresh desk takes in, how five
// desks that were apart come together, and what all that costs on the wire and on the disk.
//
// The desks are the product's (DeskEngine over a store of its own), linked over loopback TCP. Targets stand
// in the rows' baseline where there is no other baseline, named "limit".
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct SyncBenchOptions {
    std::string folder;  // an existing one; bench-site* in it is made and removed
    int cases{20'000};   // of 25 fields each; a multiple of four
    int rounds{5};       // medians of so many
    int edits{1'000};    // by each desk while they are apart
    bool writing_only{false};
    bool delays_only{false};
    bool joining_only{false};
};

// "bench.baseline" if plain SQLite refuses something, "bench.not_level" if desks do not come together;
// otherwise the reasons of the store.
core::Result<std::vector<BenchRow>> bench_sync(const SyncBenchOptions& options);

}  // namespace app
