#include "storage/keys/key_slots.h"

#include <doctest/doctest.h>

#include "storage/keys/recovery_sheet.h"
#include "tests/support/memory_files.h"
#include "tests/support/seeded_random.h"

using namespace storage;
using tests::MemoryFiles;

namespace {

constexpr Argon2Params quick{1, 8 * 1024};

struct SoftwareToken : Token {
    explicit SoftwareToken(std::uint8_t number) : key(32, number) {}
    std::array<std::uint8_t, 16> id() const override { return {key[0]}; }
    core::Result<Secret> answer(ByteView challenge) override {
        return Secret::copy_of(keyed_hash(key, challenge));
    }
    Bytes key;
};

struct Desk {
    tests::SeededRandom random;
    MemoryFiles files;
    StoreId store = core::fresh_id<StoreId>(random);
    Secret store_key = Secret::random(32, random);
    RecoverySheet sheet = RecoverySheet::fresh(random);
    AccountSecret sato = AccountSecret::fresh(random);
    core::AccountId sato_id = core::fresh_id<core::AccountId>(random);

    Desk() { REQUIRE(KeySlots::create(files, "slots", store, store_key, sheet.box().public_key, random)); }
    KeySlots load() {
        auto slots = KeySlots::load(files, "slots");
        REQUIRE(slots);
        return std::move(*slots);
    }
    Bytes blob(std::string_view password, Token* token = nullptr) {
        return *make_account_blob(sato_id, sato, core::view(password), quick, random, token);
    }
    void add_sato(std::string_view password) {
        REQUIRE(load().add_account(store_key, sato_id, "sato", sato.box.public_key, blob(password)));
    }
    std::string opening(const std::string& name, std::string_view password, Token* token = nullptr) {
        auto slots = KeySlots::load(files, "slots");
        if (!slots) return slots.error().reason;
        const auto opened = slots->open_with_password(name, core::view(password), token);
        if (!opened) return opened.error().reason;
        CHECK(equal(opened->store_key.view(), store_key.view()));
        CHECK(opened->account == sato_id);
        CHECK(equal(opened->keys.box.secret.view(), sato.box.secret.view()));
        CHECK(opened->keys.sign.public_key == sato.sign.public_key);
        return "open";
    }
};

// What a thief with a hex editor can do: change the file and make its check right again.
void mend_check(Bytes& file) {
    const std::size_t body = file.size() - 32;
    const Digest check =
        Hasher().add(core::view("kakanai slot check")).add(ByteView(file).first(body)).finish();
    std::copy(check.begin(), check.end(), file.begin() + static_cast<std::ptrdiff_t>(body));
}

}  // namespace

TEST_CASE("a clerk's password opens the store and the clerk's own keys") {
    Desk desk;
    desk.add_sato("さくら2026");
    CHECK(desk.opening("sato", "さくら2026") == "open");
}

TEST_CASE("a wrong password and an unknown name are refused in the same words") {
    Desk desk;
    desk.add_sato("good");
    CHECK(desk.opening("sato", "bad") == "auth.wrong_password");
    CHECK(desk.opening("sato", "") == "auth.wrong_password");
    CHECK(desk.opening("nobody", "good") == "auth.wrong_password");
    CHECK(desk.opening("sato", std::string(5000, 'a')) == "auth.wrong_password");
}

TEST_CASE("a new password replaces the blob alone; the old one opens no more") {
    Desk desk;
    desk.add_sato("old");
    KeySlots slots = desk.load();
    REQUIRE(slots.replace_account_blob(desk.store_key, desk.sato_id, desk.blob("new")));
    CHECK(desk.opening("sato", "new") == "open");
    CHECK(desk.opening("sato", "old") == "auth.wrong_password");
    CHECK(slots.account_blob(desk.sato_id) == desk.load().account_blob(desk.sato_id));
}

TEST_CASE("a password changed on another desk works here once its blob has come, without its text") {
    Desk here;
    here.add_sato("old");
    const Bytes from_there = here.blob("new");  // made elsewhere: only the blob is handed over
    REQUIRE(here.load().replace_account_blob(here.store_key, here.sato_id, from_there));
    CHECK(here.opening("sato", "new") == "open");
}

TEST_CASE("a removed account opens nothing, and cannot be removed twice") {
    Desk desk;
    desk.add_sato("good");
    REQUIRE(desk.load().remove_account(desk.store_key, desk.sato_id));
    CHECK(desk.opening("sato", "good") == "auth.wrong_password");
    CHECK(desk.load().accounts().empty());
    CHECK(desk.load().remove_account(desk.store_key, desk.sato_id).error().reason == "slot.unknown_account");
}

TEST_CASE("a name belongs to one slot, and an account may take another name") {
    Desk desk;
    desk.add_sato("good");
    const auto other = core::fresh_id<core::AccountId>(desk.random);
    KeySlots slots = desk.load();
    CHECK(slots.add_account(desk.store_key, other, "sato", desk.sato.box.public_key, desk.blob("x"))
              .error()
              .reason == "slot.name_taken");
    REQUIRE(slots.add_account(desk.store_key, desk.sato_id, "suzuki", desk.sato.box.public_key,
                              desk.blob("good")));
    CHECK(desk.opening("suzuki", "good") == "open");
    CHECK(desk.opening("sato", "good") == "auth.wrong_password");
    CHECK(desk.load().accounts().size() == 1);
}

TEST_CASE("where password and token are asked for, neither alone is enough") {
    Desk desk;
    SoftwareToken token(7);
    REQUIRE(desk.load().add_account(desk.store_key, desk.sato_id, "sato", desk.sato.box.public_key,
                                    desk.blob("good", &token)));
    CHECK(desk.opening("sato", "good", &token) == "open");
    CHECK(desk.opening("sato", "good") == "token.absent");
    CHECK(desk.opening("sato", "bad", &token) == "auth.wrong_password");
    SoftwareToken stranger(8);
    CHECK(desk.opening("sato", "good", &stranger) == "token.absent");
    SoftwareToken copycat(7);
    copycat.key.back() = 1;  // says it is the token, answers wrongly
    CHECK(desk.opening("sato", "good", &copycat) == "auth.wrong_password");
}

TEST_CASE("the recovery sheet opens the store; another sheet does not") {
    Desk desk;
    const auto opened = desk.load().open_with_recovery(desk.sheet.box());
    REQUIRE(opened);
    CHECK(equal(opened->view(), desk.store_key.view()));
    const auto other = RecoverySheet::fresh(desk.random);
    CHECK(desk.load().open_with_recovery(other.box()).error().reason == "auth.wrong_recovery");
    REQUIRE(desk.load().set_recovery(desk.store_key, other.box().public_key));
    CHECK(desk.load().open_with_recovery(other.box()));
    CHECK(desk.load().open_with_recovery(desk.sheet.box()).error().reason == "auth.wrong_recovery");
}

TEST_CASE("a headless node opens with its key file and with no other") {
    Desk desk;
    const Secret key = Secret::random(32, desk.random);
    CHECK(desk.load().open_with_key_file(key).error().reason == "auth.wrong_key_file");
    REQUIRE(desk.load().set_key_file(desk.store_key, key, desk.random));
    const auto opened = desk.load().open_with_key_file(key);
    REQUIRE(opened);
    CHECK(equal(opened->view(), desk.store_key.view()));
    CHECK(desk.load().open_with_key_file(desk.store_key).error().reason == "auth.wrong_key_file");
}

TEST_CASE("a torn copy is survived, whichever it is, and is whole again after the next opening") {
    for (const char* torn : {"slots", "slots.copy"}) {
        Desk desk;
        desk.add_sato("good");
        auto& bytes = desk.files.files[torn];
        const std::size_t whole = bytes.size();
        for (const std::size_t kept : {std::size_t{0}, std::size_t{1}, whole / 2, whole - 1}) {
            bytes.resize(kept);
            CHECK(desk.opening("sato", "good") == "open");
            CHECK(desk.files.files["slots"] == desk.files.files["slots.copy"]);
            CHECK(bytes.size() == whole);
        }
        desk.files.files.erase(torn);
        CHECK(desk.opening("sato", "good") == "open");
        CHECK(desk.files.files["slots"] == desk.files.files["slots.copy"]);
    }
}

TEST_CASE("power lost between the two copies leaves the new password in force") {
    Desk desk;
    desk.add_sato("old");
    desk.files.fail_from = desk.files.writes + 2;
    REQUIRE(desk.load().replace_account_blob(desk.store_key, desk.sato_id, desk.blob("new")));
    desk.files.fail_from = 0;
    CHECK(desk.opening("sato", "new") == "open");
    CHECK(desk.opening("sato", "old") == "auth.wrong_password");
}

TEST_CASE("a change that the disk refused has not happened") {
    Desk desk;
    desk.add_sato("old");
    KeySlots slots = desk.load();
    const auto before = desk.files.files;
    desk.files.fail_from = desk.files.writes + 1;
    CHECK(slots.replace_account_blob(desk.store_key, desk.sato_id, desk.blob("new")).error().reason ==
          "disk.full");
    desk.files.fail_from = 0;
    CHECK(desk.files.files == before);
    CHECK(slots.open_with_password("sato", core::view("old")));
}

TEST_CASE("a file with any bit changed in both copies is refused by name") {
    Desk desk;
    desk.add_sato("good");
    const Bytes good = desk.files.files["slots"];
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
        desk.files.files["slots"] = bad;
        desk.files.files["slots.copy"] = bad;
        CHECK(KeySlots::load(desk.files, "slots").error().reason == "slot.damaged");
    }
}

TEST_CASE("a file changed by somebody who mends its check opens nothing but what it was") {
    Desk desk;
    desk.add_sato("good");
    const Bytes good = desk.files.files["slots"];
    for (std::size_t i = 0; i + 32 < good.size(); i += 3) {
        Bytes bad = good;
        bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
        mend_check(bad);
        desk.files.files["slots"] = bad;
        desk.files.files["slots.copy"] = bad;
        CAPTURE(i);
        const auto slots = KeySlots::load(desk.files, "slots");
        if (!slots) continue;
        // Opening with the sheet costs no Argon2, so every byte can be tried this way.
        auto copy = *slots;
        const auto opened = copy.open_with_recovery(desk.sheet.box());
        REQUIRE_FALSE(opened);
        const std::string reason = opened.error().reason;
        CHECK((reason == "slot.tampered" || reason == "auth.wrong_recovery"));
    }
}

TEST_CASE("one changed copy with a mended check and a high number does not hide the good one") {
    Desk desk;
    desk.add_sato("good");
    Bytes bad = desk.files.files["slots"];
    bad[13 + 1 + 16 + 7] = 0xff;  // the highest byte of the generation
    mend_check(bad);
    desk.files.files["slots"] = bad;
    CHECK(desk.opening("sato", "good") == "open");
    CHECK(desk.load().generation() < 100);
}

TEST_CASE("a slot that asks for absurd work is refused before any is done") {
    Desk desk;
    Bytes blob = desk.blob("good");
    blob[5 + 3] = 0x7f;  // memory_kib: two billion
    CHECK(account_blob_needs(blob).error().reason == "slot.params");
    CHECK(open_account_blob(desk.sato_id, blob, core::view("good")).error().reason == "slot.params");
    blob = desk.blob("good");
    blob[1] = 200;  // passes
    CHECK(account_blob_needs(blob).error().reason == "slot.params");
    CHECK(account_blob_needs(Bytes(3)).error().reason == "slot.malformed");
    CHECK(account_blob_needs(Bytes{}).error().reason == "slot.malformed");
}

TEST_CASE("a blob belongs to its account, and every byte of it counts") {
    Desk desk;
    const Bytes blob = desk.blob("good");
    const auto other = core::fresh_id<core::AccountId>(desk.random);
    CHECK(open_account_blob(other, blob, core::view("good")).error().reason == "auth.wrong_password");
    for (const std::size_t i : {0u, 1u, 10u, 25u, 60u, 100u, 128u}) {
        Bytes bad = blob;
        bad[i] ^= 1;
        CHECK_FALSE(open_account_blob(desk.sato_id, bad, core::view("good")));
    }
}

TEST_CASE("nobody without this store's key changes the slots, and no second file is put over the first") {
    Desk desk;
    const Secret wrong = Secret::random(32, desk.random);
    CHECK(desk.load().set_recovery(wrong, PublicKey{}).error().reason == "slot.tampered");
    CHECK(desk.load()
              .add_account(wrong, desk.sato_id, "sato", desk.sato.box.public_key, desk.blob("x"))
              .error()
              .reason == "slot.tampered");
    CHECK(KeySlots::create(desk.files, "slots", desk.store, desk.store_key, PublicKey{}, desk.random)
              .error()
              .reason == "slot.exists");
    CHECK(KeySlots::load(desk.files, "elsewhere").error().reason == "slot.absent");
}

TEST_CASE("a rekey leads every way in to the new key, and none of them to the old one") {
    Desk desk;
    desk.add_sato("good");
    const Secret file_key = Secret::random(32, desk.random);
    REQUIRE(desk.load().set_key_file(desk.store_key, file_key, desk.random));
    const Secret fresh = Secret::random(32, desk.random);
    CHECK(desk.load().rekeyed("new", fresh, desk.store_key, desk.random).error().reason == "slot.tampered");
    CHECK(desk.load().rekeyed("new", desk.store_key, fresh, desk.random).error().reason ==
          "slot.key_file_needed");
    const auto before = desk.files.files["slots"];
    REQUIRE(desk.load().rekeyed("new", desk.store_key, fresh, desk.random, &file_key));
    CHECK(desk.files.files["slots"] == before);  // until the caller swaps, the old way is as it was
    auto slots = KeySlots::load(desk.files, "new");
    REQUIRE(slots);
    CHECK(slots->generation() > desk.load().generation());
    CHECK(equal(slots->open_with_password("sato", core::view("good"))->store_key.view(), fresh.view()));
    CHECK(equal(slots->open_with_key_file(file_key)->view(), fresh.view()));
    CHECK(equal(slots->open_with_recovery(desk.sheet.box())->view(), fresh.view()));
}

TEST_CASE("the file names no account and holds no secret in clear") {
    Desk desk;
    desk.add_sato("good password");
    const Bytes& file = desk.files.files["slots"];
    const auto holds = [&](ByteView what) {
        return std::search(file.begin(), file.end(), what.begin(), what.end()) != file.end();
    };
    CHECK_FALSE(holds(core::view("sato")));
    CHECK_FALSE(holds(core::view("good password")));
    CHECK_FALSE(holds(desk.store_key.view()));
    CHECK_FALSE(holds(desk.sato.box.secret.view()));
    CHECK(holds(desk.store.bytes));  // the search itself can find
}
