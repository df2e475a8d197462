#include "app/bench/sync_bench.h"

#include <filesystem>
#include <thread>

#include "app/bench/bench_site.h"
#include "app/bench/idle_check.h"
#include "app/bench/plain_updates.h"
#include "app/bench/stopwatch.h"
#include "app/bench/sync_delay.h"
#include "app/bench/sync_joining.h"

namespace app {

namespace {

constexpr std::size_t writers = 4, apart = 5;  // four write; they and one that joined are later apart
constexpr double patience_s = 600;

core::Error not_level(const char* where) { return {core::ErrorCode::timeout, "bench.not_level", where}; }

// The status is at most half a second old.
std::uint64_t bytes_out(BenchSite& site, const std::vector<std::size_t>& of) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    std::uint64_t sum = 0;
    for (const std::size_t desk : of) sum += site.desk(desk).host().status().bytes_out;
    return sum;
}

core::Status checkpoint(BenchSite& site, std::size_t desk) {
    auto& engine = site.desk(desk);
    return engine.thread().ask(
        [&] { return engine.node().database().checkpoint(storage::Checkpoint::truncate); });
}

class SyncBench {
  public:
    explicit SyncBench(const SyncBenchOptions& options)
        : options_(options), folder_(options.folder + "/bench-site"), workload_{options.cases} {}

    core::Result<std::vector<BenchRow>> run() {
        if (options_.joining_only) return measure_joining(folder_, workload_);
        if (options_.writing_only) {
            if (auto done = write_rounds(); !done) return done.error();
            add_writing_rows();
            return std::move(rows_);
        }
        if (!options_.delays_only)
            if (auto done = run_bulk(); !done) return done.error();
        auto delays = measure_delays(folder_, workload_);
        if (!delays) return delays.error();
        rows_.insert(rows_.end(), delays->begin(), delays->end());
        return std::move(rows_);
    }

  private:
    core::Status write_rounds() {
        if (auto done = write_alone(); !done) return done;
        for (int round = 0; round < options_.rounds; ++round)
            for (const auto& step : {&SyncBench::write_locally, &SyncBench::plain})
                if (auto done = (this->*step)(); !done) return done.error();
        return core::ok();
    }

    core::Status run_bulk() {
        if (auto done = write_rounds(); !done) return done.error();
        if (auto done = level_writers(); !done) return done.error();
        for (int round = 0; round < options_.rounds; ++round)
            if (auto done = take_in(round); !done) return done.error();
        add_bulk_rows();
        for (int round = 1; round <= options_.rounds; ++round)
            if (auto done = come_together(round); !done) return done.error();
        add_reconvergence_rows();
        site_.reset();
        const auto idle = idle_check_bytes(apart);
        if (!idle) return idle.error();
        limit("idle check, both ways", "bytes", *idle, 150);
        return core::ok();
    }

    int quarter() const { return options_.cases / static_cast<int>(writers); }
    double writes() const { return static_cast<double>(quarter()) * writers * fields_a_case; }

    core::Status plain() {
        auto timing = plain_updates(options_.folder + "/bench-plain.db", workload_, 0, options_.cases);
        if (!timing) return timing.error();
        plain_wall_.push_back(timing->wall_s);
        plain_cpu_.push_back(timing->cpu_s);
        return core::ok();
    }

    core::Status write_quarter(std::size_t desk) {
        const int from = static_cast<int>(desk) * quarter();
        if (auto done = site_->write_cases(desk, workload_, from, from + quarter()); !done) return done;
        return checkpoint(*site_, desk);
    }

    // Each save waited for before the next: its own commit, its own seal.
    core::Status write_alone() {
        site_.reset();
        auto site = BenchSite::found(folder_, 1);
        if (!site) return site.error();
        site_ = std::move(*site);
        if (auto opened = site_->open(0, storage::Durability::normal); !opened) return opened;
        auto& engine = site_->desk(0);
        const Stopwatch watch;
        for (int i = 0; i < quarter(); ++i) {
            auto written = engine.write(workload_.whole(i, site_->clerk(), BenchSite::reception(0, i)));
            if (!written) return written.error();
        }
        if (auto done = checkpoint(*site_, 0); !done) return done;
        alone_wall_s_ = watch.wall_s();
        return core::ok();
    }

    // A site of its own each time: four writers, and the desks that will join one after the other.
    core::Status write_locally() {
        site_.reset();
        auto site = BenchSite::found(folder_, writers + static_cast<std::size_t>(options_.rounds));
        if (!site) return site.error();
        site_ = std::move(*site);
        for (std::size_t desk = 0; desk < writers; ++desk)
            if (auto opened = site_->open(desk, storage::Durability::normal); !opened) return opened;
        const Stopwatch watch;
        for (std::size_t desk = 0; desk < writers; ++desk)
            if (auto done = write_quarter(desk); !done) return done;
        local_wall_.push_back(watch.wall_s());
        local_cpu_.push_back(watch.cpu_s());
        return core::ok();
    }

    core::VersionVector all_heads() {
        core::VersionVector all;
        for (const std::size_t desk : open_)
            all.raise(site_->device(desk), site_->heads(desk).of(site_->device(desk)));
        return all;
    }

    core::Status level_writers() {
        open_ = {0, 1, 2, 3};
        const auto wanted = all_heads();
        for (std::size_t desk = 1; desk < writers; ++desk) site_->link(desk, {0});
        site_->link(0, {});
        for (const std::size_t desk : open_)
            if (!site_->wait_for(desk, wanted, patience_s)) return not_level("levelling");
        return core::ok();
    }

    // A desk that holds nothing joins four that are level; the one before it leaves.
    core::Status take_in(int round) {
        if (round > 0) {
            site_->shut(joined_);
            ++joined_;
        }
        open_ = {0, 1, 2, 3, joined_};
        if (auto opened = site_->open(joined_, storage::Durability::normal); !opened) return opened;
        const auto wanted = all_heads();
        const auto before = bytes_out(*site_, open_);
        const Stopwatch watch;
        site_->link(joined_, {0, 1, 2, 3});
        if (!site_->wait_for(joined_, wanted, patience_s)) return not_level("taking in");
        if (auto done = checkpoint(*site_, joined_); !done) return done;
        taken_wall_.push_back(watch.wall_s());
        taken_cpu_.push_back(watch.cpu_s());
        bulk_bytes_ = static_cast<double>(bytes_out(*site_, open_) - before) / writes();
        disk_bytes_ = static_cast<double>(std::filesystem::file_size(site_->store_path(joined_))) / writes();
        return core::ok();
    }

    core::Status edit_apart(std::size_t desk, int round) {
        auto& engine = site_->desk(desk);
        return engine.thread().ask([&]() -> core::Status {
            for (int i = 0; i < options_.edits; ++i) {
                const int number = static_cast<int>((static_cast<std::int64_t>(i) * 7919 +
                                                     static_cast<std::int64_t>(desk) * 3571 + round * 1013) %
                                                    (quarter() * static_cast<int>(writers)));
                const int field = (i + static_cast<int>(desk)) % fields_a_case;
                const int tag = round * 100 + static_cast<int>(desk);
                auto written = engine.write(
                    workload_.edit(number, field, tag, site_->clerk(), BenchSite::reception(desk, i)));
                if (!written) return written.error();
            }
            return core::ok();
        });
    }

    core::Status come_together(int round) {
        for (const std::size_t desk : open_) site_->unlink(desk);
        for (const std::size_t desk : open_)
            if (auto done = edit_apart(desk, round); !done) return done;
        const auto wanted = all_heads();
        const auto before = bytes_out(*site_, open_);
        const Stopwatch watch;
        site_->link(joined_, {});
        for (std::size_t desk = 0; desk < writers; ++desk) site_->link(desk, {joined_});
        for (const std::size_t desk : open_)
            if (!site_->wait_for(desk, wanted, patience_s)) return not_level("reconvergence");
        reconverged_.push_back(watch.wall_s());
        const double hops = static_cast<double>(options_.edits) * apart * (apart - 1);
        lone_bytes_.push_back(static_cast<double>(bytes_out(*site_, open_) - before) / hops);
        return core::ok();
    }

    void limit(const std::string& name, const std::string& unit, double ours, double target) {
        rows_.push_back({name, unit, ours, target, "limit"});
    }
    void against_plain(const std::string& name, const std::string& unit, const std::vector<double>& ours,
                       const std::vector<double>& plain) {
        rows_.push_back(
            {name, unit, writes() / median(ours), writes() / median(plain), "plain SQLite updates"});
    }
    void add_writing_rows() {
        against_plain("local writes", "writes/s", local_wall_, plain_wall_);
        against_plain("local writes", "writes/cpu s", local_cpu_, plain_cpu_);
        against_plain("local writes, each waited for", "writes/s", {alone_wall_s_ * writers}, plain_wall_);
    }
    void add_bulk_rows() {
        add_writing_rows();
        against_plain("taking in", "writes/s", taken_wall_, plain_wall_);
        against_plain("taking in", "writes/cpu s", taken_cpu_, plain_cpu_);
        limit("wire, bulk", "bytes/write", bulk_bytes_, 24);
        limit("disk, whole", "bytes/write", disk_bytes_, 64);
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        limit("memory, five desks in one process", "MB", static_cast<double>(used.ru_maxrss) / 1024, 1000);
    }
    void add_reconvergence_rows() {
        limit("reconvergence", "s", median(reconverged_), 1.5);
        limit("wire, lone edit a hop", "bytes", median(lone_bytes_), 128);
    }

    SyncBenchOptions options_;
    std::string folder_;
    Workload workload_;
    std::unique_ptr<BenchSite> site_;
    std::size_t joined_{writers};
    std::vector<std::size_t> open_;
    double alone_wall_s_{0};  // for a quarter of the cases
    std::vector<double> plain_wall_, plain_cpu_, local_wall_, local_cpu_, taken_wall_, taken_cpu_;
    std::vector<double> reconverged_, lone_bytes_;
    double bulk_bytes_{0}, disk_bytes_{0};
    std::vector<BenchRow> rows_;
};

}  // namespace

core::Result<std::vector<BenchRow>> bench_sync(const SyncBenchOptions& options) {
    return SyncBench(options).run();
}

}  // namespace app
