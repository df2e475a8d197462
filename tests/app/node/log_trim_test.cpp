// A site that has worked for years: one desk lets go of the old part of its log, and nobody who looks at the
// cases or joins later notices.
#include <doctest/doctest.h>

#include "app/node/store_inspection.h"
#include "app/service/log_trim.h"
#include "app/service/state_snapshots.h"
#include "storage/log/log_check.h"
#include "tests/support/engine_site.h"

namespace {

using support::day_ms;
using support::must;

class YearsLater {
  public:
    YearsLater() {
        site_.admit("B");
        site_.admit("N", storage::DeviceRole::backup);
        site_.start("A");
        site_.start("B", {"A"});
        site_.start("N", {"A", "B"});
        for (int i = 0; i < 30; ++i)
            write(i % 2 == 0 ? "A" : "B", core::fresh_id<core::CaseId>(site_.random));
        first_ = core::fresh_id<core::CaseId>(site_.random);
        write("A", first_);
        REQUIRE(site_.level());
        REQUIRE(site_.wait_for([&] { return snapshot(); }));
        site_.clock.pass(6 * 366 * day_ms);
        write("B", first_);
        REQUIRE(site_.level());
    }

    support::EngineSite& site() { return site_; }
    const core::CaseId& first() const { return first_; }

    void write(const std::string& desk, const core::CaseId& id) {
        const forms::Answer answer{std::to_string(++written_), forms::Source::interview, "", true};
        const forms::Write phone{{0, forms::field::phone}, answer, {}};
        (void)must(site_.posts.at(desk).desk->write(
            {id, forms::Change{site_.accounts.at("sato").id, {phone}}, {}, {}, {}}));
    }
    core::Result<storage::TruncationTerms> terms(core::Instant now, std::int64_t days = app::audit_days) {
        return app::trim_terms(*site_.posts.at("A").desk, now, days);
    }
    // As an administrator's command does it: the store is closed meanwhile.
    core::Result<storage::Truncated> trim(const storage::TruncationTerms& asked) {
        auto& a = site_.posts.at("A");
        site_.stop("A");
        auto trimmed = app::trim_log(a.folder, a.store_key, folder_, asked, site_.random);
        site_.start("A", {"B", "N"});
        return trimmed;
    }
    // Once A was told that all others hold all that it holds.
    bool all_known_to_hold() {
        const auto heads = site_.posts.at("A").ask([&] { return site_.posts.at("A").node().log().heads(); });
        return static_cast<bool>(storage::held_by_all(heads, app::held_by_each(*site_.posts.at("A").desk)));
    }
    std::int64_t batches(const std::string& name) {
        auto& post = site_.posts.at(name);
        return post.ask([&] {
            return must(post.node().database().writer().number("SELECT count(*) FROM batch")).value_or(0);
        });
    }

  private:
    bool snapshot() {
        auto& engine = *site_.posts.at("A").desk;
        const auto held = app::held_by_others(engine);
        return engine.thread()
            .ask([&] { return app::make_state(engine, folder_, held, site_.clock.now(), site_.random); })
            .has_value();
    }

    support::EngineSite site_;
    std::string folder_ = site_.folder / "state";
    core::CaseId first_;
    int written_{0};
};

}  // namespace

TEST_CASE(
    "after the audit period a desk lets the old part of its log go, and whoever joins takes it elsewhere") {
    YearsLater town;
    auto& site = town.site();
    REQUIRE(site.wait_for([&] { return town.all_known_to_hold(); }));
    const auto before = town.batches("A");
    const auto cases = must(site.posts.at("A").desk->state_digest());

    const auto trimmed = must(town.trim(must(town.terms(site.clock.now()))));
    CHECK(trimmed.batches >= 31);
    CHECK(town.batches("A") == before - trimmed.batches);
    CHECK(town.batches("N") == before);
    CHECK(must(site.posts.at("A").desk->state_digest()) == cases);
    REQUIRE(site.level());  // as far as the log's digest goes: what a trimmed log stands for counts on
    CHECK(site.posts.at("A").ask([&] {
        auto& node = site.posts.at("A").node();
        return must(storage::check_log(node.log(), app::signers_of(node.roster()))).whole();
    }));

    // Work goes on, and a desk that knows nothing takes the old part from the backup node.
    town.write("A", town.first());
    site.admit("C");
    auto& a = *site.posts.at("A").desk;
    CHECK(a.thread().ask([&] { return must(a.node().admit(site.roster->entries())); }) == 1);
    a.roster_changed_here();
    site.start("C", {"A", "N"});
    REQUIRE(site.level());
    CHECK(must(site.posts.at("C").desk->state_digest()) == must(a.state_digest()));
    CHECK(town.batches("C") == town.batches("N"));
}

TEST_CASE("neither a clock that runs ahead nor a member never heard of lets anything go") {
    YearsLater town;
    auto& site = town.site();
    REQUIRE(site.wait_for([&] { return town.all_known_to_hold(); }));
    const auto now = site.clock.now();
    CHECK(town.terms(now, 364).error().reason == "log.keep_longer");
    CHECK(town.terms(now, 364).error().count == 365);

    auto eight_years = must(town.terms(now, 8 * 365));
    CHECK(town.trim(eight_years).error().reason == "log.cut_too_young");
    // Its own clock says that ten years more have passed, the others' stamps do not.
    auto ahead = must(town.terms({now.unix_ms + 10 * 365 * day_ms}, 8 * 365));
    CHECK(ahead.not_after == eight_years.not_after);

    REQUIRE(site.wait_for([&] { return town.all_known_to_hold(); }));
    auto with_a_stranger = must(town.terms(now));
    with_a_stranger.held.push_back({site.posts.at("A").keys.id, {}});
    const auto refused = town.trim(with_a_stranger).error();
    CHECK(refused.reason == "log.cut_not_held");
    CHECK(app::with_names(refused, *site.roster).detail == "窓口A");
    REQUIRE(site.level());
}
