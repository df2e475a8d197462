// What comes from a stranger or off a bad disk: thousands of damaged entries against a roster. Nothing
// crashes (run under the sanitizers too), nothing damaged is taken in, and the roster is as before.
#include <doctest/doctest.h>

#include "storage/roster/roster.h"
#include "tests/support/mutator.h"
#include "tests/support/site_of_keys.h"

using namespace storage;

namespace {

std::vector<RosterEntry> one_of_each(tests::SiteOfKeys& site, const Roster& roster) {
    const auto account = site.accounts.at("yamada").record;
    const auto device = site.devices.at("desk-1").record.id;
    auto added = site.add_device("desk-2", DeviceRole::desk, "B").record;
    const EpochGrant grant{1, {}, site.chance_box()};
    return {
        site.next(roster, roster_kind::device_add,
                  DeviceAddFact{added, {grant}, TransportGrant{1, {}, site.chance_box()}, device}),
        site.next(roster, roster_kind::device_revoke, DeviceRevokeFact{device, 5, {}, RevokeWhy::lost}),
        site.next(roster, roster_kind::account_put, AccountPutFact{account, AccountBlob{3, 1, Bytes(150)}}),
        site.next(roster, roster_kind::account_disable, AccountDisableFact{account.id}),
        site.next(roster, roster_kind::epoch, EpochFact{site.epoch(2, {"desk-1"})}),
        site.next(roster, roster_kind::transport, TransportFact{site.transport(2, {"desk-1"})}),
        site.next(roster, roster_kind::retention, RetentionFact{5}),
        site.next(roster, roster_kind::recovery, RecoveryFact{{}, {}, {grant}, std::nullopt}),
        site.next(roster, roster_kind::account_blob, AccountBlobFact{account.id, {1, 1, Bytes(150)}}),
        site.next(roster, roster_kind::grant, GrantFact{device, {grant}, std::nullopt}),
    };
}

}  // namespace

TEST_CASE("damaged entries of every kind are refused, and the roster stays as it was") {
    tests::SiteOfKeys site;
    const Roster roster = *Roster::fold(std::vector{site.genesis()});
    const auto entries = one_of_each(site, roster);
    tests::Mutator mutator(20260331);
    Roster under_attack = roster;
    int decoded = 0;
    for (std::size_t kind = 0; kind < entries.size(); ++kind) {
        REQUIRE(Roster(roster).admit(entries[kind]));
        const Bytes good = encode_entry(entries[kind]);
        const Bytes other = encode_entry(entries[(kind + 1) % entries.size()]);
        for (int i = 0; i < 1500; ++i) {
            const auto entry = decode_entry(mutator.changed(good, other));
            if (!entry || entry->body == entries[kind].body) continue;
            ++decoded;
            CHECK_FALSE(under_attack.admit(*entry));
        }
    }
    CHECK(decoded > 1000);  // the damage must have reached the checks behind the decoder
    CHECK(under_attack.digest() == roster.digest());
}

TEST_CASE("damaged settlements at an open fork are refused, and the fork stays open") {
    tests::SiteOfKeys site;
    const Roster first = *Roster::fold(std::vector{site.genesis()});
    Roster roster = first;
    REQUIRE(roster.admit(site.next(first, roster_kind::retention, RetentionFact{1})));
    REQUIRE(roster.admit(site.next(first, roster_kind::retention, RetentionFact{2})));
    REQUIRE(roster.forked());
    const auto heads = roster.heads();
    RosterBody body = roster.draft(roster_kind::settle, {1}, to_fields(SettleFact{{heads[0]}, {}}));
    body.previous = heads[1];
    const RosterEntry good = sign_entry(body, {site.recovery_pen()});
    REQUIRE(Roster(roster).admit(good));
    const Bytes bytes = encode_entry(good);
    tests::Mutator mutator(13);
    for (int i = 0; i < 4000; ++i) {
        const auto entry = decode_entry(mutator.changed(bytes, bytes));
        if (entry && entry->body != good.body) CHECK_FALSE(roster.admit(*entry));
    }
    auto unsigned_body = *decode_body(good.body);
    unsigned_body.signers.clear();
    CHECK_FALSE(roster.admit({encode_body(unsigned_body), {}}));
    CHECK(roster.forked());
}

TEST_CASE("an entry signed by an administrator who sends nonsense is refused or harmless, never a crash") {
    tests::SiteOfKeys site;
    const Roster roster = *Roster::fold(std::vector{site.genesis()});
    const auto entries = one_of_each(site, roster);
    tests::Mutator mutator(7);
    int accepted = 0;
    for (std::size_t kind = 0; kind < entries.size(); ++kind) {
        const Bytes other = entries[(kind + 3) % entries.size()].body;
        for (int i = 0; i < 300; ++i) {
            auto body = decode_body(mutator.changed(entries[kind].body, other));
            if (!body) continue;
            body->site = roster.site();
            body->previous = roster.head();
            Roster tried = roster;
            if (!tried.admit(sign_entry(*body, {site.pen("yamada")}))) {
                CHECK(tried.digest() == roster.digest());
                continue;
            }
            ++accepted;
            const auto again = Roster::fold(tried.entries());
            REQUIRE(again);
            CHECK(again->digest() == tried.digest());
            (void)tried.epoch_grants(site.devices.at("desk-1").record.id);
            (void)tried.recovery_epoch_grants();
            (void)tried.recovery_transport_grants();
            (void)tried.account_blob(site.accounts.at("yamada").record.id);
        }
    }
    CHECK(accepted > 20);
}

TEST_CASE("noise is no entry") {
    tests::Mutator mutator(11);
    for (int i = 0; i < 20'000; ++i) CHECK_FALSE(decode_entry(mutator.noise(300)));
}
