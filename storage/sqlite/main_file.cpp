// Reads and writes of the main file: whole pages, sealed.
#include <algorithm>
#include <array>
#include <cstring>

#include "storage/sqlite/sealed_file.h"

namespace storage {

namespace {

constexpr sqlite3_int64 page_bytes = static_cast<sqlite3_int64>(page_size);

// SQLite looks at 100 bytes before it takes a lock. Page 1 may just then be torn by a power cut and still
// stand whole in the WAL: so this answer comes from the clear label and proves nothing. It reads page 1 again
// later.
int read_probe(SealedFile& file, std::uint8_t* out, int count) {
    std::array<std::uint8_t, label_size> label;
    const int code = file.read(label.data(), label_size, 0);
    if (code != SQLITE_OK) return code;
    std::array<std::uint8_t, 24> clear;
    PageCipher::clear_fields(label.data(), clear.data());
    std::copy_n(clear.begin(), std::min<std::size_t>(clear.size(), count), out);
    return SQLITE_OK;
}

// A page behind the end of the file. It may be one that this transaction has allotted and never written:
// SQLite moves root pages and looks at the place they leave. But a page of the last committed state is always
// written somewhere (secure_delete sees to that): if the WAL has it not, it was cut off here.
int missing_page(const SealedFile& file, std::uint32_t page) {
    return page <= committed_pages(file) ? SQLITE_IOERR_DATA : SQLITE_IOERR_SHORT_READ;
}

int read_page(SealedFile& file, std::uint32_t page, std::uint8_t* plain) {
    std::array<std::uint8_t, page_size> sealed;
    const sqlite3_int64 offset = (page - 1) * page_bytes;
    const int code = file.read(sealed.data(), page_size, offset);
    if (code == SQLITE_IOERR_SHORT_READ) {
        sqlite3_int64 size = 0;
        if (const int size_code = file.size(size); size_code != SQLITE_OK) return size_code;
        return size <= offset ? missing_page(file, page) : SQLITE_IOERR_DATA;
    }
    if (code != SQLITE_OK) return code;
    return file.store->pages.open(page, sealed.data(), plain) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int read(sqlite3_file* face, void* out, int count, sqlite3_int64 offset) {
    auto& file = SealedFile::of(face);
    auto* bytes = static_cast<std::uint8_t*>(out);
    const auto page = static_cast<std::uint32_t>(offset / page_bytes + 1);
    const auto within = static_cast<std::size_t>(offset % page_bytes);
    if (within + static_cast<std::size_t>(count) > page_size) return SQLITE_IOERR_READ;
    if (within == 0 && count == static_cast<int>(page_size)) {
        const int code = read_page(file, page, bytes);
        if (code != SQLITE_OK) std::memset(out, 0, count);
        return code;
    }
    std::memset(out, 0, count);
    if (offset == 0) return read_probe(file, bytes, count);
    std::array<std::uint8_t, page_size> plain;
    const int code = read_page(file, page, plain.data());
    if (code == SQLITE_OK) std::copy_n(plain.begin() + within, count, bytes);
    wipe(plain);
    return code;
}

// SQLite asks for the length at every read while the log has held no commit since it was begun. Until then
// the length stands: one process owns the file, and only checkpoints write it, which follow commits.
int file_size(sqlite3_file* face, sqlite3_int64* bytes) {
    auto& file = SealedFile::of(face);
    if (file.wal_index == nullptr || committed_pages(file) != 0) return file.size(*bytes);
    if (file.settled_size < 0)
        if (const int code = file.size(file.settled_size); code != SQLITE_OK) {
            file.settled_size = -1;
            return code;
        }
    *bytes = file.settled_size;
    return SQLITE_OK;
}

int write(sqlite3_file* face, const void* bytes, int count, sqlite3_int64 offset) {
    auto& file = SealedFile::of(face);
    if (count != static_cast<int>(page_size) || offset % page_bytes != 0) return SQLITE_IOERR_WRITE;
    const auto page = static_cast<std::uint32_t>(offset / page_bytes + 1);
    std::array<std::uint8_t, page_size> sealed;
    if (!file.store->pages.seal(page, static_cast<const std::uint8_t*>(bytes), sealed.data()))
        return SQLITE_IOERR_WRITE;
    file.settled_size = -1;
    return file.write(sealed.data(), page_size, offset);
}

// Only ever shorter: a checkpoint that would lengthen the file here misses pages it should have written.
int truncate(sqlite3_file* face, sqlite3_int64 size) {
    auto& file = SealedFile::of(face);
    sqlite3_int64 now = 0;
    if (const int code = file.size(now); code != SQLITE_OK) return code;
    if (size % page_bytes != 0) return SQLITE_IOERR_TRUNCATE;
    if (size > now) return SQLITE_IOERR_DATA;
    file.settled_size = -1;
    return file.inner->pMethods->xTruncate(file.inner, size);
}

}  // namespace

const sqlite3_io_methods* main_file_methods() {
    static const sqlite3_io_methods methods = [] {
        auto all = forwarding_methods();
        all.xRead = read;
        all.xWrite = write;
        all.xTruncate = truncate;
        all.xFileSize = file_size;
        return all;
    }();
    return &methods;
}

}  // namespace storage
