// Who may have a store's folder: any number of processes that only open the store (SQLite's own lock then
// decides which), or one that exchanges its files. flock on the folder itself; let go with the process at the
// latest.
#pragma once

#include <string>
#include <utility>

#include "forms/core/result.h"

namespace app {

class FolderLock {
  public:
    enum class Use : std::uint8_t { open, exchange };
    static core::Result<FolderLock> take(const std::string& folder, Use use);  // "store.busy"

    FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

  private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace app
