#include "storage/sqlite/migrations.h"

#include <doctest/doctest.h>

#include <array>

#include "storage/keys/primitives.h"
#include "tests/support/temp_folder.h"

using storage::Database;
using storage::migrate;
using storage::Migration;

namespace {

constexpr std::array<Migration, 3> three{{{1, "01-a", "CREATE TABLE a(x INTEGER); INSERT INTO a VALUES(1);"},
                                          {2, "02-b", "CREATE TABLE b(x INTEGER);"},
                                          {3, "03-c", "INSERT INTO b SELECT x + 1 FROM a;"}}};

Database fresh_store(const support::TempFolder& folder) {
    auto opened = Database::open(folder / "s.db", core::Bytes(storage::key_size, 1));
    if (!opened) FAIL(opened.error().reason);
    return std::move(*opened);
}

}  // namespace

TEST_CASE("each numbered file runs once, in order") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    const auto first = migrate(store, std::span(three).first(2));
    REQUIRE(first);
    CHECK(first->applied == 2);
    const auto second = migrate(store, three);
    REQUIRE(second);
    CHECK(second->applied == 1);
    CHECK(second->newest == 3);
    CHECK(migrate(store, three)->applied == 0);
    CHECK(store.writer().number("SELECT x FROM b").value() == 2);
    CHECK(store.writer().number("SELECT count(*) FROM a").value() == 1);
}

TEST_CASE("a store from a newer release is refused by name") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    REQUIRE(migrate(store, three));
    const auto older = migrate(store, std::span(three).first(2));
    REQUIRE_FALSE(older);
    CHECK(older.error().reason == "store.newer");
    CHECK(older.error().count == 3);
}

TEST_CASE("a file that fails half way leaves nothing of itself") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    const std::array<Migration, 2> broken{
        {three[0], {2, "02-bad", "CREATE TABLE b(x); INSERT INTO nowhere VALUES(1);"}}};
    const auto run = migrate(store, broken);
    REQUIRE_FALSE(run);
    CHECK(run.error().reason == "store.migration");
    CHECK(run.error().count == 2);
    CHECK(store.writer().number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").value() == 0);
    CHECK(migrate(store, three)->applied == 2);
}

TEST_CASE("a file may not end the transaction it runs in") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    const std::array<Migration, 1> rude{{{1, "01-rude", "CREATE TABLE a(x); COMMIT;"}}};
    CHECK(migrate(store, rude).error().reason == "store.migration");
}

TEST_CASE("a released file whose text changed is noticed") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    REQUIRE(migrate(store, three));
    auto changed = three;
    changed[0].sql = "CREATE TABLE a(x INTEGER, y INTEGER);";
    CHECK(migrate(store, changed).error().reason == "store.schema_changed");
}

TEST_CASE("a copy is made before a store with content changes, and its failure stops the change") {
    support::TempFolder folder;
    auto store = fresh_store(folder);
    int copies = 0;
    const auto copy = [&] {
        ++copies;
        return store.copy_to(folder / "before.db", core::Bytes(storage::key_size, 1), 1);
    };
    REQUIRE(migrate(store, std::span(three).first(1), copy));
    CHECK(copies == 0);
    const auto stopped = migrate(store, three, [] {
        return core::Status(core::Error{core::ErrorCode::io, "disk.full"});
    });
    CHECK(stopped.error().reason == "disk.full");
    CHECK(store.writer().number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'").value() == 0);
    REQUIRE(migrate(store, three, copy));
    CHECK(copies == 1);
    auto before = Database::open(folder / "before.db", core::Bytes(storage::key_size, 1));
    REQUIRE(before);
    CHECK(before->writer().number("SELECT max(number) FROM schema_migration").value() == 1);
}

TEST_CASE("the product's own files run on an empty store") {
    support::TempFolder folder;
    {
        auto store = fresh_store(folder);
        const auto run = migrate(store, storage::node_schema());
        if (!run) FAIL(run.error().reason, run.error().detail);
    }
    support::TempFolder other;
    auto store = fresh_store(other);
    const auto run = migrate(store, storage::desk_schema());
    if (!run) FAIL(run.error().reason, run.error().detail);
    CHECK(run->newest == storage::desk_schema().back().number);
    CHECK(store.check());
}
