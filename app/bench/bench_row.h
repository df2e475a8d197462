// One line of a benchmark: our figure beside a baseline measured in the same run.
#pragma once

#include <string>

namespace app {

struct BenchRow {
    std::string name, unit;  // unit of ours and baseline, e.g. "cpu ms"
    double ours{0}, baseline{0};
    std::string baseline_name;

    double ratio() const { return baseline > 0 ? ours / baseline : 0; }
};

}  // namespace app
