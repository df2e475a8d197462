#include "storage/sqlite/page_sweep.h"

#include <array>
#include <set>

#include "storage/sqlite/raw_file.h"

namespace storage {

namespace {

constexpr std::int64_t bytes_a_page = static_cast<std::int64_t>(page_size);
constexpr std::int64_t lock_page = 0x40000000 / bytes_a_page + 1;

core::Error cut_short(std::int64_t pages, std::int64_t expected) {
    return core::corrupt("store.damaged", "the file holds " + std::to_string(pages) + " of " +
                                              std::to_string(expected) + " pages");
}

// Pages above `from` that the WAL holds. Recovery has authenticated what counts of it.
core::Result<std::int64_t> pages_in_wal(const std::string& vfs_name, const std::string& path,
                                        std::int64_t from) {
    std::set<std::uint32_t> found;
    auto wal = RawFile::open(vfs_name, path + "-wal");
    if (!wal) return wal.error().reason == "store.missing" ? core::Result<std::int64_t>(0) : wal.error();
    std::array<std::uint8_t, frame_header_size> header;
    for (std::int64_t offset = wal_header_size;; offset += frame_size) {
        auto whole = wal->read(offset, header.size(), header.data());
        if (!whole) return whole.error();
        if (!*whole) return static_cast<std::int64_t>(found.size());
        const std::uint32_t page = std::uint32_t{header[0]} << 24 | std::uint32_t{header[1]} << 16 |
                                   std::uint32_t{header[2]} << 8 | header[3];
        if (page > from) found.insert(page);
    }
}

}  // namespace

core::Status check_length(const std::string& vfs_name, Connection& connection, const SealedStore& store) {
    auto expected = connection.number("PRAGMA page_count");
    if (!expected) return expected.error();
    auto file = RawFile::open(vfs_name, store.path);
    if (!file) return file.error();
    auto bytes = file->size();
    if (!bytes) return bytes.error();
    const std::int64_t pages = *bytes / bytes_a_page, wanted = expected->value_or(0);
    if (pages >= wanted) return core::ok();
    auto logged = pages_in_wal(vfs_name, store.path, pages);
    if (!logged) return logged.error();
    const std::int64_t never_written = pages < lock_page && lock_page <= wanted ? 1 : 0;
    return pages + *logged + never_written >= wanted ? core::ok() : core::Status(cut_short(pages, wanted));
}

core::Result<std::int64_t> sweep_pages(const std::string& vfs_name, const SealedStore& store,
                                       std::int64_t first, std::int64_t pages) {
    auto file = RawFile::open(vfs_name, store.path);
    if (!file) return file.error();
    auto bytes = file->size();
    if (!bytes) return bytes.error();
    if (*bytes == 0 || *bytes % bytes_a_page != 0)
        return core::corrupt("store.damaged", "the file's length is no whole number of pages");
    std::array<std::uint8_t, page_size> sealed, plain;
    const std::int64_t last = *bytes / bytes_a_page;
    const std::int64_t until = pages > last - first ? last : first + pages - 1;
    for (std::int64_t page = first; page <= until; ++page) {
        if (page == lock_page) continue;
        auto whole = file->read((page - 1) * bytes_a_page, page_size, sealed.data());
        if (!whole) return whole.error();
        if (!*whole || !store.pages.open(static_cast<std::uint32_t>(page), sealed.data(), plain.data()))
            return core::Error{core::ErrorCode::corrupt, "store.damaged",
                               "page " + std::to_string(page) + " does not open", page};
    }
    wipe(plain);
    return until < last ? until + 1 : std::int64_t{0};
}

core::Status check_structure(Connection& connection) {
    auto integrity = connection.string("PRAGMA integrity_check(1)");
    if (!integrity) return integrity.error();
    if (integrity->value_or("") != "ok")
        return core::corrupt("store.damaged", integrity->value_or("no answer"));
    auto orphans = connection.query("PRAGMA foreign_key_check");
    if (!orphans) return orphans.error();
    auto row = orphans->step();
    if (!row) return row.error();
    return *row ? core::Status(core::corrupt("store.damaged", "a foreign key points nowhere")) : core::ok();
}

}  // namespace storage
