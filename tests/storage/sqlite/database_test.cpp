#include "storage/sqlite/database.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "storage/keys/primitives.h"
#include "tests/support/temp_folder.h"

using storage::Checkpoint;
using storage::Database;
using storage::DatabaseOptions;
using storage::Transaction;

namespace {

core::Bytes key_of(std::uint8_t seed) { return core::Bytes(storage::key_size, seed); }

Database open_or_fail(const std::string& path, std::uint8_t seed = 7, const DatabaseOptions& options = {}) {
    auto opened = Database::open(path, key_of(seed), options);
    if (!opened) FAIL(opened.error().reason, " ", opened.error().detail);
    return std::move(*opened);
}

std::string reason_of_opening(const std::string& path, std::uint8_t seed, bool create = false) {
    DatabaseOptions options;
    options.create = create;
    options.busy_ms = 50;
    const auto opened = Database::open(path, key_of(seed), options);
    return opened ? "opened" : opened.error().reason;
}

#define MUST(expression)                                                                      \
    do {                                                                                      \
        const auto must_result = (expression);                                                \
        if (!must_result) FAIL(must_result.error().reason, ": ", must_result.error().detail); \
    } while (false)

}  // namespace

TEST_CASE("a new store keeps what was written, also after it was closed") {
    support::TempFolder folder;
    {
        auto store = open_or_fail(folder / "desk.db");
        auto& sql = store.writer();
        MUST(sql.script("CREATE TABLE visit(id INTEGER PRIMARY KEY, name TEXT, mark BLOB, day INTEGER)"));
        MUST(sql.run("INSERT INTO visit(name, mark, day) VALUES(?,?,?)", "𠮷田 花子", core::Bytes{0, 1, 2},
                     20451));
        MUST(sql.run("INSERT INTO visit(name, mark, day) VALUES(?,?,?)", nullptr, core::Bytes{}, -1));
    }
    auto store = open_or_fail(folder / "desk.db");
    auto rows = store.writer().query("SELECT name, mark, day FROM visit ORDER BY id");
    REQUIRE(rows);
    REQUIRE(rows->step().value());
    CHECK(rows->text(0) == "𠮷田 花子");
    CHECK(rows->blob(1) == core::Bytes{0, 1, 2});
    CHECK(rows->int64(2) == 20451);
    REQUIRE(rows->step().value());
    CHECK(rows->is_null(0));
    CHECK_FALSE(rows->is_null(1));
    CHECK(rows->blob(1).empty());
    CHECK(rows->int64(2) == -1);
    CHECK_FALSE(rows->step().value());
    MUST(store.check());
}

TEST_CASE("another key is told from damage") {
    support::TempFolder folder;
    { auto store = open_or_fail(folder / "desk.db", 7); }
    CHECK(reason_of_opening(folder / "desk.db", 8) == "store.wrong_key");
    CHECK(reason_of_opening(folder / "other.db", 7) == "store.missing");
    CHECK(Database::open(folder / "desk.db", core::Bytes(31, 7)).error().reason == "store.wrong_key");
    std::ofstream(folder / "empty.db").close();
    CHECK(reason_of_opening(folder / "empty.db", 7) == "store.missing");
    CHECK(reason_of_opening(folder / "empty.db", 7, true) ==
          "store.damaged");  // never made over another file
    std::ofstream(folder / "stub.db") << "text";
    CHECK(reason_of_opening(folder / "stub.db", 7, true) == "store.damaged");
    CHECK(reason_of_opening(folder / "desk.db", 7) == "opened");
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE t(a INTEGER UNIQUE)"));
    {
        auto change = Transaction::begin(sql);
        REQUIRE(change);
        MUST(sql.run("INSERT INTO t VALUES(1)"));
    }
    CHECK(sql.number("SELECT count(*) FROM t").value() == 0);
    auto change = Transaction::begin(sql);
    REQUIRE(change);
    MUST(sql.run("INSERT INTO t VALUES(1)"));
    CHECK(sql.run("INSERT INTO t VALUES(1)").error().reason == "store.constraint");
    MUST(change->commit());
    CHECK(sql.number("SELECT count(*) FROM t").value() == 1);
}

TEST_CASE("SQL can neither leave the sealed file nor loosen a setting") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE t(a)"));
    for (const std::string text :
         {"ATTACH 'other.db' AS o", "VACUUM", "VACUUM INTO 'file:copy.db?vfs=unix'",
          "PRAGMA journal_mode=DELETE", "PRAGMA synchronous=OFF", "PRAGMA cache_spill=ON",
          "PRAGMA secure_delete=OFF", "PRAGMA temp_store=FILE", "PRAGMA mmap_size=100000",
          "PRAGMA writable_schema=ON", "PRAGMA wal_checkpoint", "PRAGMA locking_mode=NORMAL",
          "PRAGMA temp_store_directory='/tmp'", "PRAGMA trusted_schema=ON"}) {
        CAPTURE(text);
        CHECK(sql.script(text).error().reason == "store.refused");
    }
    CHECK_FALSE(sql.script("SELECT load_extension('x')"));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        CAPTURE(entry.path().string());
        CHECK(entry.path().filename().string().starts_with("desk.db"));
    }
    CHECK_FALSE(std::filesystem::exists(folder / "desk.db-shm"));
    CHECK_FALSE(std::filesystem::exists(folder / "desk.db-journal"));
}

TEST_CASE("a reader sees commits and cannot write") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    MUST(store.writer().script("CREATE TABLE t(a); INSERT INTO t VALUES(1)"));
    auto reader = store.reader();
    REQUIRE(reader);
    CHECK((*reader)->number("SELECT count(*) FROM t").value() == 1);
    auto open_rows = (*reader)->query("SELECT a FROM t");
    REQUIRE(open_rows);
    REQUIRE(open_rows->step().value());
    MUST(store.writer().run("INSERT INTO t VALUES(2)"));
    MUST(store.checkpoint(Checkpoint::passive));
    CHECK((*reader)->number("SELECT count(*) FROM t").value() == 1);  // its snapshot is still held open
    open_rows->reset();
    CHECK((*reader)->number("SELECT count(*) FROM t").value() == 2);
    CHECK_FALSE((*reader)->run("INSERT INTO t VALUES(3)"));
    MUST(store.checkpoint(Checkpoint::truncate));
    MUST(store.writer().run("INSERT INTO t VALUES(3)"));
    CHECK((*reader)->number("SELECT count(*) FROM t").value() == 3);
}

TEST_CASE("freed pages go back to the disk in slices") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB)"));
    for (int i = 0; i < 300; ++i) MUST(sql.run("INSERT INTO t(b) VALUES(randomblob(3000))"));
    MUST(store.checkpoint(Checkpoint::truncate));
    const auto before = std::filesystem::file_size(folder / "desk.db");
    MUST(sql.run("DELETE FROM t WHERE a > 10"));
    CHECK(store.vacuum_slice(100).value() == 100);
    while (store.vacuum_slice(100).value() > 0) {
    }
    MUST(store.checkpoint(Checkpoint::truncate));
    CHECK(std::filesystem::file_size(folder / "desk.db") < before / 10);
    CHECK(std::filesystem::file_size(folder / "desk.db-wal") == 0);
    MUST(store.check());
}

TEST_CASE("a copy under a new key and epoch holds the same and replaces its target whole") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db", 7);
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB)"));
    for (int i = 0; i < 300; ++i) MUST(sql.run("INSERT INTO t(b) VALUES(randomblob(3000))"));
    const auto sum = sql.string("SELECT hex(sha) FROM (SELECT group_concat(hex(b)) AS sha FROM t)");
    MUST(store.copy_to(folder / "copy.db", key_of(9), 2));
    MUST(store.copy_to(folder / "copy.db", key_of(9), 3));
    CHECK(storage::read_label(folder / "copy.db")->epoch == 3);
    CHECK(storage::read_label(folder / "copy.db")->store_id != store.label().store_id);
    CHECK(reason_of_opening(folder / "copy.db", 7) == "store.wrong_key");
    auto copy = open_or_fail(folder / "copy.db", 9);
    CHECK(copy.writer().string("SELECT hex(sha) FROM (SELECT group_concat(hex(b)) AS sha FROM t)").value() ==
          sum.value());
    MUST(copy.check());
    CHECK_FALSE(std::filesystem::exists(folder / "copy.db.new"));
}

TEST_CASE("a page made and moved within one change is no damage") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    for (int table = 0; table < 30; ++table) {
        auto change = Transaction::begin(sql);
        REQUIRE(change);
        for (const char* part : {"a", "b", "c"}) {
            const std::string name = part + std::to_string(table);
            MUST(sql.script("CREATE TABLE " + name + "(x INTEGER PRIMARY KEY, y BLOB UNIQUE)"));
            MUST(sql.script("INSERT INTO " + name + "(y) VALUES(randomblob(9000))"));
        }
        MUST(change->commit());
        if (table % 7 == 3) MUST(store.checkpoint(Checkpoint::passive));
    }
    MUST(store.check());
}

TEST_CASE("pages taken and given back within one change stand in the file, sealed") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE keep(a)"));
    MUST(
        sql.script("BEGIN; CREATE TABLE gone(b BLOB); INSERT INTO gone SELECT randomblob(200000);"
                   "INSERT INTO keep VALUES(1); DELETE FROM gone; COMMIT"));
    CHECK(sql.number("PRAGMA freelist_count").value().value_or(0) > 20);
    MUST(store.check());
    MUST(store.copy_to(folder / "copy.db", key_of(7), 1));
}

TEST_CASE("a copy larger than any cache is whole") {
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    MUST(store.writer().script(
        "CREATE TABLE t(b BLOB); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
        "WHERE i < 2000) INSERT INTO t SELECT randomblob(3900) FROM c"));
    MUST(store.copy_to(folder / "copy.db", key_of(8), 1));
    auto copy = open_or_fail(folder / "copy.db", 8);
    CHECK(copy.writer().number("SELECT count(DISTINCT b) FROM t").value() == 2000);
}

TEST_CASE("a store beyond one gigabyte leaves out SQLite's lock page and is whole") {
    if (std::getenv("KAKANAI_LONG") == nullptr) {
        std::puts("left out: a store beyond one gigabyte (about 3 GB of disk); tests/run --long writes it");
        return;
    }
    support::TempFolder folder;
    auto store = open_or_fail(folder / "desk.db");
    auto& sql = store.writer();
    MUST(sql.script("CREATE TABLE t(b BLOB)"));
    for (int i = 0; i < 55; ++i) {
        MUST(sql.run("INSERT INTO t VALUES(zeroblob(20000000))"));
        MUST(store.checkpoint(Checkpoint::truncate));
    }
    CHECK(std::filesystem::file_size(folder / "desk.db") > (std::uintmax_t{1} << 30));
    MUST(store.check());
    MUST(store.copy_to(folder / "copy.db", key_of(7), 1));
}

TEST_CASE("a statement that outlives its store only fails") {
    support::TempFolder folder;
    std::optional<storage::Statement> late;
    {
        auto store = open_or_fail(folder / "desk.db");
        auto rows = store.writer().query("SELECT 1");
        REQUIRE(rows);
        late.emplace(std::move(*rows));
    }
    CHECK_FALSE(late->step());
    late->reset();
    late.reset();
    CHECK(reason_of_opening(folder / "desk.db", 7) == "opened");
}
