// kakanai-sim --seed N | --fresh [--schedules M] [--jobs J] [--events E] [--trace]: M schedules from seed N
// on. A failure prints its seed; with --trace and that seed alone it prints one line per event.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include "tests/sim/schedule.h"

namespace {

struct Totals {
    std::atomic<std::uint64_t> next{0};
    std::mutex mutex;
    std::uint64_t steps{0}, batches{0}, bytes{0}, failed{0};
};

void work(Totals& totals, std::uint64_t seed, std::uint64_t schedules, std::size_t events, bool trace) {
    for (std::uint64_t i = totals.next++; i < schedules; i = totals.next++) {
        const auto result = sim::run_schedule({seed + i, events, trace});
        const std::lock_guard lock(totals.mutex);
        totals.steps += result.steps;
        totals.batches += result.batches;
        totals.bytes += result.bytes;
        if (result.failure.empty()) continue;
        ++totals.failed;
        std::printf("seed %llu failed: %s\n", static_cast<unsigned long long>(seed + i),
                    result.failure.c_str());
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1, schedules = 1;
    std::size_t events = 200;
    unsigned jobs = 1;
    bool trace = false;
    CLI::App app("Deterministic simulation of a site of desks and a backup node");
    bool fresh = false;
    auto* given = app.add_option("--seed", seed, "first seed");
    app.add_flag("--fresh", fresh, "a first seed of its own, printed")->excludes(given);
    app.add_option("--schedules", schedules, "how many, with rising seeds");
    app.add_option("--jobs", jobs, "threads")->check(CLI::Range(1, 64));
    app.add_option("--events", events, "random events in each");
    app.add_flag("--trace", trace, "one line per event");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    if (fresh)
        seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000;
    std::printf("seeds from %llu on\n", static_cast<unsigned long long>(seed));
    Totals totals;
    const auto begin = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < jobs; ++i)
            threads.emplace_back([&] { work(totals, seed, schedules, events, trace); });
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    std::printf("%llu schedules, %llu failed, %llu steps, %llu batches, %llu bytes, %.1f s\n",
                static_cast<unsigned long long>(schedules), static_cast<unsigned long long>(totals.failed),
                static_cast<unsigned long long>(totals.steps),
                static_cast<unsigned long long>(totals.batches),
                static_cast<unsigned long long>(totals.bytes), spent.count());
    return totals.failed == 0 ? 0 : 1;
}
