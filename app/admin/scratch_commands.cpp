#include "app/admin/scratch_commands.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/env/system_environment.h"
#include "storage/keys/key_file.h"
#include "storage/sqlite/script.h"

namespace app {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t script_size_max = std::size_t{1} << 30;

core::Result<storage::Secret> scratch_key(const std::string& folder) {
    static const std::set<std::string> ours{"scratch.db", "scratch.db-wal", "scratch.db.new", "scratch.key"};
    const std::string path = folder + "/scratch.key";
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        empty = false;
        if (!ours.contains(entry.path().filename().string()))
            return core::denied("store.not_scratch", entry.path().filename().string());
    }
    if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
    if (empty) {
        ::chmod(folder.c_str(), 0700);
        storage::SystemRandom random;
        if (auto made = storage::make_key_file(path, random); !made) return made.error();
    }
    return storage::read_key_file(path);
}

// Where the rows go: a file, standard output, or nowhere.
class RowFile {
  public:
    RowFile(const std::string& path, bool to_screen) {
        if (!path.empty()) {
            file_.reset(std::fopen(path.c_str(), "we"));
            failed_ = file_ == nullptr;
        } else if (to_screen) {
            to_screen_ = true;
        }
    }
    bool failed() const { return failed_; }
    std::function<void(std::string_view)> sink() {
        FILE* out = to_screen_ ? stdout : file_.get();
        if (out == nullptr) return {};
        return [out](std::string_view row) {
            std::fwrite(row.data(), 1, row.size(), out);
            std::fputc('\n', out);
        };
    }

  private:
    struct Close {
        void operator()(FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<FILE, Close> file_;
    bool to_screen_{false}, failed_{false};
};

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

core::Error worded(core::Error error) {
    if (error.reason == "store.refused") error.reason = "script.refused";
    if (error.reason == "store.sql" || error.reason == "store.constraint") error.reason = "script.failed";
    return error;
}

}  // namespace

Reply run_scratch_sql(const std::string& folder, Command& command, bool json) {
    storage::SystemFileSystem files;
    auto script = files.read(command.option("script"), script_size_max);
    if (!script) return refused(core::invalid("script.unreadable", script.error().detail));
    auto key = scratch_key(folder);
    if (!key) return refused(key.error());
    RowFile rows(command.option("out"), !json);
    if (rows.failed()) return refused({core::ErrorCode::io, "disk.io", command.option("out")});
    auto scratch = storage::Database::open(folder + "/scratch.db", key->view());
    if (!scratch) return refused(scratch.error());
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    const auto run = storage::run_script(*scratch, std::string(core::text(*script)),
                                         {!command.option("keep-going").empty(), 1000, rows.sink()});
    if (!run) {
        Reply reply = refused(worded(run.error()));
        reply.json = Json{{"line", run.error().count}, {"detail", run.error().detail}}.dump(2);
        return reply;
    }
    const double used = cpu_seconds() - cpu;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    if (auto checked = scratch->check(); !checked) return refused(checked.error());
    const auto pages = scratch->writer().number("PRAGMA page_count");
    if (auto closed = scratch->close(); !closed) return refused(closed.error());
    const std::string failed = run->failed == 0 ? "" : "（うち失敗" + std::to_string(run->failed) + "文）";
    const std::string ignored =
        run->ignored_settings == 0
            ? ""
            : "固定の設定を変えるPRAGMA " + std::to_string(run->ignored_settings) + "文は無視しました。";
    return {0,
            Json{{"statements", run->statements},
                 {"rows", run->rows},
                 {"failed", run->failed},
                 {"ignored_settings", run->ignored_settings},
                 {"cpu_s", used},
                 {"wall_s", wall.count()},
                 {"pages", pages ? pages->value_or(0) : 0},
                 {"check", "ok"}}
                .dump(2),
            "-- " + std::to_string(run->statements) + "文" + failed +
                "を実行し、全ページの検査に異常はありません。" + ignored,
            {},
            0};
}

}  // namespace app
