#include "app/bench/store_bench.h"

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"

namespace app {

namespace {

constexpr int rows_a_transaction = 25, wal_pages_max = 1000;
constexpr std::size_t row_bytes = 300;
constexpr std::int64_t large_cache = 256 << 20, small_cache = 2 << 20;
const char* const table = "CREATE TABLE t(k INTEGER PRIMARY KEY, v BLOB)";
const char* const insert = "INSERT INTO t(k, v) VALUES(?, ?)";
const char* const point = "SELECT v FROM t WHERE k = ?";
const char* const scan = "SELECT sum(length(v)), max(substr(v, 1, 8)) FROM t";

struct Setup {
    storage::Durability durability{storage::Durability::full};
    std::int64_t cache_bytes{large_cache};
};

// One side of the comparison. A false answer ends the bench; `trouble` says why.
struct Side {
    virtual ~Side() = default;
    virtual bool open(const Setup& setup) = 0;
    virtual bool run(const char* sql) = 0;
    virtual bool put(std::int64_t key, core::ByteView value) = 0;
    virtual std::int64_t get(std::int64_t key) = 0;  // bytes read; -1: failed
    virtual bool rest() = 0;                         // checkpoint if the WAL is long
    virtual bool copy() = 0;
    virtual bool close() = 0;
    std::string path;
    std::optional<core::Error> trouble;

  protected:
    bool note(const core::Status& status) {
        if (!status) trouble = status.error();
        return static_cast<bool>(status);
    }
};

struct SealedSide : Side {
    bool open(const Setup& setup) override {
        storage::DatabaseOptions options;
        options.durability = setup.durability;
        options.cache_bytes = setup.cache_bytes;
        auto opened = storage::Database::open(path, key_, options);
        if (!opened) return note(opened.error());
        store_.emplace(std::move(*opened));
        return true;
    }
    bool run(const char* sql) override { return note(store_->writer().script(sql)); }
    bool put(std::int64_t key, core::ByteView value) override {
        return note(store_->writer().run(insert, key, value));
    }
    std::int64_t get(std::int64_t key) override {
        if (!point_) {
            auto rows = store_->writer().prepare(point);
            if (!rows) return -1;
            point_.emplace(std::move(*rows));
        }
        auto row = point_->bind(1, key).step();
        const auto bytes = row && *row ? static_cast<std::int64_t>(point_->blob_view(0).size()) : -1;
        point_->reset();
        return bytes;
    }
    bool rest() override {
        return store_->wal_pages() < wal_pages_max || note(store_->checkpoint(storage::Checkpoint::passive));
    }
    bool copy() override { return note(store_->copy_to(path + "-copy", key_, 1)); }
    bool close() override {
        point_.reset();
        if (!store_) return true;
        const bool closed = note(store_->close());
        store_.reset();
        return closed;
    }

  private:
    core::Bytes key_ = core::Bytes(storage::key_size, 5);
    std::optional<storage::Database> store_;
    std::optional<storage::Statement> point_;  // after store_: gone before it
};

struct PlainSide : Side {
    ~PlainSide() override { drop(); }
    bool check(int code) {
        if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return true;
        trouble = core::Error{core::ErrorCode::io, "bench.baseline", sqlite3_errstr(code)};
        return false;
    }
    bool open(const Setup& setup) override {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        if (!check(sqlite3_open_v2(path.c_str(), &db_, flags, "unix-excl"))) return false;
        const std::string pragmas =
            "PRAGMA page_size=4096; PRAGMA auto_vacuum=2; PRAGMA journal_mode=WAL; PRAGMA temp_store=2;"
            "PRAGMA cache_spill=0; PRAGMA cell_size_check=1; PRAGMA secure_delete=1; PRAGMA "
            "wal_autocheckpoint=0;"
            "PRAGMA synchronous=" +
            std::to_string(setup.durability == storage::Durability::full ? 2 : 1) +
            "; PRAGMA cache_size=" + std::to_string(-(setup.cache_bytes / 1024));
        sqlite3_wal_hook(db_, note_frames, this);
        return run(pragmas.c_str());
    }
    bool run(const char* sql) override { return check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
    bool put(std::int64_t key, core::ByteView value) override {
        if (insert_ == nullptr && !check(sqlite3_prepare_v2(db_, insert, -1, &insert_, nullptr)))
            return false;
        sqlite3_bind_int64(insert_, 1, key);
        sqlite3_bind_blob64(insert_, 2, value.data(), value.size(), SQLITE_TRANSIENT);
        const bool done = check(sqlite3_step(insert_));
        sqlite3_reset(insert_);
        return done;
    }
    std::int64_t get(std::int64_t key) override {
        if (point_ == nullptr && !check(sqlite3_prepare_v2(db_, point, -1, &point_, nullptr))) return -1;
        sqlite3_bind_int64(point_, 1, key);
        std::int64_t bytes = -1;
        if (sqlite3_step(point_) == SQLITE_ROW && sqlite3_column_blob(point_, 0) != nullptr)
            bytes = sqlite3_column_bytes(point_, 0);
        sqlite3_reset(point_);
        return bytes;
    }
    bool rest() override {
        if (frames_ < wal_pages_max) return true;
        frames_ = 0;
        return check(sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
    }
    bool copy() override {  // with the same check of the copy that ours makes
        sqlite3* to = nullptr;
        bool good = check(sqlite3_open_v2((path + "-copy").c_str(), &to,
                                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-excl")) &&
                    check(sqlite3_exec(to, "PRAGMA journal_mode=memory", nullptr, nullptr, nullptr));
        sqlite3_backup* backup = good ? sqlite3_backup_init(to, "main", db_, "main") : nullptr;
        if (backup != nullptr) {
            good = check(sqlite3_backup_step(backup, -1));
            sqlite3_backup_finish(backup);
        }
        good = good && check(sqlite3_exec(to, "PRAGMA integrity_check(1)", nullptr, nullptr, nullptr));
        sqlite3_close(to);
        return good;
    }
    bool close() override {
        drop();
        return true;
    }

  private:
    static int note_frames(void* self, sqlite3*, const char*, int frames) {
        static_cast<PlainSide*>(self)->frames_ = frames;
        return SQLITE_OK;
    }
    void drop() {
        sqlite3_finalize(std::exchange(insert_, nullptr));
        sqlite3_finalize(std::exchange(point_, nullptr));
        sqlite3_close(std::exchange(db_, nullptr));
    }
    sqlite3* db_{nullptr};
    sqlite3_stmt* insert_{nullptr};
    sqlite3_stmt* point_{nullptr};
    int frames_{0};
};

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

struct Timing {
    double cpu{0}, wall{0};
};
using Work = std::function<bool(Side&)>;

bool timed(Side& side, const Work& work, Timing& timing) {
    const double cpu = cpu_ms(), wall = wall_ms();
    if (!work(side)) return false;
    timing = {cpu_ms() - cpu, wall_ms() - wall};
    return true;
}

bool insert_all(Side& side, int rows) {
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

bool read_at_random(Side& side, int rows, int reads) {
    std::mt19937_64 chance(11);
    for (int i = 0; i < reads; ++i)
        if (side.get(static_cast<std::int64_t>(chance() % rows)) != static_cast<std::int64_t>(row_bytes))
            return false;
    return true;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

class Bench {
  public:
    explicit Bench(const StoreBenchOptions& options) : options_(options) {
        ours_.path = (std::filesystem::path(options.folder) / "bench-sealed.db").string();
        plain_.path = (std::filesystem::path(options.folder) / "bench-plain.db").string();
    }
    ~Bench() { remove_files(); }

    core::Result<std::vector<BenchRow>> run() {
        const int rows = options_.rows, reads = std::max(200000, rows / 2);
        const Setup full{}, normal{storage::Durability::normal, large_cache},
            narrow{storage::Durability::full, small_cache};
        const bool done = inserts("insert, synchronous NORMAL", normal) &&
                          inserts("insert, synchronous FULL", full) && size() &&
                          reopened(
                              "open", full, [](Side&) { return true; }, true) &&
                          reopened(
                              "point reads, cache holds all", full,
                              [&](Side& s) { return read_at_random(s, rows, reads); }, false) &&
                          reopened(
                              "point reads, cache 2 MB", narrow,
                              [&](Side& s) { return read_at_random(s, rows, reads); }, false) &&
                          reopened(
                              "full scan, cache 2 MB", narrow, [](Side& s) { return s.run(scan); }, false) &&
                          reopened(
                              "backup copy, checked", full, [](Side& s) { return s.copy(); }, false);
        if (done) return std::move(rows_);
        if (ours_.trouble) return *ours_.trouble;
        return plain_.trouble.value_or(
            core::Error{core::ErrorCode::io, "bench.baseline", "a row is missing"});
    }

  private:
    void remove_files() {
        for (const Side* side : {static_cast<Side*>(&ours_), static_cast<Side*>(&plain_)})
            for (const char* suffix : {"", "-wal", "-copy", "-copy-wal"})
                std::filesystem::remove(side->path + suffix);
    }
    void add(const std::string& name, const std::string& unit, double ours, double plain) {
        rows_.push_back({name, unit, ours, plain, "plain SQLite"});
    }
    void add(const std::string& name, const std::vector<Timing>& ours, const std::vector<Timing>& plain) {
        std::vector<double> values[4];
        for (const auto& t : ours) values[0].push_back(t.cpu), values[1].push_back(t.wall);
        for (const auto& t : plain) values[2].push_back(t.cpu), values[3].push_back(t.wall);
        add(name, "cpu ms", median(values[0]), median(values[2]));
        add(name, "wall ms", median(values[1]), median(values[3]));
    }
    // Who goes first alternates: neither side keeps a warmer processor.
    bool pair(const Work& work, std::vector<Timing>& ours, std::vector<Timing>& plain) {
        Timing mine, theirs;
        const bool plain_first = ours.size() % 2 == 1;
        if (plain_first && !timed(plain_, work, theirs)) return false;
        if (!timed(ours_, work, mine)) return false;
        if (!plain_first && !timed(plain_, work, theirs)) return false;
        ours.push_back(mine);
        plain.push_back(theirs);
        return true;
    }
    bool inserts(const std::string& name, const Setup& setup) {
        std::vector<Timing> ours, plain;
        for (int i = 0; i < options_.pairs; ++i) {
            remove_files();
            for (Side* side : {static_cast<Side*>(&ours_), static_cast<Side*>(&plain_)})
                if (!side->open(setup) || !side->run(table)) return false;
            if (!pair([&](Side& side) { return insert_all(side, options_.rows); }, ours, plain)) return false;
            if (!ours_.close() || !plain_.close()) return false;
        }
        add(name, ours, plain);
        return true;
    }
    bool size() {
        add("file size", "bytes", static_cast<double>(std::filesystem::file_size(ours_.path)),
            static_cast<double>(std::filesystem::file_size(plain_.path)));
        return true;
    }
    // `work` on a freshly opened store whose cache a scan has warmed, or on the opening itself.
    bool reopened(const std::string& name, const Setup& setup, const Work& work, bool opening) {
        const Work open_one = [&](Side& side) {
            return side.open(setup) && side.run("SELECT count(*) FROM t WHERE k = 1");
        };
        std::vector<Timing> ours, plain;
        for (int i = 0; i < options_.pairs; ++i) {
            if (opening) {
                if (!pair(open_one, ours, plain)) return false;
            } else {
                if (!open_one(ours_) || !open_one(plain_) || !ours_.run(scan) || !plain_.run(scan))
                    return false;
                for (const Side* side : {static_cast<Side*>(&ours_), static_cast<Side*>(&plain_)})
                    std::filesystem::remove(side->path + "-copy");
                if (!pair(work, ours, plain)) return false;
            }
            if (!ours_.close() || !plain_.close()) return false;
        }
        add(name, ours, plain);
        return true;
    }

    StoreBenchOptions options_;
    SealedSide ours_;
    PlainSide plain_;
    std::vector<BenchRow> rows_;
};

}  // namespace

core::Result<std::vector<BenchRow>> bench_store(const StoreBenchOptions& options) {
    return Bench(options).run();
}

}  // namespace app
