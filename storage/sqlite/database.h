// A sealed store file: SQLite in WAL mode behind a layer that encrypts and authenticates every page and every
// WAL frame (page_cipher.h has the format, sealed_vfs.h the layer).
//
// Invariants, checked at every open:
//   one process owns the file (unix-excl, no -shm file); one connection in it, writer(), writes and
//   checkpoints; WAL, synchronous FULL (NORMAL only where a bench asks), no automatic checkpoint; page 4096,
//   40 bytes of each reserved for nonce and tag, auto_vacuum INCREMENTAL; cache_spill off: SQLite 3.40.1
//   loses acknowledged commits after ROLLBACK TO once pages were spilled; secure_delete on: nothing erased
//   lingers, and no page of the file is ever left unwritten; temporary data in memory, no mmap, no URI names,
//   no ATTACH, no VACUUM, no extensions, no untrusted schema.
// SQL cannot change these: the authorizer refuses the statements ("store.refused").
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "storage/sqlite/page_cipher.h"
#include "storage/sqlite/statement.h"

namespace storage {

// Which disk lies under the sealed layer. The real one by default; tests bring one that forgets or fails.
// Must outlive every Database opened on it.
struct Disk {
    virtual ~Disk() = default;
    virtual const char* vfs_name() const;  // a registered SQLite VFS that holds the bytes
    // The file `from` becomes `to`, durably: afterwards `to` is the old file or the new one, also after a
    // power cut.
    virtual core::Status replace(const std::string& from, const std::string& to) const;
    // The same, but only if there is no file `to`; else "store.damaged", and both stay.
    virtual core::Status place_new(const std::string& from, const std::string& to) const;
};

enum class Durability : std::uint8_t {
    full,   // commit() returns after fsync
    normal  // the last commits may be missing after a power cut, never a part of one: for benches only
};

enum class Checkpoint : std::uint8_t {
    passive,  // as much as readers allow, never waits
    full,     // waits for readers up to busy_ms
    truncate  // full, then the WAL file is cut to zero bytes: after an erasure
};

struct DatabaseOptions {
    bool create{true};  // false: a missing file is an error, "store.missing"
    Durability durability{Durability::full};
    std::int64_t cache_bytes{64 << 20};
    int busy_ms{2000};
    std::uint32_t epoch{1};  // key epoch, written at creation; an existing file keeps its own
    // The WAL's file grows by so many bytes of zeros at once, so that the sync of a commit mostly finds its
    // length as it was: one write to the disk less, and one that waits for others. 0: frame by frame.
    std::int64_t wal_ahead{0};
    const Disk* disk{nullptr};
};

// Owns the file, the layer and the writer. Movable. close() or the destructor moves the WAL into the file; a
// killed process does not need it: the next open does. Never carry one over fork().
class Database {
  public:
    // Opens or creates `path` (its folder must exist). `key` is 32 random bytes; it is copied into locked
    // memory. Reasons, besides those of Connection:
    //   store.missing     no such file, and create is false
    //   store.wrong_key   the file is whole but sealed under another key
    //   store.damaged     page 1, the WAL or the length is not what was written; detail says which
    //   store.newer       written by a release with a newer format
    //   store.busy        another process has it open
    //   store.unsuitable  this SQLite cannot hold a fixed setting; detail names it
    static core::Result<Database> open(const std::string& path, core::ByteView key,
                                       const DatabaseOptions& options = {});
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    Connection& writer();

    // A connection of its own that only reads, for one other thread. It sees the last commit made before its
    // statement began and never waits for the writer. Must be gone before the Database.
    core::Result<std::unique_ptr<Connection>> reader();

    core::Status checkpoint(Checkpoint mode);
    // A passive one on a connection of its own, by one other thread: the writer goes on meanwhile. What it
    // writes faster than this reads stays in the WAL. The calls of checkpoint() wait for it.
    core::Status checkpoint_beside();
    std::int64_t wal_pages()
        const;  // length of the WAL after the last commit: checkpoint in pauses or above a limit

    // Gives up to `pages` free pages back to the disk, as one transaction; returns how many it gave. For
    // erasure: call until 0, then checkpoint(truncate).
    core::Result<std::int64_t> vacuum_slice(std::int64_t pages);

    // Opens every page and runs SQLite's own integrity check. "store.damaged" names the first fault.
    core::Status check();

    // A slice of it, between other work: opens up to `pages` pages from `first` on (1 is the first) as they
    // lie on the disk. Returns the page to go on with, 0 after the last.
    core::Result<std::int64_t> check_pages(std::int64_t first, std::int64_t pages);

    // Copies the whole content into a new file under `key` and `epoch`, checks the copy, then puts it in
    // place of `target` by rename. Works while this store is open; `target` may not be this store's own path.
    core::Status copy_to(const std::string& target, core::ByteView key, std::uint32_t epoch);

    StoreLabel label() const;
    const std::string& path() const;

    core::Status
    close();  // reports what the destructor would swallow; afterwards only destruction is allowed

  private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// SQLite's own check of trees, indexes and foreign keys; a reader will do.
core::Status check_structure(Connection& connection);

// Reads the public numbers of a store file without its key: "store.missing", "store.damaged" or
// "store.newer".
core::Result<StoreLabel> read_label(const std::string& path, const Disk* disk = nullptr);

}  // namespace storage
