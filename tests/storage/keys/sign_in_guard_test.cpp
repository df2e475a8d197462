#include "storage/keys/sign_in_guard.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/memory_files.h"
#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

const Bytes sato(16, 1);
const Bytes suzuki(16, 2);

struct Keyboard {
    tests::MemoryFiles files;
    tests::FakeClock clock;
    SignInGuard guard() { return SignInGuard::load(files, "tries", clock.now()); }
    // Each try through a program started anew: what is not on the disk is forgotten.
    std::int64_t wrong(const Bytes& name) {
        const auto status = guard().before_try(name, clock.now());
        if (status) return 0;
        CHECK(status.error().reason == "auth.locked");
        return status.error().count;
    }
};

}  // namespace

TEST_CASE("four wrong passwords are forgiven; then each one waits longer, also after a restart") {
    Keyboard keys;
    for (int i = 0; i < 4; ++i) CHECK(keys.wrong(sato) == 0);
    CHECK(keys.wrong(sato) == 30);
    keys.clock.advance(29'000);
    CHECK(keys.wrong(sato) == 1);
    keys.clock.advance(1'000);
    CHECK(keys.wrong(sato) == 0);
    CHECK(keys.wrong(sato) == 60);
    keys.clock.advance(60'000);
    CHECK(keys.wrong(sato) == 0);
    CHECK(keys.wrong(sato) == 120);
    CHECK(keys.wrong(suzuki) == 0);  // another clerk is not held up
}

TEST_CASE("the wait grows to a quarter of an hour, and to an hour from the twentieth on") {
    Keyboard keys;
    std::int64_t longest = 0;
    for (int tries = 0; tries < 25; ++tries) {
        const auto wait = keys.guard().wait_s(sato, keys.clock.now());
        if (tries < 20) longest = std::max(longest, wait);
        if (tries >= 20) CHECK(wait == 3600);
        keys.clock.advance(wait * 1000);
        REQUIRE(keys.wrong(sato) == 0);
    }
    CHECK(longest == 900);
}

TEST_CASE("the right password clears the count") {
    Keyboard keys;
    for (int i = 0; i < 4; ++i) CHECK(keys.wrong(sato) == 0);
    REQUIRE(keys.guard().succeeded(sato));
    for (int i = 0; i < 4; ++i) CHECK(keys.wrong(sato) == 0);
    CHECK(keys.wrong(sato) == 30);
}

TEST_CASE("one password tried on many names is slowed down as well") {
    Keyboard keys;
    for (std::uint8_t name = 0; name < 20; ++name) CHECK(keys.wrong(Bytes(16, name + 1)) == 0);
    CHECK(keys.wrong(Bytes(16, 99)) == 30);
    REQUIRE(keys.guard().succeeded(sato));
    CHECK(keys.wrong(Bytes(16, 99)) == 0);
}

TEST_CASE("a clock that jumps neither opens the lock at once nor keeps it shut for years") {
    Keyboard keys;
    keys.clock.advance(std::int64_t{10} * 365 * 86'400'000);
    for (int i = 0; i < 4; ++i) CHECK(keys.wrong(sato) == 0);
    keys.clock.set(1'774'999'800'000);  // somebody has put the clock right again
    CHECK(keys.wrong(sato) == 30);
    keys.clock.advance(30'000);
    CHECK(keys.wrong(sato) == 0);
}

TEST_CASE("pulling the plug during a try does not win one") {
    Keyboard keys;
    for (int i = 0; i < 4; ++i) CHECK(keys.wrong(sato) == 0);  // never came to an answer
    CHECK(keys.guard().wait_s(sato, keys.clock.now()) == 30);
}

TEST_CASE("when the count cannot be written nobody gets a try") {
    Keyboard keys;
    keys.files.fail_from = 1;
    auto guard = keys.guard();
    CHECK(guard.before_try(sato, keys.clock.now()).error().reason == "disk.full");
    CHECK(guard.wait_s(sato, keys.clock.now()) == 0);
}

TEST_CASE("a damaged count makes everybody wait once, and the right password ends it") {
    Keyboard keys;
    for (int i = 0; i < 3; ++i) CHECK(keys.wrong(sato) == 0);
    keys.files.files["tries"][20] ^= 1;
    auto guard = keys.guard();
    CHECK(guard.wait_s(suzuki, keys.clock.now()) == 30);
    keys.clock.advance(30'000);
    REQUIRE(guard.before_try(suzuki, keys.clock.now()));
    REQUIRE(guard.succeeded(suzuki));
    CHECK(keys.guard().wait_s(suzuki, keys.clock.now()) == 0);
}

TEST_CASE("hundreds of made-up names do not fill the disk or push out the one being guessed") {
    Keyboard keys;
    auto guard = keys.guard();
    for (int i = 0; i < 4; ++i) REQUIRE(guard.before_try(sato, keys.clock.now()));
    for (int i = 0; i < 400; ++i) {
        keys.clock.advance(30'000);
        Bytes name(16, 9);
        name[0] = static_cast<std::uint8_t>(i);
        name[1] = static_cast<std::uint8_t>(i >> 8);
        REQUIRE(guard.before_try(name, keys.clock.now()));
    }
    CHECK(keys.files.files["tries"].size() < 8 * 1024);
}

TEST_CASE("signing in counts, tries and clears, in this order") {
    tests::SeededRandom random;
    Keyboard keys;
    const auto account = core::fresh_id<core::AccountId>(random);
    const auto secret = AccountSecret::fresh(random);
    const Secret store_key = Secret::random(32, random);
    auto slots = KeySlots::create(keys.files, "slots", core::fresh_id<StoreId>(random), store_key,
                                  BoxKey::fresh(random).public_key, random);
    REQUIRE(slots);
    const Bytes blob = *make_account_blob(account, secret, core::view("good"), {1, 8192}, random);
    REQUIRE(slots->add_account(store_key, account, "sato", secret.box.public_key, blob));
    auto guard = keys.guard();
    for (int i = 0; i < 4; ++i)
        CHECK(sign_in(*slots, guard, keys.clock, "sato", core::view("bad")).error().reason ==
              "auth.wrong_password");
    CHECK(sign_in(*slots, guard, keys.clock, "sato", core::view("good")).error().reason == "auth.locked");
    keys.clock.advance(30'000);
    CHECK(sign_in(*slots, guard, keys.clock, "sato", core::view("good")));
    CHECK(sign_in(*slots, guard, keys.clock, "sato", core::view("bad")).error().reason ==
          "auth.wrong_password");
}
