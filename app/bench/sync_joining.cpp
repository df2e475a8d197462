#include "app/bench/sync_joining.h"

#include <thread>

#include "app/bench/bench_site.h"
#include "app/bench/stopwatch.h"
#include "app/service/state_snapshots.h"

namespace app {

namespace {

constexpr std::size_t veteran = 0, by_log = 1, by_state = 2, desks = 3;
constexpr double joining_patience_s = 3600;

class Joining {
  public:
    Joining(BenchSite& site, const Workload& workload, std::string archive)
        : site_(site), workload_(workload), archive_(std::move(archive)) {}

    core::Result<std::vector<BenchRow>> run() {
        for (const auto& step : {&Joining::work_for_years, &Joining::join_by_log, &Joining::make_snapshot,
                                 &Joining::join_by_snapshot})
            if (auto done = (this->*step)(); !done) return done.error();
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        add("memory, a desk", "MB", static_cast<double>(used.ru_maxrss) / 1024 / desks, 200);
        return std::move(rows_);
    }

  private:
    core::Status work_for_years() {
        if (auto opened = site_.open(veteran, storage::Durability::normal); !opened) return opened;
        return site_.write_cases(veteran, workload_, 0, workload_.cases);
    }

    core::Status join_by_log() {
        if (auto opened = site_.open(by_log, storage::Durability::normal); !opened) return opened;
        return timed("by the log", 60, [&] { return level(by_log); });
    }

    // Once the veteran was told what the other holds.
    core::Status make_snapshot() {
        auto& engine = site_.desk(veteran);
        core::Status made = core::ok();
        const Stopwatch watch;
        while (watch.wall_s() < joining_patience_s) {
            const auto held = held_by_others(engine);
            const Stopwatch making;
            made = engine.thread().ask([&]() -> core::Status {
                auto info = make_state(engine, archive_, held, site_.clock().now(), site_.random());
                return info ? core::ok() : core::Status(info.error());
            });
            if (made) add("making a state snapshot", "s", making.wall_s(), 0);
            if (made || made.error().reason != "log.cut_not_held") return made;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
        return made;
    }

    core::Status join_by_snapshot() {
        return timed("by a state snapshot", 15, [&]() -> core::Status {
            auto taken = take_state(site_.folder(by_state), site_.store_key(by_state), archive_,
                                    site_.clock(), site_.random());
            if (!taken) return taken.error();
            if (auto opened = site_.open(by_state, storage::Durability::normal); !opened) return opened;
            return level(by_state);
        });
    }

    core::Status level(std::size_t joiner) {
        const auto wanted = site_.heads(veteran);
        site_.link(joiner, {veteran});
        if (!site_.wait_for(joiner, wanted, joining_patience_s))
            return core::Error{core::ErrorCode::timeout, "bench.not_level", "joining"};
        auto& engine = site_.desk(joiner);
        return engine.thread().ask(
            [&] { return engine.node().database().checkpoint(storage::Checkpoint::truncate); });
    }

    template <class Work>
    core::Status timed(const std::string& name, double limit_s, Work work) {
        const Stopwatch watch;
        if (auto done = work(); !done) return done;
        add("joining " + name, "s", watch.wall_s(), limit_s);
        add("joining " + name + ", both sides", "cpu s", watch.cpu_s(), limit_s);
        return core::ok();
    }

    void add(const std::string& name, const std::string& unit, double ours, double limit) {
        rows_.push_back({name, unit, ours, limit, limit > 0 ? "limit" : ""});
    }

    BenchSite& site_;
    const Workload& workload_;
    std::string archive_;
    std::vector<BenchRow> rows_;
};

}  // namespace

core::Result<std::vector<BenchRow>> measure_joining(const std::string& folder, const Workload& workload) {
    auto site = BenchSite::found(folder, desks);
    if (!site) return site.error();
    return Joining(**site, workload, folder + "/state").run();
}

}  // namespace app
