// Numbered SQL files (storage/sqlite/schema/NN-name.sql), built into the program. A released file is never
// changed again: what has to change goes into a new file with the next number.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "forms/core/result.h"
#include "storage/sqlite/database.h"

namespace storage {

struct Migration {
    int number;             // 1 … 99, rising
    std::string_view name;  // "01-log"
    std::string_view sql;   // several statements; no BEGIN, COMMIT or ROLLBACK
};

std::span<const Migration> node_schema();  // the log: all that a backup node keeps
std::span<const Migration> desk_schema();  // the log and what a desk reads from it

struct MigrationRun {
    int applied{0};
    int newest{0};  // number of the last one in the store
};

// Brings the store up to the last of `migrations`: each missing one in a transaction of its own, with its
// number, name and digest remembered in table schema_migration. An interrupted run goes on where it stopped.
// `before_change` is called once if a store with content is about to be changed; its failure stops
// everything. Give it the making of a copy (Database::copy_to).
//   store.newer          the store has seen a migration above the last one known here
//   store.schema_changed a file that ran here had another text then
//   store.migration      a file failed; the store stays at the one before
core::Result<MigrationRun> migrate(Database& database, std::span<const Migration> migrations,
                                   const std::function<core::Status()>& before_change = {});

}  // namespace storage
