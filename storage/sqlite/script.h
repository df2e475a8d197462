// Any SQL script on a scratch store, statement by statement: so that outsiders can run their own workloads
// through the sealed layer.
//
// Layer and fixed settings are those of the product. Beyond what a product connection may, a script may
// VACUUM, write "text" for 'text' as the sqlite3 program lets it, and use pragmas that touch no fixed
// setting. A pragma that would change one (journal_mode, synchronous, page_size …) does nothing and is
// counted. What would leave the file (ATTACH of a file, VACUUM INTO, an extension) ends the script:
// "store.refused".
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "storage/sqlite/database.h"

namespace storage {

struct ScriptOptions {
    bool keep_going{false};        // over statements that fail; those that are refused still end it
    std::int64_t wal_pages{1000};  // between transactions, checkpoint a log longer than this
    // Each row as the sqlite3 program writes it: columns between '|', NULL as nothing. May be empty.
    std::function<void(std::string_view)> row;
};

struct ScriptRun {
    std::int64_t statements{0};
    std::int64_t rows{0};
    std::int64_t ignored_settings{0};
    std::int64_t failed{0};  // with keep_going
};

// On failure Error::count is the line of the statement, and a transaction left open is rolled back.
core::Result<ScriptRun> run_script(Database& scratch, const std::string& sql,
                                   const ScriptOptions& options = {});

}  // namespace storage
