#include "storage/accounts/session.h"

#include <doctest/doctest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

struct Morning {
    tests::SeededRandom random;
    tests::FakeClock clock;
    AccountSecret keys = AccountSecret::fresh(random);
    Account sato;
    Session session;

    Morning() {
        sato.record.id = core::AccountId{{5}};
        sato.record.name = "sato";
        sato.record.role = AccountRole::clerk;
        sato.record.box_key = keys.box.public_key;
        sato.record.sign_key = keys.sign.public_key;
    }
    std::string sign_in() {
        const auto status = session.sign_in(&sato, keys.clone(), clock.now());
        return status ? "in" : status.error().reason;
    }
    std::string may(Permission permission) {
        const auto status = session.may(permission, &sato, clock.now());
        return status ? "yes" : status.error().reason;
    }
};

}  // namespace

TEST_CASE("a clerk signs in, works, and signs out; before and after nothing is permitted") {
    Morning morning;
    CHECK(morning.may(Permission::write) == "auth.not_signed_in");
    CHECK(morning.sign_in() == "in");
    CHECK(morning.session.account() == morning.sato.record.id);
    CHECK(morning.may(Permission::write) == "yes");
    CHECK(morning.may(Permission::keep_accounts) == "auth.not_permitted");
    morning.session.sign_out();
    CHECK(morning.may(Permission::write) == "auth.not_signed_in");
    CHECK(morning.session.keys() == nullptr);
}

TEST_CASE("three minutes without a touch lock the screen and take the keys out of memory") {
    Morning morning;
    morning.sign_in();
    morning.clock.advance(179'999);
    CHECK_FALSE(morning.session.lock_if_idle(morning.clock.now()));
    morning.session.touched(morning.clock.now());
    morning.clock.advance(179'999);
    CHECK_FALSE(morning.session.lock_if_idle(morning.clock.now()));
    morning.clock.advance(1);
    CHECK(morning.session.lock_if_idle(morning.clock.now()));
    CHECK_FALSE(morning.session.lock_if_idle(morning.clock.now()));  // told once
    CHECK(morning.session.locked());
    CHECK(morning.session.keys() == nullptr);
    CHECK(morning.may(Permission::write) == "auth.screen_locked");
    CHECK(morning.session.sign(Bytes{1}).error().reason == "auth.screen_locked");
    CHECK(morning.session.account() == morning.sato.record.id);  // the screen still says whose it is
    CHECK(morning.sign_in() == "in");
    CHECK(morning.may(Permission::write) == "yes");
}

TEST_CASE("the wait before locking is a setting within bounds, and a clock set back locks nobody for ever") {
    Morning morning;
    morning.session.set_idle_lock(1);
    CHECK(morning.session.idle_lock_ms() == 30'000);
    morning.session.set_idle_lock(std::int64_t{1} << 50);
    CHECK(morning.session.idle_lock_ms() == 30 * 60'000);
    morning.session.set_idle_lock(60'000);
    morning.sign_in();
    morning.clock.advance(-86'400'000);
    CHECK_FALSE(morning.session.lock_if_idle(morning.clock.now()));
    morning.clock.advance(60'000);
    CHECK(morning.session.lock_if_idle(morning.clock.now()));
}

TEST_CASE("an account that is disabled while its clerk works loses its rights at the next act") {
    Morning morning;
    morning.sign_in();
    morning.sato.disabled = true;
    CHECK(morning.may(Permission::look) == "auth.account_disabled");
    CHECK(morning.session.may(Permission::look, nullptr, morning.clock.now()).error().reason ==
          "auth.account_disabled");
    CHECK(morning.sign_in() == "auth.account_disabled");
    CHECK_FALSE(morning.session.signed_in());
}

TEST_CASE("a role changed in the roster counts at once") {
    Morning morning;
    morning.sign_in();
    CHECK(morning.may(Permission::settle_signed) == "auth.not_permitted");
    morning.sato.record.role = AccountRole::supervisor;
    CHECK(morning.may(Permission::settle_signed) == "yes");
}

TEST_CASE("an account opens from its first day to the end of its last") {
    Morning morning;
    const std::int64_t now = morning.clock.now().unix_ms;
    morning.sato.record.valid_from_ms = now + 1;
    CHECK(morning.sign_in() == "auth.account_not_yet");
    morning.sato.record.valid_from_ms = now;
    morning.sato.record.valid_until_ms = now + 1000;
    CHECK(morning.sign_in() == "in");
    morning.clock.advance(1000);
    CHECK(morning.may(Permission::look) == "auth.account_expired");
    CHECK(morning.sign_in() == "auth.account_expired");
}

TEST_CASE("keys that the roster has replaced sign nobody in") {
    Morning morning;
    const auto fresh = AccountSecret::fresh(morning.random);
    morning.sato.record.sign_key = fresh.sign.public_key;
    CHECK(morning.sign_in() == "auth.account_disabled");
}

TEST_CASE("a role-bound act is signed by the account itself") {
    Morning morning;
    morning.sign_in();
    const auto signature = morning.session.sign(core::view("release"));
    REQUIRE(signature);
    CHECK(verify(morning.sato.record.sign_key, core::view("release"), *signature));
}
