// The fixed settings of every connection, and the guard that keeps SQL from changing them. Internal to
// storage/sqlite.
#pragma once

#include <cstdint>

#include "forms/core/result.h"
#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/database.h"

namespace storage {

// Before the first connection of the process: file names are names, never URIs; freed memory is wiped.
void prepare_sqlite();

// Given to a connection on an empty file, before its first page: reserve, page size, auto_vacuum.
core::Status shape_new_file(ConnectionState& state);

// Given to every connection after opening; then each is read back. "store.unsuitable" names one that did not
// take.
core::Status apply_settings(ConnectionState& state, const DatabaseOptions& options, bool writer);

// Pragmas that read, or that change only what a schema may change; with an argument or without. The guard
// refuses all others.
bool pragma_allowed(const char* name);
// All but those that load code.
bool function_allowed(const char* name);

// From here on SQL may neither leave the layer nor change a setting.
void raise_guard(ConnectionState& state);

}  // namespace storage
