// SQLite's result codes in our words. Internal to storage/sqlite.
#pragma once

#include "forms/core/result.h"

struct sqlite3;

namespace storage {

// `db` may be null; its message and errno go into the detail, which never holds bound values.
core::Error store_error(sqlite3* db, int extended_code);

}  // namespace storage
