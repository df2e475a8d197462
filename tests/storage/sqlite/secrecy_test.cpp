// Nothing readable reaches the disk: not the content, not a checksum that lets it be guessed, not a temporary
// file.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/wal_cipher.h"
#include "tests/support/forgetful_disk.h"
#include "tests/support/temp_folder.h"

using storage::Checkpoint;
using storage::Database;
using support::ForgetfulDisk;

namespace {

constexpr std::size_t wal_header = 32, frame_header = 24, frame = frame_header + 4096;

bool contains(const core::Bytes& bytes, std::string_view marker) {
    return std::search(bytes.begin(), bytes.end(), marker.begin(), marker.end()) != bytes.end();
}

core::Bytes load(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return core::Bytes(std::istreambuf_iterator<char>(in), {});
}

// A table with one PIN in one short row, and the log that writing it left.
const char* const table = "CREATE TABLE pin(id INTEGER PRIMARY KEY, digits TEXT)";
constexpr std::string_view pin = "4711";
const char* const row = "INSERT INTO pin VALUES(1, '4711')";

core::Bytes plain_log() {
    ForgetfulDisk disk(1);
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open_v2("/p.db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, disk.vfs_name()) ==
            SQLITE_OK);
    int reserve = 40;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    sqlite3_exec(
        db, "PRAGMA page_size=4096; PRAGMA auto_vacuum=2; PRAGMA secure_delete=1; PRAGMA journal_mode=WAL",
        nullptr, nullptr, nullptr);
    sqlite3_exec(db, table, nullptr, nullptr, nullptr);
    sqlite3_exec(db, row, nullptr, nullptr, nullptr);
    const core::Bytes log = disk.read("/p.db-wal");
    sqlite3_close(db);
    return log;
}

core::Bytes sealed_log() {
    ForgetfulDisk disk(1);
    storage::DatabaseOptions options;
    options.disk = &disk;
    auto store = Database::open("/p.db", core::Bytes(storage::key_size, 3), options);
    REQUIRE(store);
    REQUIRE(store->writer().script(table));
    REQUIRE(store->writer().script(row));
    return disk.read("/p.db-wal");
}

std::uint32_t big(const std::uint8_t* bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

// Someone who knows all of the page but the PIN tries all 10,000 against the checksums of `log`'s last frame.
// Returns how many fit.
int guesses_that_fit(const core::Bytes& log, core::Bytes known_page) {
    const std::size_t last = (log.size() - wal_header) / frame - 1;
    const std::uint8_t* at = log.data() + wal_header + last * frame;
    const std::uint8_t* before = last == 0 ? log.data() + 8 : at - frame;
    const storage::WalChecksum seed{big(before + 16), big(before + 20)};
    const bool big_endian = (log[3] & 1) != 0;
    const auto place = std::search(known_page.begin(), known_page.end(), pin.begin(), pin.end());
    REQUIRE(place != known_page.end());
    int fitting = 0;
    for (int guess = 0; guess < 10000; ++guess) {
        char digits[8];
        std::snprintf(digits, sizeof digits, "%04d", guess);
        std::copy_n(digits, 4, place);
        auto sum = storage::wal_checksum(seed, at, 8, big_endian);
        sum = storage::wal_checksum(sum, known_page.data(), known_page.size(), big_endian);
        if (sum[0] == big(at + 16) && sum[1] == big(at + 20)) ++fitting;
    }
    return fitting;
}

// Built when needed, so that it lies whole nowhere but in the store.
std::string marker() {
    std::string text(24, ' ');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('A' + (i * 11 + 5) % 26);
    return text;
}

int markers_in(const std::uint8_t* from, const std::uint8_t* to, const std::string& low,
               const std::string& high) {
    int found = 0;
    for (;; ++from) {
        from = std::search(from, to, low.begin(), low.end());
        if (to - from < 24) return found;
        if (std::equal(high.begin(), high.end(), from + 12)) ++found;
    }
}

// In all writable memory of this process but its stack; searched for by halves.
int markers_in_memory() {
    const std::string low = marker().substr(0, 12), high = marker().substr(12);
    std::ifstream maps("/proc/self/maps"), memory("/proc/self/mem", std::ios::binary);
    std::vector<std::string> areas;
    for (std::string line; std::getline(maps, line);)
        if (line.find(" rw") != std::string::npos && line.find("[stack]") == std::string::npos)
            areas.push_back(line);
    int found = 0;
    core::Bytes window((1 << 16) + 24);
    for (const auto& area : areas) {
        auto at = std::stoull(area, nullptr, 16);
        const auto end = std::stoull(area.substr(area.find('-') + 1), nullptr, 16);
        for (; at < end; at += 1 << 16) {
            const auto count = std::min<std::uint64_t>(window.size(), end - at);
            memory.clear();
            memory.seekg(static_cast<std::streamoff>(at));
            if (!memory.read(reinterpret_cast<char*>(window.data()), static_cast<std::streamsize>(count)))
                break;
            found += markers_in(window.data(), window.data() + count, low, high);
            storage::wipe(window);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("no marker of the content stands in any file, before and after a checkpoint and after erasure") {
    support::TempFolder folder;
    const std::string address = "秘密の住所一丁目", ascii = "MARKER-KAKANAI-0123456789";
    const auto search_all = [&] {
        int files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
            ++files;
            const core::Bytes bytes = load(entry.path());
            CAPTURE(entry.path().string());
            CHECK_FALSE(contains(bytes, address));
            CHECK_FALSE(contains(bytes, ascii));
            CHECK_FALSE(contains(bytes, "SQLite format"));
            CHECK_FALSE(contains(bytes, "CREATE TABLE"));
        }
        CHECK(files > 0);
    };
    {
        storage::DatabaseOptions options;
        options.cache_bytes = 10 * 4096;
        auto store = Database::open(folder / "desk.db", core::Bytes(storage::key_size, 3), options);
        REQUIRE(store);
        auto& sql = store->writer();
        REQUIRE(sql.script("CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT, note TEXT)"));
        for (int i = 0; i < 200; ++i) {
            REQUIRE(
                sql.run("INSERT INTO person(name, note) VALUES(?,?)", address + std::to_string(i), ascii));
            if (i % 50 == 7) REQUIRE(store->checkpoint(Checkpoint::passive));
        }
        search_all();
        REQUIRE(sql.script("SELECT note FROM person ORDER BY name DESC, note LIMIT 5"));  // a sorter
        REQUIRE(sql.script("BEGIN; SAVEPOINT s; UPDATE person SET note = name; ROLLBACK TO s; COMMIT"));
        REQUIRE(sql.script("CREATE TEMP TABLE copy AS SELECT * FROM person"));
        search_all();
        REQUIRE(store->copy_to(folder / "copy.db", core::Bytes(storage::key_size, 4), 2));
        REQUIRE(sql.run("DELETE FROM person WHERE id > 5"));
        REQUIRE(store->checkpoint(Checkpoint::truncate));
        search_all();
    }
    search_all();
}

TEST_CASE("only the store's own two files are ever opened") {
    ForgetfulDisk disk(1);
    storage::DatabaseOptions options;
    options.disk = &disk;
    options.cache_bytes = 5 * 4096;
    {
        auto store = Database::open("/desk.db", core::Bytes(storage::key_size, 3), options);
        REQUIRE(store);
        auto& sql = store->writer();
        REQUIRE(
            sql.script("CREATE TABLE t(a, b); CREATE TEMP TABLE u(a);"
                       "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i < 3000)"
                       "INSERT INTO t SELECT i, randomblob(500) FROM c;"
                       "INSERT INTO u SELECT a FROM t ORDER BY b;"
                       "CREATE INDEX t_by_b ON t(b);"
                       "BEGIN; SAVEPOINT s; UPDATE t SET b = randomblob(400); ROLLBACK TO s; COMMIT;"));
    }
    CHECK(disk.ever_opened() == std::set<std::string>{"/desk.db", "/desk.db-wal", "/desk.db.new"});
}

TEST_CASE("the log's checksums do not let a PIN be guessed") {
    const core::Bytes plain = plain_log(), sealed = sealed_log();
    const core::Bytes page(plain.end() - 4096, plain.end());
    CHECK(guesses_that_fit(plain, page) == 1);   // plain SQLite gives it away: the attack works
    CHECK(guesses_that_fit(sealed, page) == 0);  // (once in 2^50 runs one fits by chance)
}

TEST_CASE("equal content never makes equal bytes") {
    std::set<core::Bytes> pages;
    int count = 0;
    for (int i = 0; i < 3; ++i) {
        const core::Bytes log = sealed_log();
        for (std::size_t at = wal_header; at + frame <= log.size(); at += frame, ++count)
            pages.insert(core::Bytes(log.begin() + at + frame_header, log.begin() + at + frame));
    }
    CHECK(pages.size() == static_cast<std::size_t>(count));
}

TEST_CASE("after a store is closed, nothing of its content is left in the process's memory") {
    support::TempFolder folder;
    {
        auto store = Database::open(folder / "desk.db", core::Bytes(storage::key_size, 3));
        REQUIRE(store);
        REQUIRE(store->writer().script("CREATE TABLE t(a TEXT)"));
        for (int i = 0; i < 50; ++i) {
            std::string text = marker();
            REQUIRE(store->writer().run("INSERT INTO t VALUES(?)", text));
            storage::wipe(text);
        }
        CHECK(markers_in_memory() > 0);  // the search works
    }
    CHECK(markers_in_memory() == 0);
}
