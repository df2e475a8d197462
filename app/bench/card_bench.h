// A four-item read through the reader service beside the bare exchange that could do it, on the same virtual
// reader: commands, bytes, milliseconds; and how long it takes from the recognised card to filled answers.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct CardBenchOptions {
    std::string reader_script;  // installer/practice-reader
    std::string programs;       // folder of kakanai-virtual-card
    std::string data_folder;    // forms/data
    std::string folder;         // where the private reader service keeps its files
    int runs{9};                // medians of so many runs of each side, after one that warms up
};

// The bare exchange knows the card and asks nothing: SELECT application, SELECT PIN, VERIFY, SELECT file, one
// READ BINARY. Errors: those of the reader service, of cards and of the catalogue.
core::Result<std::vector<BenchRow>> bench_card(const CardBenchOptions& options);

}  // namespace app
