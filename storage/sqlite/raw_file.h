// A store file read as it lies on the disk, through the base VFS: for the label before a key is there, and
// for the sweep over all pages. Through the VFS and not by hand, since closing a descriptor of our own would
// drop the process's locks. Internal to storage/sqlite.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace storage {

class RawFile {
  public:
    static core::Result<RawFile> open(const std::string& vfs_name,
                                      const std::string& path);  // "store.missing"
    RawFile(RawFile&&) = default;
    RawFile& operator=(RawFile&&) = delete;
    ~RawFile();

    core::Result<std::int64_t> size();
    // False: fewer than `count` bytes stand there.
    core::Result<bool> read(std::int64_t offset, std::size_t count, std::uint8_t* out);

  private:
    RawFile() = default;
    std::string name_;  // SQLite wants it alive, with two zeros behind it
    std::unique_ptr<std::uint64_t[]> memory_;
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.get()); }
};

// Removes a file through the base VFS; ok if it was not there.
core::Status remove_file(const std::string& vfs_name, const std::string& path);

}  // namespace storage
