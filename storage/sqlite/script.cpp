#include "storage/sqlite/script.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/settings.h"
#include "storage/sqlite/sqlite_error.h"

namespace storage {

class ScriptRunner {
  public:
    ScriptRunner(Database& scratch, const ScriptOptions& options)
        : scratch_(scratch), options_(options), state_(*scratch.writer().state_) {
        sqlite3_set_authorizer(state_.db, authorize, this);
        loosen(1);
    }
    ScriptRunner(const ScriptRunner&) = delete;
    ScriptRunner& operator=(const ScriptRunner&) = delete;
    ~ScriptRunner() {
        if (sqlite3_get_autocommit(state_.db) == 0)
            sqlite3_exec(state_.db, "ROLLBACK", nullptr, nullptr, nullptr);
        loosen(0);
        raise_guard(state_);
    }

    core::Result<ScriptRun> run(const std::string& sql) {
        const char* at = counted_ = sql.c_str();
        for (;;) {
            at += std::strspn(at, " \t\r\n;");  // so that the line is the statement's own
            if (*at == '\0') return run_;
            line_ += std::count(counted_, at, '\n');
            counted_ = at;
            if (auto status = one(at); !status) {
                const bool refused = status.error().reason == "store.refused";
                if (refused || !options_.keep_going) return placed(status.error());
                ++run_.failed;
            }
            if (auto status = rest(); !status) return status.error();
        }
    }

  private:
    // VACUUM attaches a nameless database of its own, in memory (temp_store).
    void loosen(int on) {
        sqlite3_limit(state_.db, SQLITE_LIMIT_ATTACHED, on);
        sqlite3_db_config(state_.db, SQLITE_DBCONFIG_DQS_DML, on, nullptr);
        sqlite3_db_config(state_.db, SQLITE_DBCONFIG_DQS_DDL, on, nullptr);
    }

    static bool tuning_pragma(std::string_view name) {
        constexpr std::string_view names[] = {"cache_size",
                                              "case_sensitive_like",
                                              "foreign_keys",
                                              "optimize",
                                              "threads",
                                              "recursive_triggers",
                                              "analysis_limit",
                                              "automatic_index",
                                              "incremental_vacuum",
                                              "ignore_check_constraints",
                                              "application_id",
                                              "reverse_unordered_selects",
                                              "busy_timeout",
                                              "soft_heap_limit",
                                              "hard_heap_limit",
                                              "shrink_memory",
                                              "database_list",
                                              "collation_list",
                                              "module_list",
                                              "wal_checkpoint",
                                              "pragma_list",
                                              "encoding",
                                              "max_page_count",
                                              "journal_size_limit"};
        return std::any_of(std::begin(names), std::end(names), [&](std::string_view each) {
            return sqlite3_strnicmp(each.data(), name.data(), static_cast<int>(name.size())) == 0 &&
                   each.size() == name.size();
        });
    }

    static int authorize(void* self, int action, const char* first, const char* second, const char*,
                         const char*) {
        switch (action) {
            case SQLITE_ATTACH:
                return first != nullptr && *first == '\0' ? SQLITE_OK : SQLITE_DENY;
            case SQLITE_PRAGMA:
                if (pragma_allowed(first) || tuning_pragma(first) || second == nullptr) return SQLITE_OK;
                ++static_cast<ScriptRunner*>(self)->run_.ignored_settings;
                return SQLITE_IGNORE;
            case SQLITE_FUNCTION:
                return function_allowed(second) ? SQLITE_OK : SQLITE_DENY;
            default:
                return SQLITE_OK;
        }
    }

    // Behind the statement at `at`, which SQLite could not read.
    static const char* end_of(const char* at) {
        for (const char* end = at; *end != '\0'; ++end)
            if (*end == ';' && sqlite3_complete(std::string(at, end + 1).c_str()) != 0) return end + 1;
        return at + std::strlen(at);
    }

    // The statement at `at`, to its end; `at` then stands behind it.
    core::Status one(const char*& at) {
        sqlite3_stmt* statement = nullptr;
        const char* rest = at;
        int code = sqlite3_prepare_v2(state_.db, at, -1, &statement, &rest);
        at = code == SQLITE_OK ? rest : end_of(at);
        if (code != SQLITE_OK) return failure();
        if (statement == nullptr) return core::ok();  // blanks and comments
        ++run_.statements;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) take_row(statement);
        const core::Status status = code == SQLITE_DONE ? core::ok() : core::Status(failure());
        sqlite3_finalize(statement);
        return status;
    }

    core::Error failure() { return store_error(state_.db, sqlite3_extended_errcode(state_.db)); }
    core::Error placed(core::Error error) const {
        error.count = line_;
        return error;
    }

    void take_row(sqlite3_stmt* statement) {
        ++run_.rows;
        if (!options_.row) return;
        text_.clear();
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            if (column > 0) text_ += '|';
            const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            if (value != nullptr) text_ += value;
        }
        options_.row(text_);
    }

    core::Status rest() {
        if (sqlite3_get_autocommit(state_.db) == 0 || scratch_.wal_pages() < options_.wal_pages)
            return core::ok();
        return scratch_.checkpoint(Checkpoint::passive);
    }

    Database& scratch_;
    const ScriptOptions& options_;
    ConnectionState& state_;
    ScriptRun run_;
    const char* counted_{nullptr};  // lines before it are in line_
    std::int64_t line_{1};
    std::string text_;
};

core::Result<ScriptRun> run_script(Database& scratch, const std::string& sql, const ScriptOptions& options) {
    return ScriptRunner(scratch, options).run(sql);
}

}  // namespace storage
