#include "storage/sqlite/raw_file.h"

#include "storage/sqlite/sqlite_error.h"

namespace storage {

namespace {

core::Error no_vfs(const std::string& name) {
    return {core::ErrorCode::unsupported, "store.unsuitable", "no VFS " + name};
}

}  // namespace

core::Result<RawFile> RawFile::open(const std::string& vfs_name, const std::string& path) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name.c_str());
    if (vfs == nullptr) return no_vfs(vfs_name);
    int exists = 0;
    if (const int code = vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &exists); code != SQLITE_OK)
        return store_error(nullptr, code);
    if (exists == 0) return core::Error{core::ErrorCode::not_found, "store.missing", path};
    RawFile raw;
    raw.name_ = path + std::string(3, '\0');
    raw.memory_ = std::make_unique<std::uint64_t[]>(static_cast<std::size_t>(vfs->szOsFile) / 8 + 1);
    int flags = 0;
    const int code =
        vfs->xOpen(vfs, raw.name_.data(), raw.file(), SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, &flags);
    if (code != SQLITE_OK) {
        raw.file()->pMethods = nullptr;
        return store_error(nullptr, code);
    }
    return raw;
}

RawFile::~RawFile() {
    if (memory_ != nullptr && file()->pMethods != nullptr) file()->pMethods->xClose(file());
}

core::Result<std::int64_t> RawFile::size() {
    sqlite3_int64 bytes = 0;
    const int code = file()->pMethods->xFileSize(file(), &bytes);
    if (code != SQLITE_OK) return store_error(nullptr, code);
    return static_cast<std::int64_t>(bytes);
}

core::Result<bool> RawFile::read(std::int64_t offset, std::size_t count, std::uint8_t* out) {
    const int code = file()->pMethods->xRead(file(), out, static_cast<int>(count), offset);
    if (code == SQLITE_IOERR_SHORT_READ) return false;
    if (code != SQLITE_OK) return store_error(nullptr, code);
    return true;
}

core::Status remove_file(const std::string& vfs_name, const std::string& path) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name.c_str());
    if (vfs == nullptr) return no_vfs(vfs_name);
    const int code = vfs->xDelete(vfs, path.c_str(), 1);
    if (code == SQLITE_OK || code == SQLITE_IOERR_DELETE_NOENT) return core::ok();
    return store_error(nullptr, code);
}

}  // namespace storage
