// The open files of a sealed store, as SQLite's VFS sees them. Internal to storage/sqlite.
//
// Two kinds and no third: the main file and its WAL. SQLite's page-sized reads and writes are opened and
// sealed on the way; whatever it could ask that this format does not hold (half pages written, frame headers
// rewritten alone, a longer file made by truncation) fails with an I/O error instead of being guessed at.
//
// Locks and the wal-index are the base VFS's own; with unix-excl that index lives on the heap, never in a
// file: it holds checksums of plain text.
#pragma once

#include <sqlite3.h>

#include <string>

#include "storage/sqlite/page_cipher.h"
#include "storage/sqlite/wal_cipher.h"

namespace storage {

// What all files of one store share. Immutable while any of them is open.
struct SealedStore {
    sqlite3_vfs* base;
    std::string path;  // as the base VFS spells it in full
    PageCipher pages;
    WalCipher frames;
    bool every_commit_synced;  // lets recovery tell damage from a torn end (wal_cipher.h)
    std::int64_t wal_ahead;    // DatabaseOptions
};

// Lies in memory that SQLite allots and never constructs: plain data only. `face` comes first, SQLite sees no
// more.
struct SealedFile {
    sqlite3_file face;
    const SealedStore* store;
    sqlite3_file* inner;
    // Main file only: the start of SQLite's wal-index, once it is there; and the file's length as long as
    // that index has known of no commit, -1: not asked yet.
    const volatile std::uint8_t* wal_index;
    sqlite3_int64 settled_size;
    // WAL only: its length as it was last seen, -1: not asked in this generation; salts of the header last
    // seen, and a frame header waiting for its page.
    sqlite3_int64 wal_size;
    bool salts_known;
    std::uint8_t salts[8];
    bool big_endian;
    std::int64_t waiting_index;  // -1: none
    std::uint8_t waiting_header[frame_header_size];

    static SealedFile& of(sqlite3_file* file) { return *reinterpret_cast<SealedFile*>(file); }
    int read(void* out, int count, sqlite3_int64 offset) {
        return inner->pMethods->xRead(inner, out, count, offset);
    }
    int write(const void* bytes, int count, sqlite3_int64 offset) {
        return inner->pMethods->xWrite(inner, bytes, count, offset);
    }
    int size(sqlite3_int64& bytes) { return inner->pMethods->xFileSize(inner, &bytes); }
};

// Pages of the last committed state, as SQLite's wal-index tells (bytes 20..23 of its documented header); 0
// while no WAL is in use or it knows of no commit.
std::uint32_t committed_pages(const SealedFile& file);

const sqlite3_io_methods* main_file_methods();
const sqlite3_io_methods* wal_file_methods();

// All methods but read, write and truncate: handed on to the base, less what must not pass.
sqlite3_io_methods forwarding_methods();

}  // namespace storage
