#include "storage/accounts/signed_act.h"

#include <doctest/doctest.h>

#include "tests/support/site_of_keys.h"

using namespace storage;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct Hall {
    tests::SiteOfKeys site;
    Roster roster = *Roster::fold(std::vector{site.genesis()});
    core::CaseId old_case = core::fresh_id<core::CaseId>(site.random);
    SignedAct act;

    Hall() {
        add("sato", AccountRole::supervisor);
        add("suzuki", AccountRole::clerk);
        act = erase_act(site.site, {"住民異動 1年", {{old_case, 0}}}, {1000 * day_ms}, site.random);
    }
    void add(const std::string& name, AccountRole role) {
        const AccountPutFact fact{site.add_account(name, role).record, std::nullopt};
        REQUIRE(roster.admit(site.next(roster, roster_kind::account_put, fact)));
    }
    void disable(const std::string& name) {
        const AccountDisableFact fact{site.accounts.at(name).record.id};
        REQUIRE(roster.admit(site.next(roster, roster_kind::account_disable, fact)));
    }
    void sign(SignedAct& what, const std::string& name) {
        const auto& keys = site.accounts.at(name);
        add_signature(what, keys.record.id, keys.sign.sign(act_message(what)));
    }
    std::string check() {
        const auto status = check_act(act, roster);
        return status ? "valid" : status.error().reason;
    }
    // 365 days of retention, as the roster says; everything else long past.
    EraseView later() { return {{1000 * day_ms}, false, {100 * day_ms}, {1100 * day_ms}, {1100 * day_ms}}; }
};

}  // namespace

TEST_CASE("an erasure asks for a supervisor and an administrator; neither alone, nor a clerk, is enough") {
    Hall hall;
    CHECK(hall.check() == "act.not_confirmed");
    hall.sign(hall.act, "sato");
    CHECK(hall.check() == "act.not_confirmed");
    hall.sign(hall.act, "suzuki");
    CHECK(hall.check() == "act.not_confirmed");
    const Digest proposed = act_digest(hall.act);
    hall.sign(hall.act, "yamada");
    CHECK(hall.check() == "valid");
    CHECK(act_digest(hall.act) == proposed);  // the same act, now confirmed
}

TEST_CASE("an act comes back from its bytes as it was, and its order with it") {
    Hall hall;
    hall.act = erase_act(hall.site.site, {"rule", {{hall.old_case, 17}, {core::CaseId{{1}}, 0}}}, {5},
                         hall.site.random);
    hall.sign(hall.act, "yamada");
    hall.sign(hall.act, "sato");
    const auto back = decode_act(encode_act(hall.act));
    REQUIRE(back);
    CHECK(*back == hall.act);
    const auto order = erase_order(*back);
    REQUIRE(order);
    CHECK(order->rule == "rule");
    CHECK(order->targets == std::vector<EraseTarget>{{hall.old_case, 17}, {core::CaseId{{1}}, 0}});
}

TEST_CASE("no changed byte of a confirmed act leaves it valid, and half an act is none") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    const Bytes good = encode_act(hall.act);
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
        const auto act = decode_act(bad);
        CAPTURE(i);
        if (act) CHECK_FALSE(check_act(*act, hall.roster));
        CHECK_FALSE(decode_act(ByteView(good).first(i)));
    }
}

TEST_CASE("signatures of accounts that lost their role since count no more") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    hall.disable("sato");
    CHECK(hall.check() == "act.not_confirmed");
}

TEST_CASE("an act of another site, a forged name and an unknown kind permit nothing") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    SignedAct other = hall.act;
    other.signatures[0].account = core::AccountId{{7}};
    CHECK(check_act(other, hall.roster).error().reason == "act.forged");
    other = hall.act;
    std::swap(other.signatures[0].signature, other.signatures[1].signature);
    CHECK(check_act(other, hall.roster).error().reason == "act.forged");
    tests::SiteOfKeys elsewhere(9);
    const Roster foreign = *Roster::fold(std::vector{elsewhere.genesis()});
    CHECK(check_act(hall.act, foreign).error().reason == "act.wrong_site");
    SignedAct later;
    later.site = hall.site.site;
    later.kind = 99;
    hall.sign(later, "yamada");
    CHECK(check_act(later, hall.roster).error().reason == "act.unknown_kind");
}

TEST_CASE("for seven days any administrator may stop an erasure, and a stopped one is not carried out") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    EraseView view = hall.later();
    view.now = {1007 * day_ms - 1};
    view.newest_elsewhere = view.now;
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::may_be_stopped);
    view.now = {1007 * day_ms};
    view.newest_elsewhere = view.now;
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::ready);
    view.stopped = true;
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::stopped);
    SignedAct stop = stop_act(hall.site.site, hall.act, {1}, hall.site.random);
    hall.sign(stop, "sato");
    CHECK_FALSE(check_act(stop, hall.roster));
    hall.sign(stop, "yamada");
    CHECK(check_act(stop, hall.roster));
    CHECK(*stopped_act(stop) == act_digest(hall.act));
    CHECK_FALSE(stopped_act(hall.act));
}

TEST_CASE("a case younger than the roster's minimum waits, whatever the act says") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    EraseView view = hall.later();
    view.newest_head = {(1100 - 365) * day_ms + 1};
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::too_young);
    view.newest_head = {(1100 - 365) * day_ms};
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::ready);
}

TEST_CASE("a desk whose clock runs ten years ahead erases nothing young") {
    Hall hall;
    hall.sign(hall.act, "sato");
    hall.sign(hall.act, "yamada");
    EraseView view = hall.later();
    view.newest_head = {1050 * day_ms};
    view.now = {(1100 + 3650) * day_ms};
    CHECK(erase_state(hall.act, hall.roster, view) == EraseState::too_young);
}

TEST_CASE("an unconfirmed order is never ready") {
    Hall hall;
    hall.sign(hall.act, "sato");
    CHECK(erase_state(hall.act, hall.roster, hall.later()) == EraseState::not_confirmed);
}

TEST_CASE("an order without a case, or with more than an act holds, is malformed") {
    Hall hall;
    CHECK_FALSE(erase_order(erase_act(hall.site.site, {"rule", {}}, {1}, hall.site.random)));
    const EraseOrder large{"rule", std::vector<EraseTarget>(erase_targets_max + 1, {hall.old_case, 0})};
    CHECK_FALSE(erase_order(erase_act(hall.site.site, large, {1}, hall.site.random)));
    const EraseOrder most{"rule", std::vector<EraseTarget>(erase_targets_max, {hall.old_case, 40000})};
    SignedAct act = erase_act(hall.site.site, most, {1}, hall.site.random);
    for (const char* name : {"sato", "yamada"}) hall.sign(act, name);
    CHECK(decode_act(encode_act(act)));  // the largest order fits its limit
}
