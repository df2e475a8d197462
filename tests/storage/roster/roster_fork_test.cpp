// Two administrators sign while apart. Told from both sides: every story ends with equal rosters whatever the
// order of arrival.
#include <doctest/doctest.h>

#include <algorithm>

#include "storage/roster/roster.h"
#include "tests/support/site_of_keys.h"

using namespace storage;
using tests::SiteOfKeys;

namespace {

struct Apart {
    SiteOfKeys site;
    std::optional<Roster> before, left, right;
    core::DeviceId desk_2, desk_3;

    Apart() {
        before = *Roster::fold(std::vector{site.genesis()});
        for (const char* name : {"sato", "suzuki"})
            put(*before, site.add_account(name, AccountRole::administrator));
        for (const char* name : {"desk-2", "desk-3"}) {
            site.add_device(name, DeviceRole::desk, "");
            give(*before, roster_kind::device_add, DeviceAddFact{site.devices.at(name).record, {}, {}, {}},
                 "yamada");
        }
        desk_2 = site.devices.at("desk-2").record.id;
        desk_3 = site.devices.at("desk-3").record.id;
        left = *before;
        right = *before;
    }
    void put(Roster& roster, const tests::AccountKeys& account) {
        give(roster, roster_kind::account_put, AccountPutFact{account.record, std::nullopt}, "yamada");
    }
    template <class Fact>
    void give(Roster& roster, std::uint32_t kind, const Fact& fact, const std::string& by) {
        REQUIRE(roster.admit(site.next(roster, kind, fact, {site.pen(by)})));
    }
    void revoke(Roster& roster, const core::DeviceId& device, std::uint64_t seq, const std::string& by) {
        give(roster, roster_kind::device_revoke, DeviceRevokeFact{device, seq, {}, RevokeWhy::lost}, by);
    }
    void retain(Roster& roster, std::uint64_t days, const std::string& by) {
        give(roster, roster_kind::retention, RetentionFact{days}, by);
    }
    void disable(Roster& roster, const std::string& name, const std::string& by) {
        give(roster, roster_kind::account_disable, AccountDisableFact{site.accounts.at(name).record.id}, by);
    }
    // Each takes in what the other has; both must then agree in everything.
    Roster meet() {
        Roster a = *left;
        for (const auto& entry : right->entries()) REQUIRE(a.admit(entry));
        Roster b = *right;
        for (const auto& entry : left->entries()) REQUIRE(b.admit(entry));
        same(a, b);
        auto all = a.entries();
        std::reverse(all.begin(), all.end());
        same(a, *Roster::fold(all));
        left = a;
        right = b;
        return a;
    }
    static void same(const Roster& a, const Roster& b) {
        CHECK(a.digest() == b.digest());
        CHECK(a.head() == b.head());
        CHECK(a.heads() == b.heads());
        CHECK(a.forked() == b.forked());
        CHECK(a.minimum_retention_days() == b.minimum_retention_days());
        for (const auto& [id, member] : a.members()) {
            REQUIRE(b.member(id) != nullptr);
            CHECK(member.cut == b.member(id)->cut);
            CHECK(member.letter == b.member(id)->letter);
        }
        for (const auto& [id, account] : a.accounts()) CHECK(account.in_force() == b.account(id)->in_force());
    }
    // `roster` stands at a fork; the entry is put on the branch that ends in `onto`.
    RosterEntry settle(const Roster& roster, const Digest& onto, std::vector<RosterPen> pens,
                       bool voided = false) {
        SettleFact fact;
        for (const auto& head : roster.heads()) {
            if (head != onto) (voided ? fact.voided : fact.closed).push_back(head);
        }
        RosterBody body = roster.draft(roster_kind::settle, {1}, to_fields(fact));
        body.previous = onto;
        return sign_entry(body, std::move(pens));
    }
};

}  // namespace

TEST_CASE(
    "two administrators revoke while apart: both revocations hold at once, nothing else of either does") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.revoke(*apart.left, apart.desk_2, 5, "yamada");
    apart.revoke(*apart.right, apart.desk_3, 8, "sato");
    apart.retain(*apart.right, 20, "sato");
    const Roster met = apart.meet();
    CHECK(met.forked());
    CHECK(met.heads().size() == 2);
    CHECK_FALSE(met.in_force(apart.desk_2));
    CHECK_FALSE(met.in_force(apart.desk_3));
    CHECK(met.minimum_retention_days() == 365);
    CHECK(met.epoch_due());
    CHECK(met.without_effect().size() == 4);
}

TEST_CASE("the same desk revoked twice while apart is cut at the lower of the two") {
    Apart apart;
    apart.revoke(*apart.left, apart.desk_2, 5, "yamada");
    apart.revoke(*apart.right, apart.desk_2, 3, "sato");
    CHECK(apart.meet().member(apart.desk_2)->cut->seq == 3);
}

TEST_CASE("two administrators settle a fork: one branch goes on, the revocations of the other stay") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.revoke(*apart.right, apart.desk_3, 8, "sato");
    apart.retain(*apart.right, 20, "sato");
    const Digest onto = apart.left->head();
    Roster met = apart.meet();
    const auto alone = apart.settle(met, onto, {apart.site.pen("yamada")});
    CHECK(met.admit(alone).error().reason == "roster.not_allowed");
    const auto both = apart.settle(met, onto, {apart.site.pen("yamada"), apart.site.pen("sato")});
    REQUIRE(apart.left->admit(both));
    met = apart.meet();
    CHECK_FALSE(met.forked());
    CHECK(met.head() == entry_digest(both.body));
    CHECK(met.minimum_retention_days() == 10);
    CHECK_FALSE(met.in_force(apart.desk_3));
    CHECK(met.in_force(apart.desk_2));
    apart.retain(*apart.left, 33, "sato");
    CHECK(apart.meet().minimum_retention_days() == 33);
}

TEST_CASE(
    "administrators who disabled each other while apart are both out until the recovery sheet is fetched") {
    Apart apart;
    apart.disable(*apart.left, "sato", "yamada");
    apart.disable(*apart.right, "yamada", "sato");
    Roster met = apart.meet();
    CHECK(met.account_named("sato") == nullptr);
    CHECK(met.account_named("yamada") == nullptr);
    CHECK(met.account_named("suzuki") != nullptr);
    const Digest onto = met.heads().front();
    const auto two = apart.settle(met, onto, {apart.site.pen("yamada"), apart.site.pen("sato")});
    CHECK(met.admit(two).error().reason == "roster.not_allowed");
    const auto mixed = apart.settle(met, onto, {apart.site.pen("suzuki"), apart.site.pen("sato")});
    CHECK(met.admit(mixed).error().reason == "roster.not_allowed");
    REQUIRE(met.admit(apart.settle(met, onto, {apart.site.recovery_pen()})));
    CHECK_FALSE(met.forked());
    CHECK(met.account_named("sato") == nullptr);
    CHECK(met.account_named("yamada") == nullptr);
}

TEST_CASE("the holder of the recovery sheet may declare a hostile branch void, revocations and all") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.revoke(*apart.right, apart.desk_2, 0, "sato");
    apart.disable(*apart.right, "yamada", "sato");
    const Digest onto = apart.left->head();
    Roster met = apart.meet();
    const auto two = apart.settle(met, onto, {apart.site.pen("suzuki"), apart.site.pen("yamada")}, true);
    CHECK(met.admit(two).error().reason == "roster.not_allowed");
    REQUIRE(apart.right->admit(apart.settle(met, onto, {apart.site.recovery_pen()}, true)));
    met = apart.meet();
    CHECK_FALSE(met.forked());
    CHECK(met.in_force(apart.desk_2));
    CHECK(met.account_named("yamada") != nullptr);
    CHECK(met.minimum_retention_days() == 10);
}

TEST_CASE("an administrator made a clerk on one branch no longer counts as one at the fork") {
    Apart apart;
    auto lesser = apart.site.accounts.at("sato").record;
    lesser.role = AccountRole::clerk;
    apart.give(*apart.left, roster_kind::account_put, AccountPutFact{lesser, std::nullopt}, "yamada");
    apart.retain(*apart.right, 20, "sato");
    Roster met = apart.meet();
    CHECK_FALSE(met.account_named("sato")->may_administrate());
    const Digest onto = apart.right->heads().front();
    const Digest of_right = [&] {
        for (const auto& entry : met.entries()) {
            if (decode_body(entry.body)->kind == roster_kind::retention) return entry_digest(entry.body);
        }
        return onto;
    }();
    const auto settled = apart.settle(met, of_right, {apart.site.pen("sato"), apart.site.pen("suzuki")});
    CHECK(met.admit(settled).error().reason == "roster.not_allowed");
}

TEST_CASE("an administrator made on one branch does not help to choose that branch") {
    Apart apart;
    apart.put(*apart.left, apart.site.add_account("puppet", AccountRole::administrator));
    auto renewed = SigningKey::fresh(apart.site.random);
    auto changed = apart.site.accounts.at("suzuki").record;
    changed.sign_key = renewed.public_key;
    apart.give(*apart.left, roster_kind::account_put, AccountPutFact{changed, std::nullopt}, "yamada");
    apart.retain(*apart.right, 20, "sato");
    const Digest onto = apart.left->head();
    Roster met = apart.meet();
    const auto with_puppet = apart.settle(met, onto, {apart.site.pen("yamada"), apart.site.pen("puppet")});
    CHECK(met.admit(with_puppet).error().reason == "roster.not_allowed");
    const RosterPen taken_over{{changed.id}, &renewed};
    const auto with_taken = apart.settle(met, onto, {apart.site.pen("yamada"), taken_over});
    CHECK(met.admit(with_taken).error().reason == "roster.not_allowed");
    CHECK(met.admit(apart.settle(met, onto, {apart.site.pen("yamada"), apart.site.pen("sato")})));
}

TEST_CASE("a settlement that nobody signed, or that names nothing or its own line, is refused") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.retain(*apart.right, 20, "sato");
    const Digest onto = apart.left->head();
    Roster met = apart.meet();
    CHECK(met.admit(apart.settle(met, onto, {})).error().reason == "roster.not_signed");
    const auto with = [&](const SettleFact& fact) {
        RosterBody body = met.draft(roster_kind::settle, {1}, to_fields(fact));
        body.previous = onto;
        return sign_entry(std::move(body), {apart.site.recovery_pen()});
    };
    CHECK(met.admit(with({})).error().reason == "roster.not_fitting");
    CHECK(met.admit(with({{onto, met.genesis()}, {}})).error().reason == "roster.not_fitting");
    CHECK(met.admit(with({{Digest{1}}, {}})).error().reason == "roster.gap");
}

TEST_CASE("two settlements made apart: the recovery key's counts, whatever came first") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.retain(*apart.right, 20, "sato");
    const Digest left_head = apart.left->head();
    const Digest right_head = apart.right->head();
    Roster met = apart.meet();
    REQUIRE(
        apart.left->admit(apart.settle(met, left_head, {apart.site.pen("yamada"), apart.site.pen("sato")})));
    REQUIRE(apart.right->admit(apart.settle(met, right_head, {apart.site.recovery_pen()})));
    CHECK(apart.left->minimum_retention_days() == 10);
    CHECK(apart.right->minimum_retention_days() == 20);
    met = apart.meet();
    CHECK_FALSE(met.forked());
    CHECK(met.minimum_retention_days() == 20);
}

TEST_CASE("two settlements of equal rank leave the fork open until a third names both") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.retain(*apart.right, 20, "sato");
    const Digest left_head = apart.left->head();
    const Digest right_head = apart.right->head();
    Roster met = apart.meet();
    REQUIRE(
        apart.left->admit(apart.settle(met, left_head, {apart.site.pen("yamada"), apart.site.pen("sato")})));
    REQUIRE(apart.right->admit(
        apart.settle(met, right_head, {apart.site.pen("suzuki"), apart.site.pen("sato")})));
    const Digest left_settled = apart.left->head();
    met = apart.meet();
    CHECK(met.forked());
    REQUIRE(apart.left->admit(
        apart.settle(met, left_settled, {apart.site.pen("yamada"), apart.site.pen("suzuki")})));
    met = apart.meet();
    CHECK_FALSE(met.forked());
    CHECK(met.minimum_retention_days() == 10);
}

TEST_CASE("what is added to a branch after it was closed stays without effect and is listed") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    apart.retain(*apart.right, 20, "sato");
    const Digest onto = apart.left->head();
    Roster away = *apart.right;  // sato stays away and goes on
    const Roster met = apart.meet();
    REQUIRE(apart.left->admit(apart.settle(met, onto, {apart.site.recovery_pen()})));
    apart.retain(away, 44, "sato");
    apart.right = away;
    const Roster after = apart.meet();
    CHECK_FALSE(after.forked());
    CHECK(after.minimum_retention_days() == 10);
    CHECK(after.without_effect().size() == 2);
}

TEST_CASE("a settlement that arrives before the branch it names waits for it") {
    Apart apart;
    apart.retain(*apart.left, 10, "yamada");
    Roster only_left = *apart.left;
    apart.retain(*apart.right, 20, "sato");
    const Digest onto = apart.left->head();
    const Roster met = apart.meet();
    const auto settled = apart.settle(met, onto, {apart.site.recovery_pen()});
    CHECK(only_left.admit(settled).error().reason == "roster.gap");
    CHECK(only_left.minimum_retention_days() == 10);
}
