#include "storage/sqlite/sealed_file.h"

namespace storage {

namespace {

sqlite3_file* inner(sqlite3_file* file) { return SealedFile::of(file).inner; }

int close(sqlite3_file* file) {
    sqlite3_file* base = inner(file);
    file->pMethods = nullptr;
    return base->pMethods->xClose(base);
}
int sync(sqlite3_file* file, int flags) { return inner(file)->pMethods->xSync(inner(file), flags); }
int file_size(sqlite3_file* file, sqlite3_int64* size) { return SealedFile::of(file).size(*size); }
int lock(sqlite3_file* file, int level) { return inner(file)->pMethods->xLock(inner(file), level); }
int unlock(sqlite3_file* file, int level) { return inner(file)->pMethods->xUnlock(inner(file), level); }
int check_reserved(sqlite3_file* file, int* held) {
    return inner(file)->pMethods->xCheckReservedLock(inner(file), held);
}

// An allow-list. Size hints, chunk sizes and mmap would grow the file with pages nobody sealed.
int file_control(sqlite3_file* file, int op, void* argument) {
    switch (op) {
        case SQLITE_FCNTL_SIZE_HINT:
        case SQLITE_FCNTL_CHUNK_SIZE:
        case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
            return SQLITE_OK;
        case SQLITE_FCNTL_MMAP_SIZE:
            *static_cast<sqlite3_int64*>(argument) = 0;
            return SQLITE_OK;
        case SQLITE_FCNTL_PERSIST_WAL:
        case SQLITE_FCNTL_LAST_ERRNO:
        case SQLITE_FCNTL_HAS_MOVED:
        case SQLITE_FCNTL_SYNC:
        case SQLITE_FCNTL_COMMIT_PHASETWO:
        case SQLITE_FCNTL_CKPT_START:
        case SQLITE_FCNTL_CKPT_DONE:
            return inner(file)->pMethods->xFileControl(inner(file), op, argument);
        default:
            return SQLITE_NOTFOUND;
    }
}

// Powersafe overwrite is claimed whatever the base says: without it SQLite pads and splits frames. Nothing
// else is claimed: no atomic writes, no reads of parts of a page.
int sector_size(sqlite3_file*) { return static_cast<int>(page_size); }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    const int code = inner(file)->pMethods->xShmMap(inner(file), region, size, extend, out);
    if (region == 0 && code == SQLITE_OK)
        SealedFile::of(file).wal_index = static_cast<const volatile std::uint8_t*>(*out);
    return code;
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }
int shm_unmap(sqlite3_file* file, int erase) {
    SealedFile::of(file).wal_index = nullptr;
    return inner(file)->pMethods->xShmUnmap(inner(file), erase);
}

}  // namespace

std::uint32_t committed_pages(const SealedFile& file) {
    constexpr std::size_t pages_at = 20;
    if (file.wal_index == nullptr) return 0;
    return *reinterpret_cast<const volatile std::uint32_t*>(file.wal_index + pages_at);
}

sqlite3_io_methods forwarding_methods() {
    sqlite3_io_methods methods{};
    methods.iVersion = 2;  // version 3 would offer xFetch: mapped pages pass no cipher
    methods.xClose = close;
    methods.xSync = sync;
    methods.xFileSize = file_size;
    methods.xLock = lock;
    methods.xUnlock = unlock;
    methods.xCheckReservedLock = check_reserved;
    methods.xFileControl = file_control;
    methods.xSectorSize = sector_size;
    methods.xDeviceCharacteristics = characteristics;
    methods.xShmMap = shm_map;
    methods.xShmLock = shm_lock;
    methods.xShmBarrier = shm_barrier;
    methods.xShmUnmap = shm_unmap;
    return methods;
}

}  // namespace storage
