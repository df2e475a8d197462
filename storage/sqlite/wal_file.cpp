// Reads and writes of the WAL: its header and whole frames, sealed.
//
// SQLite writes a frame as header, then page: the header waits here until its page comes, and both go out as
// one write. Behind its last frame the file may hold zeros that later frames will overwrite. With cache_spill
// off it never rewrites a frame of the running generation; a header that gets no page is refused. It reads
// whole frames only in recovery, where a frame that does not open is the end of the log (or proven damage);
// elsewhere it reads the page behind a header, and then failing to open is damage.
#include <algorithm>
#include <array>
#include <cstring>

#include "storage/sqlite/sealed_file.h"

namespace storage {

namespace {

using Frame = std::array<std::uint8_t, frame_size>;
constexpr sqlite3_int64 frame_bytes = static_cast<sqlite3_int64>(frame_size);
constexpr sqlite3_int64 header_bytes = static_cast<sqlite3_int64>(wal_header_size);

sqlite3_int64 offset_of(std::int64_t index) { return header_bytes + index * frame_bytes; }

void remember(SealedFile& file, const std::uint8_t* header) {
    const WalSalts salts = WalCipher::salts_of_header(header);
    std::copy(salts.begin(), salts.end(), file.salts);
    file.big_endian = (header[3] & 1) != 0;
    file.salts_known = true;
}

bool of_this_generation(const SealedFile& file, const std::uint8_t* frame) {
    const WalSalts salts = WalCipher::salts_of_frame(frame);
    return file.salts_known && std::equal(salts.begin(), salts.end(), file.salts);
}

// The next authentic frame after `index` whose salts are the header's, or of any generation.
bool next_authentic(SealedFile& file, std::int64_t& index, bool any_generation, Frame& plain) {
    Frame sealed;
    while (file.read(sealed.data(), frame_header_size, offset_of(++index)) == SQLITE_OK) {
        if (!any_generation && !of_this_generation(file, sealed.data())) continue;
        if (file.read(sealed.data(), frame_size, offset_of(index)) != SQLITE_OK) return false;
        if (file.store->frames.open_frame(static_cast<std::uint64_t>(index), sealed.data(), plain.data()))
            return true;
    }
    return false;
}

// True if behind the bad frame `index` a commit stands that a later frame continues: that commit was synced
// before, the bad frame with it, so no power cut tore it.
bool proves_damage(SealedFile& file, std::int64_t index) {
    if (!file.store->every_commit_synced) return false;
    Frame commit, next;
    std::int64_t at = index, commit_at = -1;
    bool proven = false;
    while (!proven && next_authentic(file, at, false, next)) {
        proven = commit_at >= 0 && commit_at == at - 1 &&
                 WalCipher::continues(commit.data(), next.data(), file.big_endian);
        if (WalCipher::is_commit(next.data())) {
            commit = next;
            commit_at = at;
        }
    }
    wipe(commit);
    wipe(next);
    return proven;
}

// A header that does not open is one that was never synced, unless frames stand behind it: they are written
// only after the header's sync.
int unopened_header(SealedFile& file, std::uint8_t* out) {
    Frame plain;
    std::int64_t index = -1;
    std::fill_n(out, wal_header_size, std::uint8_t{0});
    const bool frames_behind = next_authentic(file, index, true, plain);
    wipe(plain);
    return frames_behind ? SQLITE_IOERR_DATA : SQLITE_OK;
}

int read_header(SealedFile& file, std::uint8_t* out) {
    std::array<std::uint8_t, wal_header_size> sealed;
    const int code = file.read(sealed.data(), wal_header_size, 0);
    if (code != SQLITE_OK) {
        std::fill_n(out, wal_header_size, std::uint8_t{0});
        return code;
    }
    if (!file.store->frames.open_header(sealed.data(), out)) return unopened_header(file, out);
    remember(file, out);
    return SQLITE_OK;
}

int read_recovering(SealedFile& file, std::int64_t index, std::uint8_t* out) {
    Frame sealed;
    const int code = file.read(sealed.data(), frame_size, offset_of(index));
    const bool good = code == SQLITE_OK && of_this_generation(file, sealed.data()) &&
                      file.store->frames.open_frame(static_cast<std::uint64_t>(index), sealed.data(), out);
    if (good) return SQLITE_OK;
    std::fill_n(out, frame_size, std::uint8_t{0});
    if (code != SQLITE_OK) return code;
    return proves_damage(file, index) ? SQLITE_IOERR_DATA : SQLITE_OK;
}

// A connection that neither recovered nor wrote this log has yet to see its header; another one may have
// begun a new generation since.
bool is_current(SealedFile& file, const std::uint8_t* frame) {
    if (of_this_generation(file, frame)) return true;
    std::array<std::uint8_t, wal_header_size> header;
    return read_header(file, header.data()) == SQLITE_OK && of_this_generation(file, frame);
}

int read_page(SealedFile& file, std::int64_t index, std::size_t within, std::uint8_t* out,
              std::size_t count) {
    Frame sealed, plain;
    const int code = file.read(sealed.data(), frame_size, offset_of(index));
    if (code == SQLITE_IOERR_SHORT_READ) return SQLITE_IOERR_DATA;
    if (code != SQLITE_OK) return code;
    if (!is_current(file, sealed.data()) ||
        !file.store->frames.open_frame(static_cast<std::uint64_t>(index), sealed.data(), plain.data()))
        return SQLITE_IOERR_DATA;
    std::copy_n(plain.begin() + within, count, out);
    wipe(plain);
    return SQLITE_OK;
}

int read(sqlite3_file* face, void* out, int count, sqlite3_int64 offset) {
    auto& file = SealedFile::of(face);
    auto* bytes = static_cast<std::uint8_t*>(out);
    if (offset == 0 && count == header_bytes) return read_header(file, bytes);
    if (offset < header_bytes || count <= 0) return SQLITE_IOERR_READ;
    const std::int64_t index = (offset - header_bytes) / frame_bytes;
    const auto within = static_cast<std::size_t>((offset - header_bytes) % frame_bytes);
    if (within == 0 && count == frame_bytes) return read_recovering(file, index, bytes);
    if (within < frame_header_size || within + count > frame_size) return SQLITE_IOERR_READ;
    const int code = read_page(file, index, within, bytes, count);
    if (code != SQLITE_OK) std::memset(out, 0, count);
    return code;
}

int write_header(SealedFile& file, const std::uint8_t* header) {
    std::array<std::uint8_t, wal_header_size> sealed;
    file.store->frames.seal_header(header, sealed.data());
    file.salts_known = false;
    file.wal_size = -1;
    const int code = file.write(sealed.data(), wal_header_size, 0);
    if (code == SQLITE_OK) remember(file, header);
    return code;
}

// Zeros are no frame of any generation, so recovery ends at them as it does at the file's end. Where the disk
// has no room for them, the frame itself will tell.
void grow_ahead(SealedFile& file, sqlite3_int64 needed) {
    static constexpr std::array<std::uint8_t, 64 * 1024> zeros{};
    const sqlite3_int64 ahead = file.store->wal_ahead;
    if (ahead == 0 || (file.wal_size < 0 && file.size(file.wal_size) != SQLITE_OK)) return;
    if (needed <= file.wal_size) return;
    const sqlite3_int64 target = (needed / ahead + 1) * ahead;
    while (file.wal_size < target) {
        const auto count = std::min<sqlite3_int64>(target - file.wal_size, zeros.size());
        if (file.write(zeros.data(), static_cast<int>(count), file.wal_size) != SQLITE_OK) return;
        file.wal_size += count;
    }
}

int write_page(SealedFile& file, std::int64_t index, const std::uint8_t* page) {
    if (file.waiting_index != index || !of_this_generation(file, file.waiting_header))
        return SQLITE_IOERR_WRITE;
    file.waiting_index = -1;
    Frame plain, sealed;
    std::copy_n(file.waiting_header, frame_header_size, plain.begin());
    std::copy_n(page, page_size, plain.begin() + frame_header_size);
    const bool sealed_whole =
        file.store->frames.seal_frame(static_cast<std::uint64_t>(index), plain.data(), sealed.data());
    wipe(plain);
    grow_ahead(file, offset_of(index + 1));
    return sealed_whole ? file.write(sealed.data(), frame_size, offset_of(index)) : SQLITE_IOERR_WRITE;
}

int write(sqlite3_file* face, const void* bytes, int count, sqlite3_int64 offset) {
    auto& file = SealedFile::of(face);
    const auto* from = static_cast<const std::uint8_t*>(bytes);
    if (offset == 0 && count == header_bytes) return write_header(file, from);
    if (offset < header_bytes) return SQLITE_IOERR_WRITE;
    const std::int64_t index = (offset - header_bytes) / frame_bytes;
    const auto within = static_cast<std::size_t>((offset - header_bytes) % frame_bytes);
    if (within == 0 && count == static_cast<int>(frame_header_size)) {
        std::copy_n(from, frame_header_size, file.waiting_header);
        file.waiting_index = index;
        return SQLITE_OK;
    }
    if (within == frame_header_size && count == static_cast<int>(page_size))
        return write_page(file, index, from);
    return SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* face, sqlite3_int64 size) {
    auto& file = SealedFile::of(face);
    file.salts_known = false;
    file.waiting_index = -1;
    file.wal_size = -1;
    return file.inner->pMethods->xTruncate(file.inner, size);
}

}  // namespace

const sqlite3_io_methods* wal_file_methods() {
    static const sqlite3_io_methods methods = [] {
        auto all = forwarding_methods();
        all.xRead = read;
        all.xWrite = write;
        all.xTruncate = truncate;
        return all;
    }();
    return &methods;
}

}  // namespace storage
