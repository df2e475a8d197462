// A site with real keys, from its founding to the day on which only the backup node and the sheet are left.
#include "storage/keys/site_keys.h"

#include <doctest/doctest.h>

#include "tests/support/memory_files.h"
#include "tests/support/seeded_random.h"

using namespace storage;

namespace {

constexpr Argon2Params quick{1, 8 * 1024};

struct Town {
    tests::SeededRandom random;
    RecoverySheet sheet = RecoverySheet::fresh(random);
    DeviceKey desk_1 = DeviceKey::fresh(random);
    DeviceKey desk_2 = DeviceKey::fresh(random);
    DeviceKey backup = DeviceKey::fresh(random);
    std::optional<FoundedSite> founded;
    std::optional<Roster> roster;

    Town() {
        SitePlan plan;
        plan.name = "かかない市";
        plan.device_name = "窓口1";
        plan.administrator = {"yamada", "山田", AccountRole::clerk, {}, 0, 0};
        plan.params = quick;
        auto made = found_site(plan, desk_1, sheet, core::view("first"), {1}, random);
        REQUIRE(made);
        founded = std::move(*made);
        auto folded = Roster::fold(std::vector{founded->genesis});
        REQUIRE(folded);
        roster = *folded;
        admit(desk_2, DeviceRole::desk);
        admit(backup, DeviceRole::backup);
    }
    EpochKeys held_by(const DeviceKey& device) { return EpochKeys::open(*roster, device.id, device.box); }
    template <class Fact>
    void enter(std::uint32_t kind, const Fact& fact) {
        const RosterPen pen{{founded->administrator.fact.account.id}, &founded->administrator.secret.sign};
        const auto status = roster->admit(sign_entry(roster->draft(kind, {2}, to_fields(fact)), {pen}));
        CAPTURE(status ? "" : status.error().detail);
        REQUIRE(status);
    }
    void admit(const DeviceKey& device, DeviceRole role) {
        const auto transport = open_transport(*roster, desk_1.id, desk_1.box);
        REQUIRE(transport);
        enter(roster_kind::device_add, admit_device(device_record(device, role, "d", "B"), held_by(desk_1),
                                                    roster->site(), *transport));
    }
    void begin_epoch() {
        const EpochKeys held = held_by(desk_1);
        const EpochKey next = held.next(*roster, random);
        enter(roster_kind::epoch, held.fact(*roster, next));
    }
};

}  // namespace

TEST_CASE("the first desk, a desk that joined and the sheet hold the epoch key; the backup node does not") {
    Town town;
    const auto of_first = town.held_by(town.desk_1);
    const auto of_second = town.held_by(town.desk_2);
    const auto of_sheet = EpochKeys::open_with_recovery(*town.roster, town.sheet.box());
    REQUIRE(of_first.current(*town.roster) != nullptr);
    REQUIRE(of_second.current(*town.roster) != nullptr);
    REQUIRE(of_sheet.current(*town.roster) != nullptr);
    CHECK(equal(of_first.current(*town.roster)->key.view(), town.founded->epoch.key.view()));
    CHECK(equal(of_second.current(*town.roster)->key.view(), town.founded->epoch.key.view()));
    CHECK(equal(of_sheet.current(*town.roster)->key.view(), town.founded->epoch.key.view()));
    CHECK(town.held_by(town.backup).empty());
    CHECK(EpochKeys::open(*town.roster, town.desk_1.id, town.backup.box).empty());
}

TEST_CASE("every member holds the transport secret, the backup node too, and nobody else") {
    Town town;
    for (const DeviceKey* device : {&town.desk_1, &town.desk_2, &town.backup}) {
        const auto secret = open_transport(*town.roster, device->id, device->box);
        REQUIRE(secret);
        CHECK(equal(secret->key.view(), town.founded->transport.key.view()));
    }
    const DeviceKey stranger = DeviceKey::fresh(town.random);
    CHECK(open_transport(*town.roster, stranger.id, stranger.box).error().reason == "transport.not_granted");
    CHECK(open_transport(*town.roster, town.desk_1.id, stranger.box).error().reason == "transport.wrong_key");
}

TEST_CASE("after a revocation the lost desk reads neither the new epoch nor the new transport secret") {
    Town town;
    town.enter(roster_kind::device_revoke, DeviceRevokeFact{town.desk_2.id, 4, {}, RevokeWhy::lost});
    town.begin_epoch();
    const auto secret = next_transport(*town.roster, town.random);
    town.enter(roster_kind::transport, transport_fact(*town.roster, secret));
    CHECK(town.held_by(town.desk_1).current(*town.roster) != nullptr);
    CHECK(town.held_by(town.desk_2).current(*town.roster) == nullptr);
    CHECK(town.held_by(town.desk_2).size() == 1);  // what it held, it holds
    CHECK(open_transport(*town.roster, town.backup.id, town.backup.box)->number == 2);
    CHECK(open_transport(*town.roster, town.desk_2.id, town.desk_2.box).error().reason ==
          "transport.not_granted");
}

TEST_CASE("a desk that joins after ten epochs opens all that came before from its one grant") {
    Town town;
    for (int i = 0; i < 10; ++i) town.begin_epoch();
    const DeviceKey late = DeviceKey::fresh(town.random);
    auto fact =
        admit_device(device_record(late, DeviceRole::desk, "d", "C"), town.held_by(town.desk_1),
                     town.roster->site(), *open_transport(*town.roster, town.desk_1.id, town.desk_1.box));
    std::erase_if(fact.grants, [](const EpochGrant& grant) { return grant.epoch != 11; });
    REQUIRE(fact.grants.size() == 1);
    town.enter(roster_kind::device_add, fact);
    const auto held = town.held_by(late);
    CHECK(held.size() == 11);
    const EpochKey* first = held.find(1, town.founded->epoch.check);
    REQUIRE(first != nullptr);
    CHECK(equal(first->key.view(), town.founded->epoch.key.view()));
}

TEST_CASE("a box that holds another key than its check says is passed over") {
    Town town;
    const EpochKeys held = town.held_by(town.desk_1);
    const EpochKey next = held.next(*town.roster, town.random);
    auto fact = held.fact(*town.roster, next);
    fact.epoch.check[0] ^= 1;
    town.enter(roster_kind::epoch, fact);
    CHECK(town.held_by(town.desk_1).current(*town.roster) == nullptr);
}

TEST_CASE("a password changed at one desk opens the account at another, which never saw its text") {
    Town town;
    const auto& made = town.founded->administrator;
    const auto id = made.fact.account.id;
    const auto epochs = town.held_by(town.desk_1);
    const auto changed =
        change_password(epochs, *epochs.current(*town.roster), id, made.secret,
                        town.roster->account_blob(id)->generation, core::view("second"), quick, town.random);
    REQUIRE(changed);
    town.enter(roster_kind::account_blob, changed->fact);
    const auto there = open_from_roster(town.held_by(town.desk_2), id, *town.roster->account_blob(id));
    REQUIRE(there);
    CHECK(*there == changed->inner_blob);
    CHECK(open_account_blob(id, *there, core::view("second")));
    CHECK_FALSE(open_account_blob(id, *there, core::view("first")));
}

TEST_CASE("a travelling blob opens only at a desk, for its account and in its generation") {
    Town town;
    const auto id = town.founded->administrator.fact.account.id;
    const AccountBlob blob = *town.roster->account_blob(id);
    const auto desk = town.held_by(town.desk_1);
    CHECK(open_from_roster(desk, id, blob));
    CHECK(open_from_roster(town.held_by(town.backup), id, blob).error().reason == "key.no_epoch");
    CHECK_FALSE(open_from_roster(desk, core::fresh_id<core::AccountId>(town.random), blob));
    AccountBlob other = blob;
    other.generation = 2;
    CHECK_FALSE(open_from_roster(desk, id, other));
    for (std::size_t i = 0; i < blob.sealed.size(); ++i) {
        other = blob;
        other.sealed[i] ^= 1;
        CHECK(open_from_roster(desk, id, other).error().reason == "account_blob.damaged");
    }
    other.sealed.resize(10);
    CHECK_FALSE(open_from_roster(desk, id, other));
}

TEST_CASE("a new sheet opens everything, and the old one nothing that comes after it") {
    Town town;
    town.begin_epoch();
    const RecoverySheet sheet = RecoverySheet::fresh(town.random);
    town.enter(roster_kind::recovery,
               renew_recovery(sheet, town.held_by(town.desk_1), town.founded->transport));
    CHECK(EpochKeys::open_with_recovery(*town.roster, sheet.box()).size() == 2);
    CHECK(open_transport_with_recovery(*town.roster, sheet.box()));
    town.begin_epoch();
    CHECK(EpochKeys::open_with_recovery(*town.roster, sheet.box()).current(*town.roster) != nullptr);
    CHECK(EpochKeys::open_with_recovery(*town.roster, town.sheet.box()).current(*town.roster) == nullptr);
}

TEST_CASE("all desks burnt: roster and sheet admit a new desk with every key; another sheet does not") {
    Town town;
    town.begin_epoch();
    const DeviceKey fresh = DeviceKey::fresh(town.random);
    CHECK(return_with_sheet(*town.roster, RecoverySheet::fresh(town.random), fresh, "窓口1", "A", {3})
              .error()
              .reason == "recovery.wrong_sheet");
    const auto typed = RecoverySheet::read(town.sheet.words().view());
    REQUIRE(typed);
    auto back = return_with_sheet(*town.roster, *typed, fresh, "窓口1", "A", {3});
    REQUIRE(back);
    CHECK(back->epochs.size() == 2);
    CHECK(equal(back->transport.key.view(), town.founded->transport.key.view()));
    REQUIRE(town.roster->admit(back->admission));
    CHECK(town.roster->in_force(fresh.id));
    CHECK(town.roster->member(fresh.id)->letter == "C");  // A and B belong to the burnt ones
    CHECK(town.held_by(fresh).size() == 2);
    CHECK(open_transport(*town.roster, fresh.id, fresh.box));
    // The clerks' passwords still work: their blobs came with the roster.
    const auto id = town.founded->administrator.fact.account.id;
    const auto inner = open_from_roster(town.held_by(fresh), id, *town.roster->account_blob(id));
    REQUIRE(inner);
    CHECK(open_account_blob(id, *inner, core::view("first")));
}

TEST_CASE("a desk's slots follow the roster: new clerks, new passwords, new names, clerks who left") {
    Town town;
    tests::MemoryFiles files;
    const Secret store_key = Secret::random(32, town.random);
    auto slots = KeySlots::create(files, "slots", core::fresh_id<StoreId>(town.random), store_key,
                                  town.sheet.box().public_key, town.random);
    REQUIRE(slots);
    const auto follow = [&] {
        REQUIRE(slots_follow(*slots, store_key, *town.roster, town.held_by(town.desk_2)));
    };
    const auto opens = [&](const std::string& name, std::string_view password) {
        const auto opened = slots->open_with_password(name, core::view(password));
        return opened && equal(opened->store_key.view(), store_key.view());
    };
    follow();
    CHECK(opens("yamada", "first"));

    auto sato =
        *make_account(town.roster->site(), *town.held_by(town.desk_1).current(*town.roster),
                      {"sato", "佐藤", AccountRole::clerk, {}, 0, 0}, core::view("one"), quick, town.random);
    town.enter(roster_kind::account_put, sato.fact);
    follow();
    CHECK(opens("sato", "one"));
    const auto generation = slots->generation();
    follow();
    CHECK(slots->generation() == generation);  // nothing differs, nothing is written

    const auto id = sato.fact.account.id;
    const auto epochs = town.held_by(town.desk_1);
    const auto changed =
        change_password(epochs, *epochs.current(*town.roster), id, sato.secret,
                        town.roster->account(id)->blob->generation, core::view("two"), quick, town.random);
    REQUIRE(changed);
    const RosterPen own{{id}, &sato.secret.sign};
    REQUIRE(town.roster->admit(
        sign_entry(town.roster->draft(roster_kind::account_blob, {4}, to_fields(changed->fact)), {own})));
    follow();
    CHECK(opens("sato", "two"));
    CHECK_FALSE(opens("sato", "one"));

    // sato leaves and another sato comes, whose slot must not be kept out by the first one's.
    town.enter(roster_kind::account_disable, AccountDisableFact{id});
    auto second = *make_account(town.roster->site(), *epochs.current(*town.roster),
                                {"sato", "佐藤", AccountRole::clerk, {}, 0, 0}, core::view("three"), quick,
                                town.random);
    town.enter(roster_kind::account_put, second.fact);
    follow();
    CHECK(opens("sato", "three"));
    CHECK_FALSE(opens("sato", "two"));

    // Renamed with new keys, as after a forgotten password.
    auto renewed = *make_account(town.roster->site(), *epochs.current(*town.roster),
                                 {"sato2", "佐藤", AccountRole::clerk, {}, 0, 0}, core::view("four"), quick,
                                 town.random);
    renewed.fact.account.id = second.fact.account.id;
    const Bytes inner =
        *make_account_blob(renewed.fact.account.id, renewed.secret, core::view("four"), quick, town.random);
    renewed.fact.blob = seal_for_roster(town.roster->site(), *epochs.current(*town.roster),
                                        renewed.fact.account.id, 1, inner, town.random);
    town.enter(roster_kind::account_put, renewed.fact);
    follow();
    CHECK(opens("sato2", "four"));
    CHECK_FALSE(opens("sato", "three"));
    CHECK(slots->accounts().size() == 2);
}

TEST_CASE("a blob that cannot be opened yet leaves the slot as it is") {
    Town town;
    tests::MemoryFiles files;
    const Secret store_key = Secret::random(32, town.random);
    auto slots = KeySlots::create(files, "slots", core::fresh_id<StoreId>(town.random), store_key,
                                  town.sheet.box().public_key, town.random);
    REQUIRE(slots);
    REQUIRE(slots_follow(*slots, store_key, *town.roster, town.held_by(town.desk_1)));
    REQUIRE(slots_follow(*slots, store_key, *town.roster, EpochKeys(town.roster->site())));
    CHECK(slots->open_with_password("yamada", core::view("first")));
}
