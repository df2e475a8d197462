#include "storage/sqlite/settings.h"

#include <array>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>

#include "storage/sqlite/sqlite_error.h"
#include "storage/sqlite/wiping_memory.h"

namespace storage {

namespace {

core::Error unsuitable(const std::string& what) {
    return {core::ErrorCode::unsupported, "store.unsuitable", what};
}

core::Status execute(sqlite3* db, const std::string& sql) {
    const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? core::ok() : core::Status(store_error(db, sqlite3_extended_errcode(db)));
}

core::Result<std::string> ask(sqlite3* db, const std::string& pragma) {
    sqlite3_stmt* statement = nullptr;
    std::string answer;
    int code = sqlite3_prepare_v2(db, ("PRAGMA " + pragma).c_str(), -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        answer = text == nullptr ? "" : text;
    }
    const bool answered = code == SQLITE_ROW || code == SQLITE_DONE;
    core::Error error = answered ? core::Error{} : store_error(db, sqlite3_extended_errcode(db));
    sqlite3_finalize(statement);
    if (!answered) return error;
    return answer;
}

struct Fixed {
    const char* name;
    std::string value;
    bool set;  // false: a property of the file, only read back
};

core::Status fix(sqlite3* db, const Fixed& fixed) {
    const std::string name = fixed.name;
    if (fixed.set)
        if (auto status = execute(db, "PRAGMA " + name + "=" + fixed.value); !status) return status;
    auto answer = ask(db, name);
    if (!answer) return answer.error();
    if (*answer != fixed.value) return unsuitable(name + " is " + *answer + ", not " + fixed.value);
    return core::ok();
}

core::Status fix_switch(sqlite3* db, int option, int value) {
    int now = -1;
    if (sqlite3_db_config(db, option, value, &now) != SQLITE_OK || now != value)
        return unsuitable("db_config " + std::to_string(option));
    return core::ok();
}

core::Status fix_switches(sqlite3* db, bool writer) {
    constexpr std::array<std::pair<int, int>, 6> switches{{{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                                           {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                                           {SQLITE_DBCONFIG_DEFENSIVE, 1},
                                                           {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
                                                           {SQLITE_DBCONFIG_DQS_DML, 0},
                                                           {SQLITE_DBCONFIG_DQS_DDL, 0}}};
    for (const auto& [option, value] : switches)
        if (auto status = fix_switch(db, option, value); !status) return status;
    if (!writer)
        if (auto status = fix_switch(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1); !status) return status;
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    return core::ok();
}

bool one_of(std::string_view name, std::initializer_list<const char*> names) {
    for (const char* each : names)
        if (sqlite3_stricmp(name.data(), each) == 0) return true;
    return false;
}

}  // namespace

bool pragma_allowed(const char* name) {
    return one_of(name, {"user_version", "table_info", "table_xinfo", "table_list", "index_list",
                         "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check",
                         "integrity_check", "quick_check", "page_count", "freelist_count", "schema_version",
                         "data_version", "compile_options", "function_list", "defer_foreign_keys"});
}

bool function_allowed(const char* name) { return !one_of(name, {"load_extension", "fts3_tokenizer"}); }

namespace {

int authorize(void* context, int action, const char* first, const char* second, const char*, const char*) {
    if (!static_cast<ConnectionState*>(context)->guarded) return SQLITE_OK;
    switch (action) {
        case SQLITE_ATTACH:  // VACUUM and VACUUM INTO attach, too
        case SQLITE_DETACH:
            return SQLITE_DENY;
        case SQLITE_PRAGMA: {
            const bool writes_schema_version = second != nullptr && one_of(first, {"schema_version"});
            return pragma_allowed(first) && !writes_schema_version ? SQLITE_OK : SQLITE_DENY;
        }
        case SQLITE_FUNCTION:
            return function_allowed(second) ? SQLITE_OK : SQLITE_DENY;
        default:
            return SQLITE_OK;
    }
}

int note_wal_frames(void* context, sqlite3*, const char*, int frames) {
    static_cast<ConnectionState*>(context)->wal_frames = frames;
    return SQLITE_OK;
}

}  // namespace

void prepare_sqlite() {
    static std::once_flag once;
    // Refused if another library of this process was here first. Then names still are no URIs: they are
    // absolute, and ATTACH is denied.
    std::call_once(once, [] {
        (void)sqlite3_config(SQLITE_CONFIG_URI, 0);
        wipe_freed_memory();
        (void)sqlite3_initialize();
    });
}

core::Status shape_new_file(ConnectionState& state) {
    int reserve = static_cast<int>(reserve_size);
    if (sqlite3_file_control(state.db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) != SQLITE_OK)
        return unsuitable("this SQLite reserves no bytes in pages");
    // The journal first: even asking for auto_vacuum begins to write, and no journal file may be opened.
    for (const Fixed& fixed : {Fixed{"journal_mode", "memory", true}, Fixed{"temp_store", "2", true},
                               Fixed{"synchronous", "2", true}, Fixed{"secure_delete", "1", true},
                               Fixed{"page_size", "4096", true}, Fixed{"auto_vacuum", "2", true}})
        if (auto status = fix(state.db, fixed); !status) return status;
    return core::ok();
}

core::Status apply_settings(ConnectionState& state, const DatabaseOptions& options, bool writer) {
    sqlite3* db = state.db;
    if (sqlite3_libversion_number() < 3037000) return unsuitable("SQLite before 3.37");
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, options.busy_ms);
    if (auto status = fix_switches(db, writer); !status) return status;
    const std::string durability = options.durability == Durability::full ? "2" : "1";
    const std::string cache = std::to_string(-(options.cache_bytes / 1024));
    for (const Fixed& fixed : {Fixed{"journal_mode", "wal", false}, Fixed{"page_size", "4096", false},
                               Fixed{"auto_vacuum", "2", false}, Fixed{"synchronous", durability, true},
                               Fixed{"temp_store", "2", true}, Fixed{"cache_spill", "0", true},
                               Fixed{"cell_size_check", "1", true}, Fixed{"secure_delete", "1", true},
                               Fixed{"cache_size", cache, true}, Fixed{"wal_autocheckpoint", "0", true},
                               Fixed{"mmap_size", "0", true}})
        if (auto status = fix(db, fixed); !status) return status;
    int reserve = -1;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    if (reserve != static_cast<int>(reserve_size)) return unsuitable("reserve of " + std::to_string(reserve));
    if (writer) {
        sqlite3_wal_hook(db, note_wal_frames, &state);
    } else if (auto status = fix(db, {"query_only", "1", true}); !status) {
        return status;
    }
    return core::ok();
}

void raise_guard(ConnectionState& state) {
    sqlite3_set_authorizer(state.db, authorize, &state);
    state.guarded = true;
}

}  // namespace storage
