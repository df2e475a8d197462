// Looking at a whole store file. Internal to storage/sqlite.
#pragma once

#include <cstdint>
#include <string>

#include "forms/core/result.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/sealed_file.h"
#include "storage/sqlite/statement.h"

namespace storage {

// Every page the file should have stands in it or in the WAL. For every open: costs nothing unless a WAL is
// there and the file is shorter than it will be.
core::Status check_length(const std::string& vfs_name, Connection& connection, const SealedStore& store);

// Opens up to `pages` pages of the main file from `first` on, as they lie on the disk; for all of them run a
// checkpoint before. The lock page is never written and skipped. Returns the page to go on with, 0 after the
// last. For Database::check_pages and copies.
inline constexpr std::int64_t all_pages = INT64_MAX;
core::Result<std::int64_t> sweep_pages(const std::string& vfs_name, const SealedStore& store,
                                       std::int64_t first, std::int64_t pages);

}  // namespace storage
