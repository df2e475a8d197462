// Looking at a whole store file. Internal to storage/sqlite.
#pragma once

#include <string>

#include "forms/core/result.h"
#include "storage/sqlite/sealed_file.h"
#include "storage/sqlite/statement.h"

namespace storage {

// Every page the file should have stands in it or in the WAL. For every open: costs nothing unless a WAL is
// there and the file is shorter than it will be.
core::Status check_length(const std::string& vfs_name, Connection& connection, const SealedStore& store);

// Opens every page of the main file as it lies on the disk; run it after a checkpoint. The lock page is never
// written and skipped.
core::Status sweep_pages(const std::string& vfs_name, const SealedStore& store);

// SQLite's own check of trees, indexes and foreign keys.
core::Status check_structure(Connection& connection);

}  // namespace storage
