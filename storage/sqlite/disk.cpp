#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "storage/sqlite/database.h"

namespace storage {

namespace {

core::Error disk_failure(const char* what) {
    const int code = errno;
    const bool full = code == ENOSPC || code == EDQUOT;
    const bool read_only = code == EROFS || code == EACCES || code == EPERM;
    return {core::ErrorCode::io, full ? "disk.full" : (read_only ? "disk.read_only" : "disk.io"),
            std::string(what) + ": " + std::strerror(code)};
}

core::Status sync_path(const std::string& path, int flags, bool keep_private) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) return disk_failure("open");
    const bool done = (!keep_private || ::fchmod(descriptor, 0600) == 0) && ::fsync(descriptor) == 0;
    const core::Status status = done ? core::ok() : core::Status(disk_failure("fsync"));
    ::close(descriptor);
    return status;
}

core::Status rename_durably(const std::string& from, const std::string& to, unsigned int flags) {
    if (auto status = sync_path(from, O_RDWR, true); !status) return status;
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) != 0) {
        if (errno == EEXIST)
            return core::corrupt("store.damaged", "a file that is no store stands in its place");
        return disk_failure("rename");
    }
    return sync_path(std::filesystem::path(to).parent_path().string(), O_RDONLY | O_DIRECTORY, false);
}

}  // namespace

const char* Disk::vfs_name() const { return "unix-excl"; }

core::Status Disk::replace(const std::string& from, const std::string& to) const {
    return rename_durably(from, to, 0);
}

// Whether a store exists is asked before one is made; a disk that answers wrongly must not cost the old
// store.
core::Status Disk::place_new(const std::string& from, const std::string& to) const {
    return rename_durably(from, to, RENAME_NOREPLACE);
}

}  // namespace storage
