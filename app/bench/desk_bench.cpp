#include "app/bench/desk_bench.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include "app/bench/desk_town.h"
#include "app/service/desk_engine.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

constexpr int saves = 200, searches = 400;
constexpr double open_ms = 300, page_ms = 50, search_ms = 30, save_ms = 15, memory_mb = 250;
constexpr const char* promised = "promised";

double since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double at_95(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return times.empty() ? 0 : times[times.size() * 95 / 100];
}

// What the kernel keeps of the store goes, so that opening reads the disk.
void forget_cached(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const int file = open(entry.path().c_str(), O_RDONLY);
        if (file < 0) continue;
        fdatasync(file);
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        close(file);
    }
}

// Forgets what the making of the store took.
void restart_peak_memory() {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";
}

double peak_memory_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

// One page appended and synced, as a commit does at the least.
class DiskSync {
  public:
    explicit DiskSync(const std::string& path)
        : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)) {}
    ~DiskSync() { close(file_); }
    double once() {
        const core::Bytes page(4096, 1);
        const auto start = std::chrono::steady_clock::now();
        const bool kept =
            write(file_, page.data(), page.size()) == static_cast<ssize_t>(page.size()) && fsync(file_) == 0;
        return kept ? since(start) : 0;
    }

  private:
    int file_;
};

class Desk {
  public:
    explicit Desk(std::unique_ptr<DeskEngine> engine) : engine_(std::move(engine)) {}

    static core::Result<std::unique_ptr<DeskEngine>> open(const std::string& folder,
                                                          const storage::Secret& key) {
        static storage::SystemClock clock;
        static storage::SystemRandom random;
        const auto alone = [](NodeStore&) { return NetworkSettings{"", {}, false}; };
        return DeskEngine::open({folder, alone}, key, clock, random);
    }

    core::Result<std::size_t> first_rows(std::size_t count) {
        auto page = engine_->read([&](storage::CaseViews& views) {
            return views.queue({core::AccountId{}, false, count});
        });
        if (!page) return page.error();
        return page->rows.size();
    }
    core::Result<std::vector<storage::CaseListRow>> first_page_of_all() {
        return engine_->read([&](storage::CaseViews& views) { return views.newest(100); });
    }
    // The beginnings a clerk types: one kana to four, of family and given names.
    core::Result<double> search(const std::vector<std::string>& words) {
        std::vector<double> times;
        for (int i = 0; i < searches; ++i) {
            const auto& word = words[static_cast<std::size_t>(i) % words.size()];
            const auto start = std::chrono::steady_clock::now();
            auto hits = engine_->read([&](storage::CaseViews& views) { return views.search_text(word); });
            if (!hits) return hits.error();
            times.push_back(since(start));
        }
        return at_95(std::move(times));
    }
    core::Status save(const core::CaseId& id, int number) {
        auto written = engine_->change(id, [&](const forms::CaseFile& file) -> core::Result<Writing> {
            forms::Change change;
            change.items.push_back(forms::write_over(
                file, {0, forms::field::phone},
                {"0237-86-" + std::to_string(1000 + number), forms::Source::interview, "", false}));
            return Writing{id, std::move(change), {storage::Act{}}, {}};
        });
        return written ? core::ok() : core::Status(written.error());
    }
    core::Result<core::Digest> state_digest() { return engine_->state_digest(); }

  private:
    std::unique_ptr<DeskEngine> engine_;
};

std::vector<std::string> typed_words() {
    std::vector<std::string> out;
    for (const char* name :
         {"サトウ", "タナカ", "ワタナベ", "ハセガワ", "タカハシ", "マユミ", "シミズ", "ハナコ"})
        for (std::size_t kana = 1; kana <= 4 && kana * 3 <= std::string(name).size(); ++kana)
            out.push_back(std::string(name).substr(0, kana * 3));
    return out;
}

core::Result<std::vector<BenchRow>> measure(const std::string& folder, const DeskTown& town) {
    std::vector<BenchRow> rows;
    const auto row = [&](std::string name, std::string unit, double ours, double limit) {
        rows.push_back({std::move(name), std::move(unit), ours, limit, promised});
    };
    forget_cached(folder);
    restart_peak_memory();
    auto start = std::chrono::steady_clock::now();
    auto engine = Desk::open(folder, town.store_key);
    if (!engine) return engine.error();
    Desk desk(std::move(*engine));
    if (auto first = desk.first_rows(1); !first) return first.error();
    row("open to first queue row", "ms", since(start), open_ms);

    start = std::chrono::steady_clock::now();
    auto page = desk.first_page_of_all();
    if (!page) return page.error();
    row("first 100 of all cases", "ms", since(start), page_ms);

    auto searched = desk.search(typed_words());
    if (!searched) return searched.error();
    row("search by kana prefix p95", "ms", *searched, search_ms);

    DiskSync disk(folder + "/sync");
    std::vector<double> saved, synced;
    for (int i = 0; i < saves; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto& id = (*page)[static_cast<std::size_t>(i) % page->size()].id;
        if (auto kept = desk.save(id, i); !kept) return kept.error();
        saved.push_back(since(begin));
        synced.push_back(disk.once());
    }
    row("save one field to durable p95", "ms", at_95(saved), save_ms);
    rows.push_back({"save one field to durable p95, against the disk", "ms", at_95(saved), at_95(synced),
                    "fsync of 4 KiB p95"});
    start = std::chrono::steady_clock::now();
    if (auto digest = desk.state_digest(); !digest) return digest.error();
    row("state digest, first time, in the background", "ms", since(start), 0);
    row("memory at most", "MB", peak_memory_mb(), memory_mb);
    return rows;
}

}  // namespace

core::Result<std::vector<BenchRow>> bench_desk(const DeskBenchOptions& options) {
    const std::string folder = options.folder + "/bench-desk-" + std::to_string(getpid());
    auto town = make_desk_town(folder, options.cases);
    auto rows = town ? measure(folder, *town) : core::Result<std::vector<BenchRow>>(town.error());
    std::error_code ignored;
    if (rows) {
        rows->push_back(
            {"cases in the store", "cases", static_cast<double>(options.cases), 100'000, "full figure"});
        rows->push_back(
            {"values in them", "values", static_cast<double>(town->values), 2'500'000, "full figure"});
    }
    std::filesystem::remove_all(folder, ignored);
    return rows;
}

}  // namespace app
