#include "app/bench/store_bench.h"

#include <algorithm>
#include <filesystem>

#include "app/bench/sealed_side.h"
#include "app/bench/side_process.h"

namespace app {

namespace {

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Series {
    std::vector<double> cpu, wall;
    void add(const Timing& timing) {
        cpu.push_back(timing.cpu_ms);
        wall.push_back(timing.wall_ms);
    }
};

class Bench {
  public:
    explicit Bench(const StoreBenchOptions& options)
        : options_(options), ours_(sealed_side(place("bench-sealed.db"))) {}
    ~Bench() { remove_store(ours_->path()); }

    core::Result<std::vector<BenchRow>> run() {
        for (const Baseline& baseline : baselines) {
            auto side = SideProcess::start(baseline, place(std::string("bench-") + baseline.word + ".db"),
                                           options_.rows);
            if (!side && side.error().reason == "bench.no_library") continue;
            if (!side) return side.error();
            others_.push_back({&baseline, std::move(*side)});
        }
        for (const Work work : all_works) {
            if (auto done = measure(work); !done) return done.error();
            if (work == Work::insert_full) add_sizes();
        }
        return std::move(rows_);
    }

  private:
    struct Other {
        const Baseline* baseline;
        std::unique_ptr<SideProcess> process;
        Series series{};
    };

    std::string place(const std::string& name) const {
        return (std::filesystem::path(options_.folder) / name).string();
    }

    // Who goes first alternates: no side keeps a warmer processor or disk.
    core::Status measure(Work work) {
        Series ours;
        for (auto& other : others_) other.series = {};
        for (int pair = 0; pair < options_.pairs; ++pair) {
            if (pair % 2 == 0)
                if (auto done = measure_ours(work, ours); !done) return done;
            for (auto& other : others_) {
                auto timing = other.process->perform(work);
                if (!timing) return timing.error();
                other.series.add(*timing);
            }
            if (pair % 2 == 1)
                if (auto done = measure_ours(work, ours); !done) return done;
        }
        const std::string name(work_name(work));
        for (const auto& other : others_) {
            const char* shown = other.baseline->shown;
            rows_.push_back({name, "cpu ms", median(ours.cpu), median(other.series.cpu), shown});
            rows_.push_back({name, "wall ms", median(ours.wall), median(other.series.wall), shown});
        }
        return core::ok();
    }

    core::Status measure_ours(Work work, Series& series) {
        auto timing = perform(*ours_, work, options_.rows);
        if (timing) series.add(*timing);
        return timing ? core::ok() : core::Status(timing.error());
    }

    void add_sizes() {
        const auto bytes = [](const std::string& path) {
            std::error_code failed;
            return static_cast<double>(std::filesystem::file_size(path, failed));
        };
        for (const auto& other : others_)
            rows_.push_back({"file size", "bytes", bytes(ours_->path()), bytes(other.process->path()),
                             other.baseline->shown});
    }

    StoreBenchOptions options_;
    std::unique_ptr<StoreSide> ours_;
    std::vector<Other> others_;
    std::vector<BenchRow> rows_;
};

}  // namespace

core::Result<std::vector<BenchRow>> bench_store(const StoreBenchOptions& options) {
    return Bench(options).run();
}

}  // namespace app
