// Printed forms against plain libharu: the same text at the same places, whole fonts handed to libharu, no
// shaping.
#pragma once

#include <string>
#include <vector>

#include "app/bench/bench_row.h"
#include "forms/core/result.h"

namespace app {

struct PdfBenchOptions {
    std::string data_folder;  // forms/data
    int runs{9};              // medians of so many runs of each side, after one that warms up
};

// One row for each form (newest edition, every field filled) and one for the set that a family's 転入 needs;
// "load" rows show that fonts are parsed once per process. Fails with the reasons of the catalogue and of
// forms/pdf.
core::Result<std::vector<BenchRow>> bench_pdf(const PdfBenchOptions& options);

}  // namespace app
