#include "storage/sqlite/sealed_vfs.h"

#include <atomic>
#include <cstring>
#include <string_view>

namespace storage {

namespace {

// Room for our part, then the base's, which SQLite allots as one block.
constexpr std::size_t own_size = (sizeof(SealedFile) + 15) / 16 * 16;

const SealedStore& store_of(sqlite3_vfs* vfs) { return *static_cast<const SealedStore*>(vfs->pAppData); }
sqlite3_vfs* base_of(sqlite3_vfs* vfs) { return store_of(vfs).base; }

const sqlite3_io_methods* methods_for(const SealedStore& store, const char* name, int flags) {
    if (name == nullptr) return nullptr;
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0 && store.path == name) return main_file_methods();
    if ((flags & SQLITE_OPEN_WAL) != 0 && store.path + "-wal" == name) return wal_file_methods();
    return nullptr;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* face, int flags, int* out_flags) {
    const SealedStore& store = store_of(vfs);
    std::memset(face, 0, own_size);
    const sqlite3_io_methods* methods = methods_for(store, name, flags);
    if (methods == nullptr) return SQLITE_CANTOPEN;
    auto& file = SealedFile::of(face);
    file.store = &store;
    file.inner = reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::uint8_t*>(face) + own_size);
    file.waiting_index = -1;
    file.settled_size = -1;
    file.wal_size = -1;
    const int code = store.base->xOpen(store.base, name, file.inner, flags, out_flags);
    if (code == SQLITE_OK) {
        face->pMethods = methods;
    } else if (file.inner->pMethods != nullptr) {
        file.inner->pMethods->xClose(file.inner);
    }
    return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    return base_of(vfs)->xDelete(base_of(vfs), name, sync_folder);
}

// A journal never exists for us, whatever lies in the folder.
int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
    if (std::string_view(name).ends_with("-journal")) {
        *result = 0;
        return SQLITE_OK;
    }
    return base_of(vfs)->xAccess(base_of(vfs), name, flags, result);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    return base_of(vfs)->xFullPathname(base_of(vfs), name, size, out);
}

void* library_open(sqlite3_vfs*, const char*) { return nullptr; }
void library_error(sqlite3_vfs*, int size, char* out) {
    sqlite3_snprintf(size, out, "extensions are not loaded");
}
void (*library_symbol(sqlite3_vfs*, void*, const char*))() { return nullptr; }
void library_close(sqlite3_vfs*, void*) {}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
    return base_of(vfs)->xRandomness(base_of(vfs), size, out);
}
int sleep_us(sqlite3_vfs* vfs, int us) { return base_of(vfs)->xSleep(base_of(vfs), us); }
int current_time(sqlite3_vfs* vfs, double* day) { return base_of(vfs)->xCurrentTime(base_of(vfs), day); }
int current_ms(sqlite3_vfs* vfs, sqlite3_int64* ms) {
    return base_of(vfs)->xCurrentTimeInt64(base_of(vfs), ms);
}
int last_error(sqlite3_vfs* vfs, int size, char* out) {
    return base_of(vfs)->xGetLastError == nullptr ? 0 : base_of(vfs)->xGetLastError(base_of(vfs), size, out);
}

}  // namespace

SealedVfs::SealedVfs(SealedStore store) : store_(std::move(store)) {
    static std::atomic<std::uint64_t> made{0};
    name_ = "kakanai-sealed-" + std::to_string(++made);
    vfs_.iVersion = 2;
    vfs_.szOsFile = static_cast<int>(own_size) + store_.base->szOsFile;
    vfs_.mxPathname = store_.base->mxPathname;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = &store_;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    vfs_.xAccess = access;
    vfs_.xFullPathname = full_path;
    vfs_.xDlOpen = library_open;
    vfs_.xDlError = library_error;
    vfs_.xDlSym = library_symbol;
    vfs_.xDlClose = library_close;
    vfs_.xRandomness = randomness;
    vfs_.xSleep = sleep_us;
    vfs_.xCurrentTime = current_time;
    vfs_.xGetLastError = last_error;
    vfs_.xCurrentTimeInt64 = current_ms;
}

core::Result<std::unique_ptr<SealedVfs>> SealedVfs::make(const std::string& base_name,
                                                         const std::string& path, const Secret& store_key,
                                                         const StoreLabel& label, bool every_commit_synced,
                                                         std::int64_t wal_ahead) {
    sqlite3_vfs* base = sqlite3_vfs_find(base_name.c_str());
    if (base == nullptr || base->iVersion < 2)
        return core::Error{core::ErrorCode::unsupported, "store.unsuitable", "no usable VFS " + base_name};
    std::string full(static_cast<std::size_t>(base->mxPathname) + 1, '\0');
    const int code = base->xFullPathname(base, path.c_str(), static_cast<int>(full.size()), full.data());
    if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK)
        return core::Error{core::ErrorCode::io, "disk.io", "no full name for the store's path"};
    full.resize(std::strlen(full.c_str()));
    SealedStore store{
        base,     full, PageCipher(store_key, label), WalCipher(store_key, label), every_commit_synced,
        wal_ahead};
    std::unique_ptr<SealedVfs> made(new SealedVfs(std::move(store)));
    if (sqlite3_vfs_register(&made->vfs_, 0) != SQLITE_OK)
        return core::Error{core::ErrorCode::unsupported, "store.unsuitable",
                           "the layer could not be registered"};
    return made;
}

SealedVfs::~SealedVfs() { sqlite3_vfs_unregister(&vfs_); }

}  // namespace storage
