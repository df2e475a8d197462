// kakanai-sim --seed N | --fresh [--schedules M] [--jobs J] [--events E] [--trace]: M schedules from seed N
// on. A failure prints its seed and the few events that are enough for it; with --trace and that seed alone
// it prints one line per event.
// kakanai-sim --canary NAME | --all-canaries: a bug planted on purpose must be found within 2,000 schedules.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <thread>

#include "tests/sim/schedule.h"

#ifdef KAKANAI_CANARIES
#include "tests/sim/canary_switch.h"
#endif

namespace {

constexpr std::uint64_t canary_schedules = 2000;

struct Asked {
    std::uint64_t seed{1};
    std::uint64_t schedules{1};
    std::size_t events{200};
    unsigned jobs{1};
    bool trace{false};
    bool fresh{false};
    bool all_canaries{false};
    std::string canary;
};

struct Totals {
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> enough{false};
    std::mutex mutex;
    std::uint64_t steps{0}, batches{0}, bytes{0}, done{0}, failed{0};
    std::uint64_t first_failed{0};
    std::string first_failure;
};

void explain(const sim::ScheduleOptions& options, const std::string& failure) {
    std::printf("seed %llu failed: %s\n", static_cast<unsigned long long>(options.seed), failure.c_str());
    std::fflush(stdout);
    if (options.trace) return;
    auto small = sim::shrink(options);
    std::printf("enough for it: seed %llu with %zu of its %zu events:\n",
                static_cast<unsigned long long>(options.seed), small.events - small.left_out.size(),
                small.events);
    small.trace = true;
    std::printf("%s\n", sim::run_schedule(small).failure.c_str());
    std::fflush(stdout);
}

void work(Totals& totals, const Asked& asked) {
    for (std::uint64_t i = totals.next++; i < asked.schedules && !totals.enough; i = totals.next++) {
        const sim::ScheduleOptions options{asked.seed + i, asked.events, asked.trace, asked.canary, {}};
        const auto result = sim::run_schedule(options);
        const std::lock_guard lock(totals.mutex);
        ++totals.done;
        totals.steps += result.steps;
        totals.batches += result.batches;
        totals.bytes += result.bytes;
        if (result.failure.empty()) continue;
        if (totals.failed++ == 0) {
            totals.first_failed = options.seed;
            totals.first_failure = result.failure;
        }
        totals.enough = !asked.canary.empty();
        if (asked.canary.empty()) explain(options, result.failure);
    }
}

void run(Totals& totals, const Asked& asked) {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < asked.jobs; ++i) threads.emplace_back([&] { work(totals, asked); });
}

#ifndef KAKANAI_CANARIES
int ordinary(const Asked& asked) {
    std::printf("seeds from %llu on\n", static_cast<unsigned long long>(asked.seed));
    std::fflush(stdout);
    Totals totals;
    const auto begin = std::chrono::steady_clock::now();
    run(totals, asked);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    std::printf("%llu schedules, %llu failed, %llu steps, %llu batches, %llu bytes, %.1f s, %.1f s of CPU\n",
                static_cast<unsigned long long>(totals.done), static_cast<unsigned long long>(totals.failed),
                static_cast<unsigned long long>(totals.steps),
                static_cast<unsigned long long>(totals.batches),
                static_cast<unsigned long long>(totals.bytes), spent.count(),
                static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
    return totals.failed == 0 ? 0 : 1;
}

#else
int find_canary(Asked asked, const std::string& name, const std::string& what) {
    sim::plant_canary(name);
    asked.canary = name;
    asked.schedules = canary_schedules;
    Totals totals;
    run(totals, asked);
    if (totals.failed == 0) {
        std::printf("canary %s: NOT FOUND in %llu schedules (%s)\n", name.c_str(),
                    static_cast<unsigned long long>(totals.done), what.c_str());
        return 1;
    }
    std::printf("canary %s: found in schedule %llu: %s\n", name.c_str(),
                static_cast<unsigned long long>(totals.done), totals.first_failure.c_str());
    std::fflush(stdout);
    return 0;
}

int find_canaries(const Asked& asked) {
    int missed = 0, tried = 0;
    for (const auto& [name, what] : sim::canaries()) {
        if (!asked.all_canaries && asked.canary != name) continue;
        missed += find_canary(asked, name, what);
        ++tried;
    }
    if (tried == 0) std::fprintf(stderr, "no canary of this name\n");
    return tried == 0 ? 2 : missed == 0 ? 0 : 1;
}
#endif

#ifndef KAKANAI_CANARIES
// The copies with the bugs in them are a program of their own, beside this one.
int find_canaries(char** argv) {
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    const std::string other = self.string() + "-canary";
    execv(other.c_str(), argv);
    std::fprintf(stderr, "%s is not there\n", other.c_str());
    return 1;
}
#endif

}  // namespace

int main(int argc, char** argv) {
    Asked asked;
    CLI::App app("Deterministic simulation of a site of desks and a backup node");
    auto* given = app.add_option("--seed", asked.seed, "first seed");
    app.add_flag("--fresh", asked.fresh, "a first seed of its own, printed")->excludes(given);
    app.add_option("--schedules", asked.schedules, "how many, with rising seeds");
    app.add_option("--jobs", asked.jobs, "threads")->check(CLI::Range(1, 64));
    app.add_option("--events", asked.events, "random events in each");
    app.add_flag("--trace", asked.trace, "one line per event");
    app.add_option("--canary", asked.canary, "plants this bug; exit 0 if it is found");
    app.add_flag("--all-canaries", asked.all_canaries, "each of them in turn");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    if (asked.fresh)
        asked.seed =
            static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000;
#ifdef KAKANAI_CANARIES
    return find_canaries(asked);
#else
    if (!asked.canary.empty() || asked.all_canaries) return find_canaries(argv);
    return ordinary(asked);
#endif
}
