#include "app/node/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace app {

core::Result<FolderLock> FolderLock::take(const std::string& folder, Use use) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return core::Error{core::ErrorCode::not_found, "store.missing", folder};
        return core::Error{core::ErrorCode::io, "disk.no_folder", std::strerror(errno)};
    }
    FolderLock lock(descriptor);
    if (::flock(descriptor, (use == Use::exchange ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return lock;
    return core::Error{core::ErrorCode::timeout, "store.busy", "the folder is locked"};
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace app
