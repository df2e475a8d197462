// The layer as SQLite's VFS meets it, without SQLite in between.
#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <vector>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/sealed_vfs.h"
#include "tests/support/forgetful_disk.h"

using storage::SealedVfs;
using storage::Secret;
using support::ForgetfulDisk;

namespace {

constexpr int page = 4096;
constexpr int main_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;

// A file opened through the layer, its first page written.
class OpenFile {
  public:
    OpenFile() {
        auto made =
            SealedVfs::make(disk_.vfs_name(), "/s.db", Secret::copy_of(core::Bytes(32, 3)), {}, true, 0);
        REQUIRE(made);
        layer_ = std::move(*made);
        vfs_ = sqlite3_vfs_find(layer_->name());
        memory_.resize(static_cast<std::size_t>(vfs_->szOsFile) / 8 + 1);
        REQUIRE(vfs_->xOpen(vfs_, "/s.db", file(), main_flags, nullptr) == SQLITE_OK);
    }
    ~OpenFile() { file()->pMethods->xClose(file()); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int write(const void* bytes, int count, sqlite3_int64 at) {
        return file()->pMethods->xWrite(file(), bytes, count, at);
    }
    int read(void* out, int count, sqlite3_int64 at) {
        return file()->pMethods->xRead(file(), out, count, at);
    }
    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
    sqlite3_vfs* vfs() { return vfs_; }
    ForgetfulDisk& disk() { return disk_; }

  private:
    ForgetfulDisk disk_{1};
    std::unique_ptr<SealedVfs> layer_;
    sqlite3_vfs* vfs_{nullptr};
    std::vector<std::uint64_t> memory_;
};

std::array<std::uint8_t, page> first_page() {
    std::array<std::uint8_t, page> bytes{};
    std::memcpy(bytes.data(), "SQLite format 3", 16);
    const std::uint8_t fixed[] = {0x10, 0, 2, 2, 40, 64, 32, 32};
    std::memcpy(bytes.data() + 16, fixed, sizeof fixed);
    for (std::size_t i = 24; i < 72; ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (std::size_t i = 92; i < page - 40; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
    return bytes;
}

std::array<std::uint8_t, page> later_page() {
    std::array<std::uint8_t, page> bytes{};
    for (std::size_t i = 0; i < page - 40; ++i) bytes[i] = static_cast<std::uint8_t>(i * 5 + 1);
    return bytes;
}

}  // namespace

TEST_CASE("a part of a page is read as the page says it, whichever page was written first") {
    OpenFile open;
    const auto first = first_page(), second = later_page();
    REQUIRE(open.write(second.data(), page, page) == SQLITE_OK);
    REQUIRE(open.write(first.data(), page, 0) == SQLITE_OK);
    std::array<std::uint8_t, 64> part{};
    REQUIRE(open.read(part.data(), 16, 24) == SQLITE_OK);
    CHECK(std::memcmp(part.data(), first.data() + 24, 16) == 0);
    REQUIRE(open.read(part.data(), 64, page + 1000) == SQLITE_OK);
    CHECK(std::memcmp(part.data(), second.data() + 1000, 64) == 0);
    std::array<std::uint8_t, page> whole{};
    REQUIRE(open.read(whole.data(), page, 0) == SQLITE_OK);
    CHECK(whole == first);
}

TEST_CASE("a page that is partly there is damage, one that is not there yet is new") {
    OpenFile open;
    const auto first = first_page();
    std::array<std::uint8_t, page> whole{};
    CHECK(open.read(whole.data(), page, 0) == SQLITE_IOERR_SHORT_READ);
    REQUIRE(open.write(first.data(), page, 0) == SQLITE_OK);
    CHECK(open.read(whole.data(), page, page) == SQLITE_IOERR_SHORT_READ);
    auto bytes = open.disk().read("/s.db");
    bytes.resize(page + 100, 0);
    open.disk().write("/s.db", bytes);
    CHECK(open.read(whole.data(), page, page) == SQLITE_IOERR_DATA);
}

TEST_CASE("what the format cannot hold is refused, never guessed at") {
    OpenFile open;
    auto bytes = first_page();
    CHECK(open.write(bytes.data(), 512, 0) != SQLITE_OK);
    CHECK(open.write(bytes.data(), page, 100) != SQLITE_OK);
    bytes[page - 1] = 1;  // a reserve that is in use: RESERVE_BYTES was forgotten
    CHECK(open.write(bytes.data(), page, 0) != SQLITE_OK);
    auto later = later_page();
    later[page - 40] = 1;
    CHECK(open.write(later.data(), page, page) != SQLITE_OK);
    bytes = first_page();
    bytes[80] = 1;
    CHECK(open.write(bytes.data(), page, 0) != SQLITE_OK);
    bytes = first_page();
    REQUIRE(open.write(bytes.data(), page, 0) == SQLITE_OK);
    CHECK(open.file()->pMethods->xTruncate(open.file(), 3 * page) != SQLITE_OK);
}

TEST_CASE("size hints make no pages, mapped pages do not exist, powersafe overwrite is always claimed") {
    OpenFile open;
    const auto first = first_page();
    REQUIRE(open.write(first.data(), page, 0) == SQLITE_OK);
    sqlite3_int64 hint = 100 * page;
    CHECK(open.file()->pMethods->xFileControl(open.file(), SQLITE_FCNTL_SIZE_HINT, &hint) == SQLITE_OK);
    int chunk = 1 << 20;
    CHECK(open.file()->pMethods->xFileControl(open.file(), SQLITE_FCNTL_CHUNK_SIZE, &chunk) == SQLITE_OK);
    CHECK(open.disk().read("/s.db").size() == page);
    CHECK(open.file()->pMethods->iVersion == 2);
    CHECK(open.file()->pMethods->xDeviceCharacteristics(open.file()) == SQLITE_IOCAP_POWERSAFE_OVERWRITE);
}

TEST_CASE("no other file is opened, and a journal is not even seen") {
    OpenFile open;
    std::vector<std::uint64_t> memory(static_cast<std::size_t>(open.vfs()->szOsFile) / 8 + 1);
    auto* other = reinterpret_cast<sqlite3_file*>(memory.data());
    const auto opens = [&](const char* name, int flags) {
        return open.vfs()->xOpen(open.vfs(), name, other, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                 nullptr) == SQLITE_OK;
    };
    CHECK_FALSE(opens("/other.db", SQLITE_OPEN_MAIN_DB));
    CHECK_FALSE(opens("/s.db-journal", SQLITE_OPEN_MAIN_JOURNAL));
    CHECK_FALSE(opens("/other.db-wal", SQLITE_OPEN_WAL));
    CHECK_FALSE(opens(nullptr, SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_DELETEONCLOSE));
    open.disk().write("/s.db-journal", core::Bytes(5000, 1));
    int there = 1;
    REQUIRE(open.vfs()->xAccess(open.vfs(), "/s.db-journal", SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK);
    CHECK(there == 0);
}

TEST_CASE("a planted rollback journal is not rolled back into the store") {
    ForgetfulDisk disk(1);
    storage::DatabaseOptions options;
    options.disk = &disk;
    const core::Bytes key(storage::key_size, 3);
    {
        auto store = storage::Database::open("/desk.db", key, options);
        REQUIRE(store);
        REQUIRE(store->writer().script("CREATE TABLE t(a); INSERT INTO t VALUES(42)"));
    }
    core::Bytes journal{0xd9, 0xd5, 0x05, 0xf9,
                        0x20, 0xa1, 0x63, 0xd7};  // SQLite's magic, then: no pages at all
    for (const int byte : {0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x10, 0})
        journal.push_back(static_cast<std::uint8_t>(byte));
    journal.resize(5000, 0);
    disk.write("/desk.db-journal", journal);
    auto store = storage::Database::open("/desk.db", key, options);
    REQUIRE(store);
    CHECK(store->writer().number("SELECT a FROM t").value() == 42);
}
