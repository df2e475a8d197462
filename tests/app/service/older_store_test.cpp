// Every store that a release has left behind opens with the newest one: tests/vectors/stores, one folder per
// schema.
#include <doctest/doctest.h>

#include <filesystem>

#include "app/node/node_store.h"
#include "app/service/local_desk_service.h"
#include "app/service/sentences.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_slots.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/temp_folder.h"

namespace {

namespace fs = std::filesystem;

const fs::path stores = fs::path(KAKANAI_SOURCE_DIR) / "tests/vectors/stores";
const std::string data = std::string(KAKANAI_SOURCE_DIR) + "/forms/data";

storage::Secret secret(const std::string& text) { return storage::Secret::copy_of(core::view(text)); }

// A copy that may be changed.
std::string copy_of(const fs::path& store, const support::TempFolder& folder) {
    fs::copy(store, folder / "A");
    return folder / "A";
}

core::Result<std::vector<app::QueueRow>> found(const std::string& store, const std::string& words) {
    auto desk = app::LocalDeskService::create(store, data);
    if (!desk) return desk.error();
    auto in = (*desk)->sign_in("sato", secret("renshu-sato"));
    if (!in) return in.error();
    return (*desk)->queue(words);
}

// The store as another program with its key sees it.
storage::Database open_raw(const std::string& store) {
    storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, app::slots_file(store));
    REQUIRE(slots);
    auto opened = slots->open_with_password("sato", core::view("renshu-sato"));
    REQUIRE(opened);
    auto database = storage::Database::open(app::store_file(store), opened->store_key.view());
    REQUIRE(database);
    return std::move(*database);
}

}  // namespace

TEST_CASE("every older store opens, its cases are found, and a copy from before is kept beside it") {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(stores)) {
        if (!entry.is_directory()) continue;
        ++count;
        CAPTURE(entry.path().filename().string());
        support::TempFolder folder;
        const auto store = copy_of(entry.path(), folder);
        const auto all = found(store, "*");
        REQUIRE_MESSAGE(all, all.error().reason);
        CHECK(all->size() == 3);
        CHECK(found(store, "タカ")->size() == 1);
        CHECK(found(store, "吉田")->size() == 1);  // written 𠮷田
        auto now = open_raw(store);
        CHECK(now.writer().number("SELECT max(number) FROM schema_migration").value() ==
              storage::desk_schema().back().number);
        CHECK(fs::exists(store + "/store.db.before"));
    }
    CHECK(count >= 1);
}

TEST_CASE("a store of a newer release is refused in words, and stays as it is") {
    support::TempFolder folder;
    const auto store = copy_of(stores / "schema_02", folder);
    REQUIRE(found(store, "*"));
    REQUIRE(open_raw(store).writer().run(
        "INSERT INTO schema_migration (number, name, digest) VALUES (98, '98-later', x'00')"));
    const auto refused = found(store, "*");
    REQUIRE_FALSE(refused);
    CHECK(app::sentence(refused.error()) ==
          "新しい版で作られた保存データです。プログラムを更新してください。");
    auto database = open_raw(store);
    CHECK(database.writer().number("SELECT count(*) FROM case_row").value() == 3);
}

TEST_CASE("where the copy from before cannot be made, the store is not changed") {
    support::TempFolder folder;
    const auto store = copy_of(stores / "schema_02", folder);
    fs::create_directory(store + "/store.db.before");  // something is in the way
    const auto refused = found(store, "*");
    REQUIRE_FALSE(refused);
    auto database = open_raw(store);
    CHECK(database.writer().number("SELECT max(number) FROM schema_migration").value() == 2);
}
