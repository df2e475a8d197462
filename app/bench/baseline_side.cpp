#include "app/bench/baseline_side.h"

#include <dlfcn.h>
#include <sqlite3.h>

#include <cstdio>

namespace app {

namespace {

// The functions of whichever library was loaded.
struct Library {
    void* handle{nullptr};
    decltype(&sqlite3_open_v2) open_v2{};
    decltype(&sqlite3_close) close{};
    decltype(&sqlite3_exec) exec{};
    decltype(&sqlite3_errstr) errstr{};
    decltype(&sqlite3_prepare_v2) prepare_v2{};
    decltype(&sqlite3_finalize) finalize{};
    decltype(&sqlite3_bind_int64) bind_int64{};
    decltype(&sqlite3_bind_blob64) bind_blob64{};
    decltype(&sqlite3_step) step{};
    decltype(&sqlite3_reset) reset{};
    decltype(&sqlite3_column_blob) column_blob{};
    decltype(&sqlite3_column_bytes) column_bytes{};
    decltype(&sqlite3_wal_hook) wal_hook{};
    decltype(&sqlite3_wal_checkpoint_v2) wal_checkpoint_v2{};
    decltype(&sqlite3_backup_init) backup_init{};
    decltype(&sqlite3_backup_step) backup_step{};
    decltype(&sqlite3_backup_finish) backup_finish{};

    bool load(const char* name) {
        handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
        return handle != nullptr && take(open_v2, "sqlite3_open_v2") && take(close, "sqlite3_close") &&
               take(exec, "sqlite3_exec") && take(errstr, "sqlite3_errstr") &&
               take(prepare_v2, "sqlite3_prepare_v2") && take(finalize, "sqlite3_finalize") &&
               take(bind_int64, "sqlite3_bind_int64") && take(bind_blob64, "sqlite3_bind_blob64") &&
               take(step, "sqlite3_step") && take(reset, "sqlite3_reset") &&
               take(column_blob, "sqlite3_column_blob") && take(column_bytes, "sqlite3_column_bytes") &&
               take(wal_hook, "sqlite3_wal_hook") && take(wal_checkpoint_v2, "sqlite3_wal_checkpoint_v2") &&
               take(backup_init, "sqlite3_backup_init") && take(backup_step, "sqlite3_backup_step") &&
               take(backup_finish, "sqlite3_backup_finish");
    }

  private:
    template <class Function>
    bool take(Function& out, const char* name) {
        out = reinterpret_cast<Function>(::dlsym(handle, name));
        return out != nullptr;
    }
};

class BaselineSide final : public StoreSide {
  public:
    BaselineSide(const Library& library, bool keyed, std::string path)
        : StoreSide(std::move(path)), sql_(library), keyed_(keyed) {}
    ~BaselineSide() override { drop(); }

    bool open(const StoreSetup& setup) override {
        if (!connect(path(), db_)) return false;
        const std::string pragmas =
            "PRAGMA page_size=4096; PRAGMA auto_vacuum=2; PRAGMA journal_mode=WAL; PRAGMA temp_store=2;"
            "PRAGMA cache_spill=0; PRAGMA cell_size_check=1; PRAGMA secure_delete=1;"
            "PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=1; PRAGMA mmap_size=0;"
            "PRAGMA synchronous=" +
            std::string(setup.synchronous_full ? "2" : "1") +
            "; PRAGMA cache_size=" + std::to_string(-(setup.cache_bytes / 1024));
        sql_.wal_hook(db_, note_frames, this);
        return run(pragmas.c_str());
    }
    bool run(const char* sql) override { return check(sql_.exec(db_, sql, nullptr, nullptr, nullptr)); }
    bool put(std::int64_t key, core::ByteView value) override {
        if (insert_ == nullptr && !check(sql_.prepare_v2(db_, insert_sql, -1, &insert_, nullptr)))
            return false;
        sql_.bind_int64(insert_, 1, key);
        sql_.bind_blob64(insert_, 2, value.data(), value.size(), SQLITE_TRANSIENT);
        const bool done = check(sql_.step(insert_));
        sql_.reset(insert_);
        return done;
    }
    std::int64_t get(std::int64_t key) override {
        if (point_ == nullptr && !check(sql_.prepare_v2(db_, point_sql, -1, &point_, nullptr))) return -1;
        sql_.bind_int64(point_, 1, key);
        std::int64_t bytes = -1;
        if (sql_.step(point_) == SQLITE_ROW && sql_.column_blob(point_, 0) != nullptr)
            bytes = sql_.column_bytes(point_, 0);
        sql_.reset(point_);
        return bytes;
    }
    bool rest() override {
        if (frames_ < wal_pages_max) return true;
        frames_ = 0;
        return check(sql_.wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
    }
    bool copy() override {  // with the same check of the copy that ours makes
        sqlite3* to = nullptr;
        bool good = connect(path() + "-copy", to) &&
                    check(sql_.exec(to, "PRAGMA page_size=4096; PRAGMA journal_mode=memory", nullptr, nullptr,
                                    nullptr));
        sqlite3_backup* backup = good ? sql_.backup_init(to, "main", db_, "main") : nullptr;
        good = backup != nullptr && check(sql_.backup_step(backup, -1));
        if (backup != nullptr) sql_.backup_finish(backup);
        good = good && check(sql_.exec(to, "PRAGMA integrity_check(1); PRAGMA foreign_key_check", nullptr,
                                       nullptr, nullptr));
        sql_.close(to);
        return good;
    }
    bool rekey() override {
        if (!keyed_) return copy() && close() && place_copy() && open({});
        const std::string before = key_pragma("rekey", ++generation_);
        return run(before.c_str());
    }
    bool close() override {
        drop();
        return true;
    }

  private:
    bool check(int code) {
        if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return true;
        return fail({core::ErrorCode::io, "bench.baseline", sql_.errstr(code)});
    }
    bool connect(const std::string& file, sqlite3*& db) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        if (!check(sql_.open_v2(file.c_str(), &db, flags, "unix-excl"))) return false;
        if (!keyed_) return true;
        const std::string pragmas = key_pragma("key", generation_) + "; PRAGMA cipher_page_size=4096";
        return check(sql_.exec(db, pragmas.c_str(), nullptr, nullptr, nullptr));
    }
    // A key, not a password: neither side counts a derivation.
    static std::string key_pragma(const std::string& name, int generation) {
        char hex[65];
        for (int i = 0; i < 32; ++i) std::snprintf(hex + 2 * i, 3, "%02x", (5 + generation) & 0xff);
        return "PRAGMA " + name + "=\"x'" + hex + "'\"";
    }
    bool place_copy() {
        return std::rename((path() + "-copy").c_str(), path().c_str()) == 0 ||
               fail({core::ErrorCode::io, "bench.baseline", "rename"});
    }
    static int note_frames(void* self, sqlite3*, const char*, int frames) {
        static_cast<BaselineSide*>(self)->frames_ = frames;
        return SQLITE_OK;
    }
    void drop() {
        sql_.finalize(std::exchange(insert_, nullptr));
        sql_.finalize(std::exchange(point_, nullptr));
        sql_.close(std::exchange(db_, nullptr));
    }

    Library sql_;
    bool keyed_;
    int generation_{0};
    sqlite3* db_{nullptr};
    sqlite3_stmt* insert_{nullptr};
    sqlite3_stmt* point_{nullptr};
    int frames_{0};
};

}  // namespace

core::Result<std::unique_ptr<StoreSide>> baseline_side(const Baseline& baseline, const std::string& path) {
    Library library;
    if (!library.load(baseline.library))
        return core::Error{core::ErrorCode::not_found, "bench.no_library", baseline.library};
    return std::unique_ptr<StoreSide>(std::make_unique<BaselineSide>(library, baseline.keyed, path));
}

}  // namespace app
