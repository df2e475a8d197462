#include "app/bench/plain_updates.h"

#include <sqlite3.h>

#include <array>
#include <filesystem>

#include "app/bench/stopwatch.h"

namespace app {

namespace {

constexpr int wal_pages_max = 2000;  // as app/node/node_store.cpp

class PlainFile {
  public:
    ~PlainFile() {
        for (auto* statement : set_) sqlite3_finalize(statement);
        sqlite3_close(db_);
    }
    bool open(const std::string& path) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        if (sqlite3_open_v2(path.c_str(), &db_, flags, "unix-excl") != SQLITE_OK) return false;
        sqlite3_wal_hook(
            db_,
            [](void* self, sqlite3*, const char*, int frames) {
                static_cast<PlainFile*>(self)->frames_ = frames;
                return SQLITE_OK;
            },
            this);
        std::string columns;
        for (int field = 0; field < fields_a_case; ++field) columns += ", f" + std::to_string(field);
        return run("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=1;"
                   "PRAGMA temp_store=2; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536;") &&
               run("CREATE TABLE cases (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE" + columns + ")") &&
               prepare();
    }
    bool add_rows(const Workload& workload, int from, int to) {
        if (!run("BEGIN")) return false;
        for (int n = from; n < to; ++n)
            if (!run("INSERT INTO cases (id) VALUES (x'" + workload.id(n).hex() + "')")) return false;
        return run("COMMIT") && checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    }
    bool update_all(const Workload& workload, int from, int to) {
        for (int n = from; n < to; ++n) {
            const auto id = workload.id(n);
            if (!run("BEGIN IMMEDIATE")) return false;
            for (int field = 0; field < fields_a_case; ++field)
                if (!set(workload, id, n, field)) return false;
            if (!run("COMMIT")) return false;
            if (frames_ > wal_pages_max && !checkpoint(SQLITE_CHECKPOINT_PASSIVE)) return false;
        }
        return checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    }

  private:
    bool run(const std::string& sql) {
        return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    }
    bool prepare() {
        for (int field = 0; field < fields_a_case; ++field) {
            const std::string sql = "UPDATE cases SET f" + std::to_string(field) + " = ? WHERE id = ?";
            if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &set_[static_cast<std::size_t>(field)], nullptr) !=
                SQLITE_OK)
                return false;
        }
        return true;
    }
    bool set(const Workload& workload, const core::CaseId& id, int n, int field) {
        auto* statement = set_[static_cast<std::size_t>(field)];
        const std::string text = Workload::is_number(field) ? "" : workload.text(n, field);
        if (Workload::is_number(field)) {
            sqlite3_bind_int64(statement, 1, workload.number(n, field));
        } else {
            sqlite3_bind_text(statement, 1, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
        }
        sqlite3_bind_blob(statement, 2, id.bytes.data(), static_cast<int>(id.bytes.size()), SQLITE_STATIC);
        const bool done = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_reset(statement);
        return done;
    }
    bool checkpoint(int mode) {
        frames_ = 0;
        return sqlite3_wal_checkpoint_v2(db_, "main", mode, nullptr, nullptr) == SQLITE_OK;
    }

    sqlite3* db_{nullptr};
    std::array<sqlite3_stmt*, fields_a_case> set_{};
    int frames_{0};
};

void remove_file(const std::string& path) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

}  // namespace

core::Result<PlainTiming> plain_updates(const std::string& path, const Workload& workload, int from, int to) {
    remove_file(path);
    PlainTiming timing;
    bool done = false;
    {
        PlainFile file;
        done = file.open(path) && file.add_rows(workload, from, to);
        const Stopwatch watch;
        done = done && file.update_all(workload, from, to);
        timing = {watch.wall_s(), watch.cpu_s()};
    }
    remove_file(path);
    if (!done) return core::Error{core::ErrorCode::io, "bench.baseline", "plain SQLite refused something"};
    return timing;
}

}  // namespace app
