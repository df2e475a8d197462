#include "storage/roster/roster.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/site_of_keys.h"

using namespace storage;
using tests::SiteOfKeys;

namespace {

Roster begun(SiteOfKeys& site) {
    auto roster = Roster::fold(std::vector{site.genesis()});
    REQUIRE(roster);
    return *roster;
}

void take(Roster& roster, const RosterEntry& entry) {
    const auto status = roster.admit(entry);
    CAPTURE(status ? std::string() : status.error().reason + " " + status.error().detail);
    REQUIRE(status);
}

std::string refusal(Roster roster, const RosterEntry& entry) {
    const auto status = roster.admit(entry);
    return status ? "accepted" : status.error().reason;
}

DeviceAddFact adding(SiteOfKeys& site, const std::string& name, DeviceRole role, const std::string& letter) {
    DeviceAddFact fact;
    fact.device = site.add_device(name, role, letter).record;
    if (role == DeviceRole::desk) fact.grants.push_back({1, {}, site.chance_box()});
    fact.transport = TransportGrant{1, {}, site.chance_box()};
    return fact;
}

}  // namespace

TEST_CASE("a new site has one desk, one administrator, and everything its first entry says") {
    SiteOfKeys site;
    const Roster roster = begun(site);
    CHECK(roster.site() == site.site);
    CHECK(roster.name() == "かかない市");
    CHECK(roster.practice());
    CHECK(roster.minimum_retention_days() == 365);
    CHECK(roster.recovery_box_key() == site.recovery_box.public_key);
    CHECK(roster.recovery_sign_key() == site.recovery_sign.public_key);
    const Member* desk = roster.member(site.devices.at("desk-1").record.id);
    REQUIRE(desk != nullptr);
    CHECK(desk->device == site.devices.at("desk-1").record);
    CHECK(desk->letter == "A");
    const Account* admin = roster.account_named("yamada");
    REQUIRE(admin != nullptr);
    CHECK(admin->record == site.accounts.at("yamada").record);
    CHECK(roster.account(admin->record.id) == admin);
    CHECK(roster.epoch().number == 1);
    CHECK(roster.epoch_grants(desk->device.id).size() == 1);
    CHECK(roster.transport_grant(desk->device.id)->number == 1);
    CHECK_FALSE(roster.forked());
}

TEST_CASE("a first entry that the recovery key or the administrator did not sign is refused") {
    SiteOfKeys site;
    RosterEntry entry = site.genesis();
    entry.signatures[0][5] ^= 1;
    CHECK(Roster::fold(std::vector{entry}).error().reason == "roster.not_signed");
    entry = site.genesis();
    std::swap(entry.signatures[0], entry.signatures[1]);
    CHECK_FALSE(Roster::fold(std::vector{entry}));
    const auto body = *decode_body(site.genesis().body);
    CHECK_FALSE(Roster::fold(std::vector{sign_entry(body, {site.pen("yamada")})}));
}

TEST_CASE("desks and a backup node are added; only desks hold epoch keys, all hold the transport secret") {
    SiteOfKeys site;
    Roster roster = begun(site);
    take(roster, site.next(roster, roster_kind::device_add, adding(site, "desk-2", DeviceRole::desk, "A")));
    take(roster, site.next(roster, roster_kind::device_add, adding(site, "backup", DeviceRole::backup, "")));
    const auto desk = site.devices.at("desk-2").record.id;
    const auto backup = site.devices.at("backup").record.id;
    CHECK(roster.member(desk)->letter == "B");  // A is the first desk's
    CHECK(roster.member(backup)->letter.empty());
    CHECK(roster.epoch_grants(desk).size() == 1);
    CHECK(roster.epoch_grants(backup).empty());
    CHECK(roster.transport_grant(desk));
    CHECK(roster.transport_grant(backup));
}

TEST_CASE("a backup node is never given an epoch key, by whatever entry") {
    SiteOfKeys site;
    Roster roster = begun(site);
    auto fact = adding(site, "backup", DeviceRole::backup, "");
    fact.grants.push_back({1, {}, site.chance_box()});
    CHECK(refusal(roster, site.next(roster, roster_kind::device_add, fact)) == "roster.not_fitting");
    fact.grants.clear();
    take(roster, site.next(roster, roster_kind::device_add, fact));
    CHECK(refusal(roster, site.next(roster, roster_kind::epoch,
                                    EpochFact{site.epoch(2, {"desk-1", "backup"})})) == "roster.not_fitting");
    GrantFact grant{fact.device.id, {{1, {}, site.chance_box()}}, std::nullopt};
    CHECK(refusal(roster, site.next(roster, roster_kind::grant, grant)) == "roster.not_fitting");
    grant.grants.clear();
    grant.transport = TransportGrant{1, {}, site.chance_box()};
    CHECK(refusal(roster, site.next(roster, roster_kind::grant, grant)) == "accepted");
}

TEST_CASE("only an administrator in force can change the roster") {
    SiteOfKeys site;
    Roster roster = begun(site);
    site.add_account("sato", AccountRole::supervisor);
    take(roster, site.next(roster, roster_kind::account_put,
                           AccountPutFact{site.accounts.at("sato").record, std::nullopt}));
    const RetentionFact fact{10};
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, fact, {site.pen("sato")})) ==
          "roster.not_allowed");
    site.add_account("stranger", AccountRole::administrator);
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, fact, {site.pen("stranger")})) ==
          "roster.not_allowed");
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, fact, {})) == "roster.not_signed");
    RosterPen forged = site.pen("yamada");
    forged.key = &site.accounts.at("sato").sign;
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, fact, {forged})) == "roster.not_signed");
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, fact, {site.recovery_pen()})) ==
          "accepted");
    take(roster, site.next(roster, roster_kind::retention, fact));
    CHECK(roster.minimum_retention_days() == 10);
}

TEST_CASE("what an administrator signed stays good after the account was disabled, nothing later does") {
    SiteOfKeys site;
    Roster roster = begun(site);
    site.add_account("sato", AccountRole::administrator);
    take(roster, site.next(roster, roster_kind::account_put,
                           AccountPutFact{site.accounts.at("sato").record, std::nullopt}));
    take(roster, site.next(roster, roster_kind::retention, RetentionFact{30}, {site.pen("sato")}));
    take(roster, site.next(roster, roster_kind::account_disable,
                           AccountDisableFact{site.accounts.at("sato").record.id}));
    CHECK(roster.minimum_retention_days() == 30);
    CHECK(roster.account_named("sato") == nullptr);
    CHECK_FALSE(roster.account(site.accounts.at("sato").record.id)->in_force());
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, RetentionFact{1}, {site.pen("sato")})) ==
          "roster.not_allowed");
}

TEST_CASE("a name belongs to one account in force, and is free again when that one is disabled") {
    SiteOfKeys site;
    Roster roster = begun(site);
    auto first = site.add_account("sato", AccountRole::clerk).record;
    take(roster, site.next(roster, roster_kind::account_put, AccountPutFact{first, std::nullopt}));
    auto second = site.add_account("sato", AccountRole::clerk).record;
    CHECK(refusal(roster, site.next(roster, roster_kind::account_put,
                                    AccountPutFact{second, std::nullopt})) == "roster.not_fitting");
    take(roster, site.next(roster, roster_kind::account_disable, AccountDisableFact{first.id}));
    take(roster, site.next(roster, roster_kind::account_put, AccountPutFact{second, std::nullopt}));
    CHECK(roster.account_named("sato")->record.id == second.id);
}

TEST_CASE("a revoked desk is cut at its last counted batch, asks for new keys, and never comes back") {
    SiteOfKeys site;
    Roster roster = begun(site);
    const auto fact = adding(site, "desk-2", DeviceRole::desk, "B");
    take(roster, site.next(roster, roster_kind::device_add, fact));
    CHECK_FALSE(roster.epoch_due());
    take(roster, site.next(roster, roster_kind::device_revoke,
                           DeviceRevokeFact{fact.device.id, 17, Digest{9}, RevokeWhy::lost}));
    REQUIRE(roster.member(fact.device.id)->cut);
    CHECK(roster.member(fact.device.id)->cut->seq == 17);
    CHECK_FALSE(roster.in_force(fact.device.id));
    CHECK_FALSE(roster.transport_grant(fact.device.id));
    CHECK(roster.epoch_due());
    CHECK(roster.transport_due());
    CHECK(refusal(roster, site.next(roster, roster_kind::device_add, fact)) == "roster.not_fitting");
    CHECK(refusal(roster, site.next(roster, roster_kind::epoch,
                                    EpochFact{site.epoch(2, {"desk-1", "desk-2"})})) == "roster.not_fitting");
    take(roster, site.next(roster, roster_kind::epoch, EpochFact{site.epoch(2, {"desk-1"})}));
    CHECK(refusal(roster, site.next(roster, roster_kind::transport,
                                    TransportFact{site.transport(2, {"desk-1", "desk-2"})})) ==
          "roster.not_fitting");
    take(roster, site.next(roster, roster_kind::transport, TransportFact{site.transport(2, {"desk-1"})}));
    CHECK_FALSE(roster.epoch_due());
    CHECK_FALSE(roster.transport_due());
    CHECK(roster.epoch().number == 2);
    const auto later = adding(site, "desk-3", DeviceRole::desk, "B");
    take(roster, site.next(roster, roster_kind::device_add, later));
    CHECK(roster.member(later.device.id)->letter == "C");  // B stays the lost desk's
}

TEST_CASE("a second revocation can only shorten what counts") {
    SiteOfKeys site;
    Roster roster = begun(site);
    const auto desk = site.devices.at("desk-1").record.id;
    const auto revoke = [&](std::uint64_t seq) {
        take(roster, site.next(roster, roster_kind::device_revoke,
                               DeviceRevokeFact{desk, seq, Digest{}, RevokeWhy::lost}));
        return roster.member(desk)->cut->seq;
    };
    CHECK(revoke(20) == 20);
    CHECK(revoke(30) == 20);
    CHECK(revoke(10) == 10);
}

TEST_CASE("passwords changed on two desks at once do not fork the roster; the later one counts everywhere") {
    SiteOfKeys site;
    Roster roster = begun(site);
    const auto blob = [&](std::uint64_t generation, std::uint8_t mark) {
        return AccountBlobFact{site.accounts.at("yamada").record.id, {generation, 1, Bytes{mark}}};
    };
    const auto one = site.next(roster, roster_kind::account_blob, blob(1, 1));
    const auto two = site.next(roster, roster_kind::account_blob, blob(2, 2));
    const auto add =
        site.next(roster, roster_kind::device_add, adding(site, "desk-2", DeviceRole::desk, "B"));
    const std::vector<RosterEntry> here{site.genesis(), one, two, add};
    Roster a = roster;
    for (const auto& entry : {one, two, add}) take(a, entry);
    Roster b = roster;
    for (const auto& entry : {add, two, one}) take(b, entry);
    CHECK_FALSE(a.forked());
    CHECK(a.account_named("yamada")->blob->sealed == Bytes{2});  // what accounts() shows is the newest
    CHECK(a.account_blob(site.accounts.at("yamada").record.id)->sealed == Bytes{2});
    CHECK(b.account_blob(site.accounts.at("yamada").record.id)->sealed == Bytes{2});
    CHECK(a.digest() == b.digest());
    CHECK(a.digest() != roster.digest());
    CHECK(a.head() == entry_digest(add.body));

    const auto equal_generation = site.next(roster, roster_kind::account_blob, blob(2, 7));
    take(a, equal_generation);
    Roster c = roster;
    for (const auto& entry : {equal_generation, two, one, add}) take(c, entry);
    CHECK(a.account_blob(site.accounts.at("yamada").record.id) ==
          c.account_blob(site.accounts.at("yamada").record.id));
}

TEST_CASE("nobody sets another's password, and nothing is put after a password entry") {
    SiteOfKeys site;
    Roster roster = begun(site);
    const auto clerk = site.add_account("sato", AccountRole::clerk).record;
    take(roster, site.next(roster, roster_kind::account_put, AccountPutFact{clerk, std::nullopt}));
    const AccountBlobFact fact{clerk.id, {1, 1, Bytes{1}}};
    CHECK(refusal(roster, site.next(roster, roster_kind::account_blob, fact)) == "roster.not_allowed");
    const auto own = site.next(roster, roster_kind::account_blob, fact, {site.pen("sato")});
    take(roster, own);
    RosterBody after = roster.draft(roster_kind::retention, {}, to_fields(RetentionFact{1}));
    after.previous = entry_digest(own.body);
    CHECK(refusal(roster, sign_entry(after, {site.pen("yamada")})) == "roster.not_fitting");
}

TEST_CASE("an account whose keys were replaced is not opened by a blob of the old keys") {
    SiteOfKeys site;
    Roster roster = begun(site);
    auto clerk = site.add_account("sato", AccountRole::clerk).record;
    take(roster,
         site.next(roster, roster_kind::account_put, AccountPutFact{clerk, AccountBlob{1, 1, Bytes{1}}}));
    take(roster, site.next(roster, roster_kind::account_blob, AccountBlobFact{clerk.id, {9, 1, Bytes{9}}},
                           {site.pen("sato")}));
    CHECK(roster.account_blob(clerk.id)->sealed == Bytes{9});
    const SigningKey fresh = SigningKey::fresh(site.random);
    clerk.sign_key = fresh.public_key;
    take(roster,
         site.next(roster, roster_kind::account_put, AccountPutFact{clerk, AccountBlob{1, 1, Bytes{4}}}));
    CHECK(roster.account_blob(clerk.id)->sealed == Bytes{4});
}

TEST_CASE("an entry of a later release is kept, forwarded and followed by others") {
    SiteOfKeys site;
    Roster roster = begun(site);
    Fields fields;
    fields.put_text(77, "what this release does not know");
    const auto unknown = sign_entry(roster.draft(990, {}, fields), {site.pen("yamada")});
    take(roster, unknown);
    take(roster, site.next(roster, roster_kind::retention, RetentionFact{12}));
    CHECK(roster.minimum_retention_days() == 12);
    const auto again = Roster::fold(roster.entries());
    REQUIRE(again);
    CHECK(again->entries()[1] == unknown);
    site.add_account("stranger", AccountRole::clerk);
    CHECK(refusal(roster, sign_entry(roster.draft(990, {}, fields), {site.pen("stranger")})) ==
          "roster.not_allowed");
}

TEST_CASE("entries fold to the same roster in any order, and a gap is named") {
    SiteOfKeys site;
    Roster roster = begun(site);
    for (int i = 2; i <= 5; ++i) {
        const std::string name = "desk-" + std::to_string(i);
        take(roster, site.next(roster, roster_kind::device_add, adding(site, name, DeviceRole::desk, "")));
    }
    auto entries = roster.entries();
    std::reverse(entries.begin(), entries.end());
    const auto back = Roster::fold(entries);
    REQUIRE(back);
    CHECK(back->digest() == roster.digest());
    CHECK(back->head() == roster.head());
    CHECK(back->members().size() == 5);
    entries.erase(entries.begin() + 1);
    CHECK(Roster::fold(entries).error().reason == "roster.gap");
    CHECK(Roster::fold({}).error().reason == "roster.gap");
}

TEST_CASE("entries of another site are refused") {
    SiteOfKeys site(1);
    SiteOfKeys other(2);
    Roster roster = begun(site);
    Roster foreign = begun(other);
    CHECK(refusal(roster, other.next(foreign, roster_kind::retention, RetentionFact{1})) ==
          "roster.wrong_site");
    CHECK(refusal(roster, other.genesis()) == "roster.wrong_site");
}

TEST_CASE("no changed byte of an entry is taken in") {
    SiteOfKeys site;
    Roster roster = begun(site);
    const auto good =
        site.next(roster, roster_kind::device_add, adding(site, "desk-2", DeviceRole::desk, "B"));
    const Bytes bytes = encode_entry(good);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Bytes bad = bytes;
        bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
        const auto entry = decode_entry(bad);
        if (!entry) continue;
        CAPTURE(i);
        CHECK(refusal(roster, *entry) != "accepted");
    }
}

TEST_CASE("the recovery key is renewed by itself, by two administrators, or by the only one there is") {
    SiteOfKeys site;
    Roster roster = begun(site);
    RecoveryFact fact;
    const SigningKey sheet = SigningKey::fresh(site.random);
    fact.sign_key = sheet.public_key;
    CHECK(refusal(roster, site.next(roster, roster_kind::recovery, fact)) == "accepted");
    site.add_account("sato", AccountRole::administrator);
    take(roster, site.next(roster, roster_kind::account_put,
                           AccountPutFact{site.accounts.at("sato").record, std::nullopt}));
    CHECK(refusal(roster, site.next(roster, roster_kind::recovery, fact)) == "roster.not_allowed");
    CHECK(refusal(roster, site.next(roster, roster_kind::recovery, fact, {site.recovery_pen()})) ==
          "accepted");
    take(roster, site.next(roster, roster_kind::recovery, fact, {site.pen("sato"), site.pen("yamada")}));
    CHECK(roster.recovery_sign_key() == sheet.public_key);
    CHECK(refusal(roster, site.next(roster, roster_kind::retention, RetentionFact{1},
                                    {site.recovery_pen()})) == "roster.not_signed");
}
