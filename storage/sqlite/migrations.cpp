#include "storage/sqlite/migrations.h"

#include <map>
#include <string>

#include "storage/keys/primitives.h"

namespace storage {

namespace {

constexpr const char* table =
    "CREATE TABLE IF NOT EXISTS schema_migration("
    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL)";

Digest digest_of(const Migration& migration) { return hash(core::view(migration.sql)); }

core::Result<std::map<int, core::Bytes>> ran_before(Connection& connection) {
    std::map<int, core::Bytes> ran;
    auto rows = connection.query("SELECT number, digest FROM schema_migration");
    if (!rows) return rows.error();
    const auto status =
        rows->each([&](Statement& row) { ran[static_cast<int>(row.int64(0))] = row.blob(1); });
    if (!status) return status.error();
    return ran;
}

core::Error failed(const Migration& migration, const core::Error& cause) {
    const bool fault_of_file =
        cause.reason == "store.sql" || cause.reason == "store.constraint" || cause.reason == "store.refused";
    core::Error error = cause;
    if (fault_of_file) error.reason = "store.migration";
    error.detail = std::string(migration.name) + ": " + cause.detail;
    error.count = migration.number;
    return error;
}

core::Status run_within(Connection& connection, const Migration& migration) {
    if (auto status = connection.script(std::string(migration.sql)); !status) return status;
    if (!connection.in_transaction()) return core::invalid("store.sql", "the file ended its transaction");
    auto orphans = connection.query("PRAGMA foreign_key_check");
    if (!orphans) return orphans.error();
    auto row = orphans->step();
    if (!row) return row.error();
    if (*row) return core::invalid("store.sql", "a foreign key points nowhere afterwards");
    orphans->reset();
    return connection.run("INSERT INTO schema_migration(number, name, digest) VALUES(?,?,?)",
                          migration.number, migration.name, digest_of(migration));
}

core::Status apply(Connection& connection, const Migration& migration) {
    auto change = Transaction::begin(connection);
    if (!change) return change.error();
    if (auto status = run_within(connection, migration); !status) return failed(migration, status.error());
    return change->commit();
}

core::Status compare(const std::map<int, core::Bytes>& ran, std::span<const Migration> migrations) {
    const int known = migrations.empty() ? 0 : migrations.back().number;
    if (!ran.empty() && ran.rbegin()->first > known)
        return core::Error{core::ErrorCode::unsupported, "store.newer", "tables of a newer release",
                           ran.rbegin()->first};
    for (const auto& migration : migrations) {
        const auto found = ran.find(migration.number);
        if (found != ran.end() && !equal(found->second, digest_of(migration)))
            return core::Error{core::ErrorCode::corrupt, "store.schema_changed", std::string(migration.name),
                               migration.number};
    }
    return core::ok();
}

}  // namespace

core::Result<MigrationRun> migrate(Database& database, std::span<const Migration> migrations,
                                   const std::function<core::Status()>& before_change) {
    Connection& connection = database.writer();
    if (auto status = connection.script(table); !status) return status.error();
    auto ran = ran_before(connection);
    if (!ran) return ran.error();
    if (auto status = compare(*ran, migrations); !status) return status.error();
    MigrationRun run;
    run.newest = ran->empty() ? 0 : ran->rbegin()->first;
    for (const auto& migration : migrations) {
        if (ran->contains(migration.number)) continue;
        if (run.applied == 0 && !ran->empty() && before_change)
            if (auto status = before_change(); !status) return status.error();
        if (auto status = apply(connection, migration); !status) return status.error();
        ++run.applied;
        run.newest = std::max(run.newest, migration.number);
    }
    return run;
}

}  // namespace storage
