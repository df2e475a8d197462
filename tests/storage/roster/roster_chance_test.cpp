// Administrators at several desks sign what comes to their minds, meet now and then in pairs, and at last
// all. Checked after every story: equal rosters whatever the order of arrival; every revocation and disabling
// that any of them signed in good faith holds, unless the recovery key declared its branch void (not done
// here).
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "storage/roster/roster.h"
#include "tests/support/site_of_keys.h"

using namespace storage;
using tests::SiteOfKeys;

namespace {

constexpr int desks = 3;

struct Story {
    explicit Story(std::uint64_t seed) : site(seed) {
        Roster first = *Roster::fold(std::vector{site.genesis()});
        for (const char* name : {"ito", "kato"}) {
            const AccountPutFact fact{site.add_account(name, AccountRole::administrator).record,
                                      std::nullopt};
            REQUIRE(first.admit(site.next(first, roster_kind::account_put, fact)));
        }
        for (int i = 0; i < 6; ++i) {
            const std::string name = "d" + std::to_string(i);
            site.add_device(name, DeviceRole::desk, "");
            const DeviceAddFact fact{site.devices.at(name).record, {}, {}, {}};
            REQUIRE(first.admit(site.next(first, roster_kind::device_add, fact)));
        }
        held.assign(desks, first);
    }
    std::uint64_t chance(std::uint64_t limit) { return site.random.below(limit); }
    std::string somebody() { return std::array{"yamada", "ito", "kato"}[chance(3)]; }

    template <class Fact>
    bool sign(Roster& roster, std::uint32_t kind, const Fact& fact, std::vector<RosterPen> pens) {
        RosterBody body = roster.draft(kind, {1}, to_fields(fact));
        const auto heads = roster.heads();
        if (roster.forked()) body.previous = heads[chance(heads.size())];
        return bool(roster.admit(sign_entry(std::move(body), std::move(pens))));
    }
    void act(Roster& roster) {
        const std::string by = somebody();
        switch (chance(6)) {
            case 0: {
                const auto device = site.devices.at("d" + std::to_string(chance(6))).record.id;
                const DeviceRevokeFact fact{device, chance(50), {}, RevokeWhy::lost};
                if (sign(roster, roster_kind::device_revoke, fact, {site.pen(by)})) revoked.push_back(fact);
                break;
            }
            case 1: {
                if (chance(4) != 0) break;
                const auto account = site.accounts.at(somebody()).record.id;
                if (sign(roster, roster_kind::account_disable, AccountDisableFact{account}, {site.pen(by)}))
                    disabled.push_back(account);
                break;
            }
            case 2:
            case 3:
                (void)sign(roster, roster_kind::retention, RetentionFact{chance(1000)}, {site.pen(by)});
                break;
            case 4:
                (void)sign(roster, roster_kind::account_blob,
                           AccountBlobFact{site.accounts.at(by).record.id, {chance(20), 1, Bytes{1}}},
                           {site.pen(by)});
                break;
            default:
                settle(roster);
        }
    }
    void settle(Roster& roster) {
        if (!roster.forked()) return;
        const auto heads = roster.heads();
        const Digest onto = heads[chance(heads.size())];
        SettleFact fact;
        for (const auto& head : heads) {
            if (head != onto) fact.closed.push_back(head);
        }
        RosterBody body = roster.draft(roster_kind::settle, {1}, to_fields(fact));
        body.previous = onto;
        std::vector<RosterPen> pens{site.recovery_pen()};
        if (chance(2) == 0) pens = {site.pen("ito"), site.pen("kato")};
        (void)roster.admit(sign_entry(std::move(body), std::move(pens)));
    }
    static void meet(Roster& a, Roster& b) {
        const auto theirs = b.entries();
        for (const auto& entry : a.entries()) REQUIRE(b.admit(entry));
        for (const auto& entry : theirs) REQUIRE(a.admit(entry));
    }

    SiteOfKeys site;
    std::vector<Roster> held;
    std::vector<DeviceRevokeFact> revoked;
    std::vector<core::AccountId> disabled;
};

void same(const Roster& a, const Roster& b) {
    CHECK(a.digest() == b.digest());
    CHECK(a.forked() == b.forked());
    CHECK(a.heads() == b.heads());
    CHECK(a.head() == b.head());
    CHECK(a.minimum_retention_days() == b.minimum_retention_days());
    CHECK(a.without_effect().size() == b.without_effect().size());
    for (const auto& [id, member] : a.members()) CHECK(member.cut == b.member(id)->cut);
    for (const auto& [id, account] : a.accounts()) {
        CHECK(account.in_force() == b.account(id)->in_force());
        CHECK(a.account_blob(id) == b.account_blob(id));
    }
}

}  // namespace

TEST_CASE("whoever signs what and meets whom: all agree at last") {
    std::size_t forks = 0;
    std::size_t settled = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Story story(seed);
        for (int step = 0; step < 30; ++step) {
            story.act(story.held[story.chance(desks)]);
            if (story.chance(5) == 0)
                Story::meet(story.held[story.chance(desks)], story.held[story.chance(desks)]);
        }
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 0; i + 1 < story.held.size(); ++i)
                Story::meet(story.held[i], story.held[i + 1]);
        }
        for (std::size_t i = 1; i < story.held.size(); ++i) same(story.held[0], story.held[i]);
        auto shuffled = story.held[0].entries();
        std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(seed));
        const auto folded = Roster::fold(shuffled);
        REQUIRE(folded);
        same(story.held[0], *folded);
        forks += story.held[0].forked() ? 1 : 0;
        settled += !story.held[0].forked() && !story.held[0].without_effect().empty() ? 1 : 0;
    }
    CHECK(forks > 5);  // the stories must have told both
    CHECK(settled > 5);
}

TEST_CASE("while a fork is open, every revocation and disabling of every branch holds") {
    for (std::uint64_t seed = 101; seed <= 140; ++seed) {
        CAPTURE(seed);
        Story story(seed);
        for (auto& roster : story.held) {
            for (int step = 0; step < 6; ++step) {
                if (!roster.forked()) story.act(roster);
            }
        }
        Roster all = story.held[0];
        for (std::size_t i = 1; i < story.held.size(); ++i) Story::meet(all, story.held[i]);
        for (const auto& fact : story.revoked) {
            REQUIRE(all.member(fact.device)->cut);
            CHECK(all.member(fact.device)->cut->seq <= fact.seq);
        }
        for (const auto& account : story.disabled) CHECK_FALSE(all.account(account)->in_force());
    }
}
