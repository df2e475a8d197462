#include "app/bench/sync_delay.h"

#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/bench/bench_site.h"
#include "app/bench/stopwatch.h"

namespace app {

namespace {

constexpr std::size_t author = 0, taker = 1, source = 2;
constexpr int quiet_edits = 400, own_cases = 50;
constexpr double delay_patience_s = 600;
constexpr auto pause_between = std::chrono::milliseconds(4);

// Told by the taker's store thread after each commit.
class Durable {
  public:
    Durable(DeskEngine& engine, const core::DeviceId& of) : engine_(engine) {
        engine.on_change([this, of, &engine](const std::vector<core::CaseId>& cases) {
            if (cases.empty()) return;  // only a link came or went: not the store thread
            const auto seq = engine.node().log().sealed_heads().of(of);
            const std::lock_guard lock(mutex_);
            seq_ = seq;
            came_.notify_all();
        });
    }
    ~Durable() { engine_.on_change(nullptr); }
    bool wait_for(std::uint64_t seq) {
        std::unique_lock lock(mutex_);
        return came_.wait_for(lock, std::chrono::seconds(60), [&] { return seq_ >= seq; });
    }

  private:
    DeskEngine& engine_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::uint64_t seq_{0};
};

// What the disk itself takes for a few pages and their sync, now: an edit waits for two of these.
class DiskProbe {
  public:
    explicit DiskProbe(const std::string& folder) : path_(folder + "/sync-probe") {
        file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    }
    ~DiskProbe() {
        if (file_ >= 0) ::close(file_);
        ::unlink(path_.c_str());
    }
    DiskProbe(const DiskProbe&) = delete;
    DiskProbe& operator=(const DiskProbe&) = delete;

    void two_syncs() {
        const Stopwatch watch;
        if (sync() && sync()) took_.push_back(watch.wall_s() * 1000);
    }
    const std::vector<double>& took() const { return took_; }

  private:
    bool sync() {
        const auto at = static_cast<off_t>(pages_.size()) * static_cast<off_t>(count_++);
        return ::pwrite(file_, pages_.data(), pages_.size(), at) > 0 && ::fdatasync(file_) == 0;
    }

    std::string path_;
    int file_{-1};
    int count_{0};
    core::Bytes pages_ = core::Bytes(16 * 1024, 7);
    std::vector<double> took_;
};

class Delays {
  public:
    Delays(BenchSite& site, const Workload& workload) : site_(site), workload_(workload) {}

    // One edit at the author, until the taker has it durably. Milliseconds; below zero: it never came.
    core::Result<double> one_edit(Durable& durable) {
        const int number = workload_.cases + edits_ % own_cases;
        const auto writing = workload_.edit(number, edits_ % fields_a_case, edits_, site_.clerk(), "A-001");
        ++edits_;
        const Stopwatch watch;
        auto id = site_.desk(author).write(writing);
        if (!id) return id.error();
        if (!durable.wait_for(id->seq)) return -1.0;
        return watch.wall_s() * 1000;
    }

    core::Result<std::vector<double>> quiet(Durable& durable, DiskProbe& disk) {
        std::vector<double> delays;
        for (int i = 0; i < quiet_edits; ++i) {
            auto delay = one_edit(durable);
            if (!delay) return delay.error();
            delays.push_back(*delay);
            disk.two_syncs();
            std::this_thread::sleep_for(pause_between);
        }
        return delays;
    }

    core::Status make_backlog() {
        for (int at = 0; at < workload_.cases; ++at) {
            auto written = site_.desk(source).write(workload_.whole(at, site_.clerk(), "C-001"));
            if (!written) return written.error();
        }
        return core::ok();
    }

    core::Result<std::vector<double>> beside_backlog(Durable& durable) {
        std::vector<double> delays;
        const auto wanted = site_.heads(source).of(site_.device(source));
        site_.link(source, {taker});
        while (site_.heads(taker).of(site_.device(source)) < wanted) {
            auto delay = one_edit(durable);
            if (!delay) return delay.error();
            delays.push_back(*delay);
            std::this_thread::sleep_for(pause_between);
        }
        return delays;
    }

  private:
    BenchSite& site_;
    const Workload& workload_;
    int edits_{0};
};

std::uint64_t sent(BenchSite& site, std::size_t desk) { return site.desk(desk).host().status().bytes_out; }

void add(std::vector<BenchRow>& rows, const std::string& name, const std::string& unit, double ours,
         double limit) {
    rows.push_back({name, unit, ours, limit, "limit"});
}

}  // namespace

core::Result<std::vector<BenchRow>> measure_delays(const std::string& folder, const Workload& workload) {
    auto site = BenchSite::found(folder, 3);
    if (!site) return site.error();
    for (const std::size_t desk : {author, taker})
        if (auto opened = (*site)->open(desk, storage::Durability::full); !opened) return opened.error();
    Durable durable((*site)->desk(taker), (*site)->device(author));
    Delays delays(**site, workload);
    (*site)->link(author, {taker});
    if (auto first = delays.one_edit(durable); !first) return first.error();
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    const auto author_before = sent(**site, author), taker_before = sent(**site, taker);
    DiskProbe disk(folder);
    auto quiet = delays.quiet(durable, disk);
    if (!quiet) return quiet.error();
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    std::vector<BenchRow> rows;
    add(rows, "wire, live edit with its seal", "bytes",
        static_cast<double>(sent(**site, author) - author_before) / quiet_edits, 220);
    add(rows, "wire, its acknowledgement", "bytes",
        static_cast<double>(sent(**site, taker) - taker_before) / quiet_edits, 64);
    add(rows, "edit to durable on a peer, p50", "ms", median(*quiet), 2);
    add(rows, "edit to durable on a peer, p99", "ms", quantile(*quiet, 0.99), 15);
    rows.push_back({"two syncs of this disk in between, p50", "ms", median(disk.took()), 0, ""});
    rows.push_back({"two syncs of this disk in between, p99", "ms", quantile(disk.took(), 0.99), 0, ""});

    if (auto opened = (*site)->open(source, storage::Durability::normal); !opened) return opened.error();
    if (auto made = delays.make_backlog(); !made) return made.error();
    auto beside = delays.beside_backlog(durable);
    if (!beside) return beside.error();
    add(rows, "the same beside a backlog, p50", "ms", median(*beside), 50);
    add(rows, "the same beside a backlog, p99", "ms", quantile(*beside, 0.99), 50);
    return rows;
}

}  // namespace app
