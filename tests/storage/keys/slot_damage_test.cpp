// Thousands of damaged slot files, account blobs, counts of tries, sheets and audience records: refused by
// name or opened to what they were, never a crash and never another key.
#include <doctest/doctest.h>

#include "storage/keys/key_slots.h"
#include "storage/keys/recovery_sheet.h"
#include "storage/keys/sign_in_guard.h"
#include "tests/support/memory_files.h"
#include "tests/support/mutator.h"

using namespace storage;

namespace {

struct Store {
    tests::SeededRandom random;
    tests::MemoryFiles files;
    Secret store_key = Secret::random(32, random);
    Secret file_key = Secret::random(32, random);
    RecoverySheet sheet = RecoverySheet::fresh(random);
    AccountSecret sato = AccountSecret::fresh(random);
    core::AccountId sato_id{{4}};
    Bytes blob = *make_account_blob(sato_id, sato, core::view("good"), {1, 8192}, random);
    Bytes good;

    Store() {
        auto slots = KeySlots::create(files, "slots", core::fresh_id<StoreId>(random), store_key,
                                      sheet.box().public_key, random);
        REQUIRE(slots);
        REQUIRE(slots->add_account(store_key, sato_id, "sato", sato.box.public_key, blob));
        REQUIRE(slots->set_key_file(store_key, file_key, random));
        good = files.files.at("slots");
    }
};

// A stranger who knows the format mends the plain check after each change.
Bytes mended(Bytes file) {
    if (file.size() < 64) return file;
    const std::size_t body = file.size() - 32;
    const Digest check =
        Hasher().add(core::view("kakanai slot check")).add(ByteView(file).first(body)).finish();
    std::copy(check.begin(), check.end(), file.end() - 32);
    return file;
}

}  // namespace

TEST_CASE("a damaged slot file with a mended check opens to the store's key or not at all") {
    Store store;
    tests::Mutator mutator(3);
    int loaded = 0;
    for (int i = 0; i < 6000; ++i) {
        tests::MemoryFiles files;
        files.files["slots"] = mended(mutator.changed(store.good, store.blob));
        auto slots = KeySlots::load(files, "slots");
        if (!slots) {
            const auto& reason = slots.error().reason;
            CHECK((reason == "slot.damaged" || reason == "slot.newer"));
            continue;
        }
        ++loaded;
        for (const auto& opened :
             {slots->open_with_key_file(store.file_key), slots->open_with_recovery(store.sheet.box())}) {
            if (opened) CHECK(equal(opened->view(), store.store_key.view()));
        }
    }
    CHECK(loaded > 500);
}

TEST_CASE("damaged account blobs cost no more than their caps and open nothing") {
    Store store;
    tests::Mutator mutator(4);
    int tried = 0;
    for (int i = 0; i < 2000; ++i) {
        const Bytes bad = mutator.changed(store.blob, store.good);
        const auto needs = account_blob_needs(bad);
        if (!needs) continue;
        CHECK(needs->params.within_caps());
        if (bad == store.blob || needs->params.passes > 1 || needs->params.memory_kib > 8192 + 64) continue;
        if (++tried > 40) continue;  // each one costs an Argon2
        CHECK_FALSE(open_account_blob(store.sato_id, bad, core::view("good")));
    }
    CHECK(tried > 40);
}

TEST_CASE("a damaged count of tries never lets more tries through than a whole one") {
    tests::MemoryFiles files;
    auto guard = SignInGuard::load(files, "tries", {1'000'000});
    const Bytes name(16, 7);
    for (int i = 0; i < 4; ++i) REQUIRE(guard.before_try(name, {1'000'000}));
    const Bytes good = files.files["tries"];
    tests::Mutator mutator(5);
    for (int i = 0; i < 3000; ++i) {
        files.files["tries"] = mutator.changed(good, Bytes(64, 1));
        CHECK(SignInGuard::load(files, "tries", {1'000'000}).wait_s(name, {1'000'000}) == 30);
    }
}

TEST_CASE("damaged sheets are refused; what is still read is the secret itself") {
    Store store;
    tests::Mutator mutator(6);
    const Secret words = store.sheet.words();
    const Bytes good(words.view().begin(), words.view().end());
    for (int i = 0; i < 6000; ++i) {
        const auto read = RecoverySheet::read(mutator.changed(good, good));
        if (read) CHECK(equal(read->secret.view(), store.sheet.secret.view()));
    }
    for (int i = 0; i < 6000; ++i) CHECK_FALSE(RecoverySheet::read(mutator.noise(120)));
}
