// The layer itself: a SQLite VFS registered for one store. It opens that store's main file and WAL and
// nothing else: no journal (a planted one would be rolled back into the file, its pages sealed as ours), no
// temporary file, no second database. New stores are made under another name with a journal in memory, then
// renamed.
#pragma once

#include <memory>
#include <string>

#include "storage/sqlite/sealed_file.h"

namespace storage {

// Registered while it lives. Connections opened through it must be closed before it goes.
class SealedVfs {
  public:
    static core::Result<std::unique_ptr<SealedVfs>> make(const std::string& base_name,
                                                         const std::string& path, const Secret& store_key,
                                                         const StoreLabel& label, bool every_commit_synced,
                                                         std::int64_t wal_ahead);
    SealedVfs(const SealedVfs&) = delete;
    SealedVfs& operator=(const SealedVfs&) = delete;
    ~SealedVfs();

    const char* name() const { return name_.c_str(); }
    const SealedStore& store() const { return store_; }

  private:
    explicit SealedVfs(SealedStore store);

    SealedStore store_;
    std::string name_;
    sqlite3_vfs vfs_{};
};

}  // namespace storage
