#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <random>

#include "app/bench/store_side.h"

namespace app {

namespace {

constexpr StoreSetup full{}, normal{false, full.cache_bytes}, narrow{true, 2 << 20};

double cpu_ms() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return ms(used.ru_utime) + ms(used.ru_stime);
}
double wall_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool insert_all(StoreSide& side, int rows) {
    std::mt19937_64 chance(7);
    core::Bytes value(row_bytes);
    for (int at = 0; at < rows;) {
        if (!side.run("BEGIN IMMEDIATE")) return false;
        for (int i = 0; i < rows_a_transaction && at < rows; ++i, ++at) {
            for (auto& byte : value) byte = static_cast<std::uint8_t>(chance());
            if (!side.put(at, value)) return false;
        }
        if (!side.run("COMMIT") || !side.rest()) return false;
    }
    return true;
}

bool read_at_random(StoreSide& side, int rows) {
    std::mt19937_64 chance(11);
    for (int i = std::max(200'000, rows / 2); i > 0; --i)
        if (side.get(static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(rows))) !=
            static_cast<std::int64_t>(row_bytes))
            return false;
    return true;
}

using Step = std::function<bool()>;

core::Result<Timing> timed(StoreSide& side, const Step& before, const Step& measured) {
    if (!before()) return side.trouble();
    const double cpu = cpu_ms(), wall = wall_ms();
    if (!measured()) return side.trouble();
    const Timing timing{cpu_ms() - cpu, wall_ms() - wall};
    if (!side.close()) return side.trouble();
    return timing;
}

core::Result<Timing> insert(StoreSide& side, const StoreSetup& setup, int rows) {
    remove_store(side.path());
    return timed(
        side, [&] { return side.open(setup) && side.run(table_sql); },
        [&] { return insert_all(side, rows); });
}

}  // namespace

std::string_view work_name(Work work) {
    switch (work) {
        case Work::insert_full:
            return "insert, synchronous FULL";
        case Work::insert_normal:
            return "insert, synchronous NORMAL";
        case Work::open:
            return "open";
        case Work::reads_cached:
            return "point reads, cache holds all";
        case Work::reads_narrow:
            return "point reads, cache 2 MB";
        case Work::scan:
            return "full scan, cache 2 MB";
        case Work::copy:
            return "backup copy, checked";
        case Work::rekey:
            break;
    }
    return "rekey";
}

void remove_store(const std::string& path) {
    std::error_code ignored;
    for (const char* copy : {"", "-copy", "-copy.new"})
        for (const char* suffix : {"", "-wal", "-journal"})
            std::filesystem::remove(path + copy + suffix, ignored);
}

core::Result<Timing> perform(StoreSide& side, Work work, int rows) {
    const auto opened = [&](const StoreSetup& setup) { return [&side, setup] { return side.open(setup); }; };
    const auto warmed = [&](const StoreSetup& setup) {
        return [&side, setup] { return side.open(setup) && side.run(scan_sql); };
    };
    std::error_code ignored;
    std::filesystem::remove(side.path() + "-copy", ignored);
    switch (work) {
        case Work::insert_full:
            return insert(side, full, rows);
        case Work::insert_normal:
            return insert(side, normal, rows);
        case Work::open:
            return timed(
                side, [] { return true; },
                [&] { return side.open(full) && side.run("SELECT count(*) FROM t WHERE k = 1"); });
        case Work::reads_cached:
            return timed(side, warmed(full), [&] { return read_at_random(side, rows); });
        case Work::reads_narrow:
            return timed(side, warmed(narrow), [&] { return read_at_random(side, rows); });
        case Work::scan:
            return timed(side, opened(narrow), [&] { return side.run(scan_sql); });
        case Work::copy:
            return timed(side, opened(full), [&] { return side.copy(); });
        case Work::rekey:
            break;
    }
    return timed(side, opened(full), [&] { return side.rekey(); });
}

}  // namespace app
