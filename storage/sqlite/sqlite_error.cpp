#include "storage/sqlite/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>

namespace storage {

namespace {

using core::Error;
using core::ErrorCode;

Error disk_error(int system_error, std::string detail) {
    switch (system_error) {
        case ENOSPC:
        case EDQUOT:
            return {ErrorCode::io, "disk.full", std::move(detail)};
        case EROFS:
        case EACCES:
        case EPERM:
            return {ErrorCode::io, "disk.read_only", std::move(detail)};
        default:
            return {ErrorCode::io, "disk.io", std::move(detail)};
    }
}

// Not SQLITE_IOERR_CORRUPTFS: so SQLite names a read that the disk itself refused (EIO), as an unplugged one
// does.
bool names_damage(int extended_code) {
    return extended_code == SQLITE_IOERR_DATA || extended_code == SQLITE_IOERR_SHORT_READ ||
           (extended_code & 0xff) == SQLITE_CORRUPT || (extended_code & 0xff) == SQLITE_NOTADB;
}

}  // namespace

core::Error store_error(sqlite3* db, int extended_code) {
    std::string detail =
        std::string(sqlite3_errstr(extended_code)) + " (" + std::to_string(extended_code) + ")";
    if (db != nullptr) detail += std::string(": ") + sqlite3_errmsg(db);
    if (names_damage(extended_code)) return {ErrorCode::corrupt, "store.damaged", std::move(detail)};
    switch (extended_code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {ErrorCode::timeout, "store.busy", std::move(detail)};
        case SQLITE_CONSTRAINT:
            return {ErrorCode::conflict, "store.constraint", std::move(detail)};
        case SQLITE_AUTH:
            return {ErrorCode::not_permitted, "store.refused", std::move(detail)};
        case SQLITE_FULL:
            return {ErrorCode::io, "disk.full", std::move(detail)};
        case SQLITE_READONLY:
            return {ErrorCode::io, "disk.read_only", std::move(detail)};
        case SQLITE_NOMEM:
            return {ErrorCode::io, "store.memory", std::move(detail)};
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return disk_error(db == nullptr ? 0 : sqlite3_system_errno(db), std::move(detail));
        default:
            return {ErrorCode::invalid_input, "store.sql", std::move(detail)};
    }
}

}  // namespace storage
