// A desk is away longer than the others keep their logs. It comes back with work that nobody has, to a site
// whose logs begin above what it holds.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/node/old_part.h"
#include "app/node/store_inspection.h"
#include "app/service/log_trim.h"
#include "app/service/sentences.h"
#include "app/service/state_snapshots.h"
#include "app/service/wording.h"
#include "storage/log/log_check.h"
#include "tests/support/engine_site.h"

namespace {

using support::day_ms;
using support::must;

// Desks A, B and C, perhaps a backup node N. C is out of reach from `away()` on, and works on by itself.
class Absence {
  public:
    explicit Absence(bool backup) {
        for (const char* desk : {"B", "C"}) site.admit(desk);
        if (backup) site.admit("N", storage::DeviceRole::backup);
        site.start("A");
        site.start("B", {"A"});
        if (backup) site.start("N", {"A", "B"});
        site.start("C",
                   backup ? std::vector<std::string>{"A", "B", "N"} : std::vector<std::string>{"A", "B"});
        shared = opened("A", "0237-11-1111");
        due = opened("A", "0237-77-7777");
        for (int i = 0; i < 6; ++i) (void)opened(i % 2 == 0 ? "B" : "C", std::to_string(i));
        REQUIRE(site.level());
    }

    // The others go on; C does, too, and nobody hears of it.
    void away() {
        site.stop("C");
        for (int i = 0; i < 6; ++i) (void)opened(i % 2 == 0 ? "A" : "B", "later " + std::to_string(i));
        telephone("A", shared, "0237-22-2222");
        signed_here = opened("B", "0237-44-4444", core::Bytes(40'000, 0x1C));
        site.start("C");
        telephone("C", shared, "0237-33-3333");
        telephone("C", due, "0237-66-6666");
        unsent = opened("C", "0237-55-5555", core::Bytes(50'000, 0x2D));
        site.stop("C");
        REQUIRE(site.level());
    }
    core::CaseId opened(const std::string& desk, const std::string& text, core::Bytes ink = {}) {
        const auto id = core::fresh_id<core::CaseId>(site.random);
        telephone(desk, id, text, std::move(ink));
        return id;
    }
    void telephone(const std::string& desk, const core::CaseId& id, const std::string& text,
                   core::Bytes ink = {}) {
        const forms::Answer answer{text, forms::Source::interview, "", true};
        const forms::Write write{{0, forms::field::phone}, answer, {}};
        storage::Act act;
        act.kind = storage::ActKind::case_changed;
        act.account = site.accounts.at("sato").id;
        (void)must(site.posts.at(desk).desk->write(
            {id, forms::Change{act.account, {write}}, {act}, std::move(ink), {}}));
    }
    std::set<std::string> standing(const std::string& desk, const core::CaseId& id) {
        std::set<std::string> out;
        const auto file = site.posts.at(desk).desk->file(id);
        if (!file) return {file.error().reason};
        for (const auto& value : file->standing({0, forms::field::phone}))
            out.insert(forms::plain_text(value.answer.value));
        return out;
    }

    // A's snapshot of all cases; six years; then as much goes from the logs of `at` as may.
    core::Result<storage::StateInfo> try_snapshot() {
        auto& a = *site.posts.at("A").desk;
        const auto held = app::held_by_others(a);
        return a.thread().ask(
            [&] { return app::make_state(a, folder, held, site.clock.now(), site.random); });
    }
    void snapshot() {
        REQUIRE(site.wait_for([&] { return try_snapshot().has_value(); }));
    }
    // Meanwhile a case that C goes on writing in is erased by order of both.
    void years_pass() {
        const auto order =
            storage::erase_act(site.roster->site(), {"rule", {{due, storage::every_content_class}}},
                               site.clock.now(), site.random);
        site.send("A", site.sign(site.sign(order, "sato"), "admin"));
        site.clock.pass(6 * 366 * day_ms);
        for (const char* desk : {"A", "B"}) (void)opened(desk, "six years on");
        REQUIRE(site.level());
        site.chores();
        REQUIRE(site.level());
        for (const char* desk : {"A", "B"}) CHECK(standing(desk, due) == erased);
    }
    core::Result<storage::Truncated> trim(const std::string& name, const std::vector<std::string>& peers) {
        auto& post = site.posts.at(name);
        const auto terms = must(app::trim_terms(*post.desk, site.clock.now(), app::audit_days));
        site.stop(name);
        auto gone = app::trim_log(post.folder, post.store_key, folder, terms, site.random);
        site.start(name, peers);
        return gone;
    }
    void let_go(const std::string& name, const std::vector<std::string>& peers) {
        REQUIRE(site.wait_for([&] { return all_known_to_hold(name); }));
        CHECK(must(trim(name, peers)).batches > 0);
    }
    core::Result<storage::StateInfo> take_state(const std::string& name) {
        auto& post = site.posts.at(name);
        return app::take_state(post.folder, post.store_key, folder, site.clock, site.random);
    }
    // ---- looking
    peers::NodeStatus status(const std::string& name) { return site.posts.at(name).host().status(); }
    app::OldPart old_part(const std::string& name) { return app::where_old_part_is(status(name)); }
    std::int64_t behind(const std::string& name) {
        const auto peers = status(name).peers;
        return std::count_if(peers.begin(), peers.end(), [](const auto& peer) { return peer.stands_below; });
    }
    bool shut_out(const std::string& name) {
        const auto peers = status(name).peers;
        return std::any_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.turned_away; });
    }
    bool all_known_to_hold(const std::string& name) {
        auto& post = site.posts.at(name);
        const auto heads = post.ask([&] { return post.node().log().heads(); });
        return static_cast<bool>(storage::held_by_all(heads, app::held_by_each(*post.desk)));
    }
    bool whole(const std::string& name) {
        auto& post = site.posts.at(name);
        return post.ask([&] {
            return must(storage::check_log(post.node().log(), app::signers_of(post.node().roster()))).whole();
        });
    }
    std::int64_t acts(const std::string& name) {
        auto& post = site.posts.at(name);
        return post.ask([&] {
            return must(post.node().database().writer().number("SELECT count(*) FROM act")).value_or(0);
        });
    }
    // What each side wrote while C was away, on every desk; what contradicts stands for a person to choose.
    void has_everything(const std::vector<std::string>& desks) {
        for (const auto& desk : desks) {
            CAPTURE(desk);
            CHECK(standing(desk, shared) == std::set<std::string>{"0237-22-2222", "0237-33-3333"});
            CHECK(standing(desk, unsent) == of_unsent);
            CHECK(standing(desk, signed_here) == std::set<std::string>{"0237-44-4444"});
            CHECK(standing(desk, due) == erased);
        }
    }
    bool all_equal(const std::vector<std::string>& desks) {
        if (!site.level()) return false;
        std::set<core::Digest> states;
        for (const auto& desk : desks) states.insert(must(site.posts.at(desk).desk->state_digest()));
        return states.size() == 1;
    }

    support::EngineSite site;
    std::string folder = site.folder / "state";
    core::CaseId shared, signed_here, unsent, due;
    const std::set<std::string> of_unsent{"0237-55-5555"};
    const std::set<std::string> erased{"case.erased"};
};

}  // namespace

TEST_CASE("a desk that is only away keeps the others' logs long, and catches up by them") {
    Absence town(true);
    auto& site = town.site;
    town.away();
    CHECK(site.wait_for([&] {
        const auto made = town.try_snapshot();
        return !made && app::with_names(made.error(), site.posts.at("A").desk->roster()).detail == "C";
    }));
    // Another morning: nobody has heard of C, and the snapshot is made without it.
    for (const char* name : {"A", "B", "N"}) site.stop(name);
    site.start("A");
    site.start("B", {"A"});
    site.start("N", {"A", "B"});
    town.snapshot();
    town.years_pass();
    const auto refused = town.trim("A", {"N"}).error();
    CHECK(refused.reason == "log.cut_not_held");
    const auto named = app::with_names(refused, site.posts.at("A").desk->roster());
    CHECK(app::sentence(named).find("Cがまだ持っていない記録があります") == 0);
    CHECK(app::sentence(named).find("失効") != std::string::npos);

    site.start("C", {"A", "B", "N"});
    REQUIRE(town.all_equal({"A", "B", "C"}));
    town.has_everything({"A", "B", "C"});
    town.let_go("A", {"B", "N"});
    REQUIRE(town.all_equal({"A", "B", "C"}));
    town.has_everything({"A", "B", "C"});
}

TEST_CASE(
    "taken out and away longer than the log, a desk comes back with its work by the backup node's log") {
    Absence town(true);
    auto& site = town.site;
    town.away();
    site.revoke("A", "C");
    REQUIRE(site.level());
    town.snapshot();
    town.years_pass();
    town.let_go("A", {"B", "N"});
    town.let_go("B", {"A", "N"});

    // The door is shut, and the desk can say so.
    site.start("C", {"A", "B"});
    CHECK(site.wait_for([&] { return town.shut_out("C"); }));
    MUST(site.rejoin("A", "C", "D"));

    // Without the backup node: its work reaches the others all the same, theirs does not reach it.
    site.stop("N");
    site.stop("C");
    site.start("C", {"A", "B"});
    REQUIRE(site.wait_for([&] { return town.standing("B", town.unsent) == town.of_unsent; }));
    CHECK(site.wait_for([&] { return town.old_part("C") == app::OldPart::backup; }));
    CHECK(town.old_part("A") == app::OldPart::here);
    CHECK(town.behind("A") == 1);

    site.start("N", {"A", "B", "C"});
    REQUIRE(town.all_equal({"A", "B", "C"}));
    town.has_everything({"A", "B", "C"});
    CHECK(site.wait_for([&] { return town.old_part("C") == app::OldPart::here && town.behind("A") == 0; }));
}

TEST_CASE("where no backup node is, it comes back by a state snapshot, over its own log") {
    Absence town(false);
    auto& site = town.site;
    town.away();
    site.revoke("A", "C");
    REQUIRE(site.level());
    town.snapshot();
    town.years_pass();
    town.let_go("A", {"B"});
    town.let_go("B", {"A"});
    site.start("C");
    MUST(site.rejoin("A", "C", "D"));
    site.stop("C");
    site.start("C", {"A", "B"});
    REQUIRE(site.wait_for([&] { return town.standing("A", town.unsent) == town.of_unsent; }));
    CHECK(site.wait_for([&] { return town.old_part("C") == app::OldPart::state; }));
    const auto quiet = town.status("C").bytes_out;
    std::this_thread::sleep_for(std::chrono::seconds(1));
    CHECK(town.status("C").bytes_out < quiet + 2'000);  // it does not ask again and again

    town.snapshot();  // C lacks what this state stands for, and is the one that waits for it
    town.snapshot();  // C lacks what this state stands for, and is the one that waits for it
    const auto acts = town.acts("C");
    CHECK(acts > 6);
    site.stop("C");
    (void)must(town.take_state("C"));
    CHECK(town.take_state("C").error().reason == "snapshot.not_newer");
    site.start("C", {"A", "B"});
    REQUIRE(town.all_equal({"A", "B", "C"}));
    town.has_everything({"A", "B", "C"});
    CHECK(town.acts("C") >= acts);
    CHECK(town.old_part("C") == app::OldPart::here);
    CHECK(town.whole("C"));

    // It works like the others, and folds to the same from its log as from theirs.
    town.telephone("C", town.shared, "0237-99-9999");
    REQUIRE(town.all_equal({"A", "B", "C"}));
    for (const char* desk : {"A", "C"})
        MUST(site.posts.at(desk).ask([&] { return site.posts.at(desk).desk->cases().rebuild(); }));
    CHECK(town.all_equal({"A", "B", "C"}));
    CHECK(town.standing("B", town.shared) == std::set<std::string>{"0237-99-9999"});
}

TEST_CASE("the strip of each desk says in plain words what is lacking and who can mend it") {
    app::SiteView site;
    app::PeerView a, backup;
    a.name = "A";
    a.connected = a.cannot_serve = true;
    backup.name = "N";
    backup.backup = true;
    site.peers = {a, backup};
    site.compared = true;
    const auto says = [&](const char* words) {
        return app::site_sentence(site).find(words) != std::string::npos;
    };
    site.old_part = "backup";
    CHECK(says("控えの端末につなぐか"));
    site.old_part = "state";
    CHECK(says("ほかの窓口で作った状態の控えを戻すよう、管理者に依頼してください"));
    CHECK(says("受付は続けられます"));

    // At the other side, only while no backup node is linked that serves it.
    site.old_part = "here";
    site.peers[0].cannot_serve = false;
    site.peers[0].left_behind = true;
    CHECK(says("Aに、この窓口が片付けた古い記録が届いていません"));
    site.peers[1].connected = true;
    CHECK_FALSE(says("届いていません"));

    // Nobody lets it in: only then, and only where nobody is linked.
    site.peers[0].left_behind = false;
    site.peers[0].turned_away = true;
    CHECK_FALSE(says("受け付けません"));
    site.peers[0].connected = site.peers[1].connected = false;
    CHECK(says("Aがこの端末を受け付けません"));
}
