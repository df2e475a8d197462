// kakanai-bench-baseline WORD PATH ROWS: a baseline of the store benchmark in a process of its own, since its
// library exports the same symbols as ours. Reads the number of a work per line and answers "cpu_ms wall_ms",
// or "- reason"; says "ready" first. Started by kakanai-bench.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/bench/baseline_side.h"

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const app::Baseline* chosen = nullptr;
    for (const auto& baseline : app::baselines)
        if (std::strcmp(baseline.word, argv[1]) == 0) chosen = &baseline;
    if (chosen == nullptr) return 2;
    auto side = app::baseline_side(*chosen, argv[2]);
    if (!side) return 3;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::puts("ready");
    for (char line[16]; std::fgets(line, sizeof line, stdin) != nullptr;) {
        const auto work = static_cast<app::Work>(std::atoi(line));
        const auto timing = app::perform(**side, work, std::atoi(argv[3]));
        if (timing)
            std::printf("%.6f %.6f\n", timing->cpu_ms, timing->wall_ms);
        else
            std::printf("- %s %s\n", timing.error().reason.c_str(), timing.error().detail.c_str());
    }
    return 0;
}
