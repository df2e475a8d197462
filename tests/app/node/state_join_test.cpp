// A new desk joins a site that has worked for a while: it takes the state of all cases from a folder, and
// from its peers only what came later.
#include <doctest/doctest.h>

#include <fstream>

#include "app/service/state_snapshots.h"
#include "tests/support/engine_site.h"

namespace {

using support::must;

const core::Bytes ink(40'000, 0x1C);

app::Writing telephone(support::EngineSite& site, const core::CaseId& id, const std::string& text) {
    const forms::Answer answer{text, forms::Source::interview, "", true};
    return {id,
            forms::Change{site.accounts.at("sato").id, {forms::Write{{0, forms::field::phone}, answer, {}}}},
            {},
            {},
            {}};
}

core::CaseId opened(support::EngineSite& site, const std::string& desk, const std::string& text) {
    const auto id = core::fresh_id<core::CaseId>(site.random);
    (void)must(site.posts.at(desk).desk->write(telephone(site, id, text)));
    return id;
}

std::string shown(support::EngineSite& site, const std::string& desk, const core::CaseId& id) {
    const auto file = site.posts.at(desk).desk->file(id);
    return file ? file->shown_text({0, forms::field::phone}) : file.error().reason;
}

core::Result<storage::StateInfo> snapshot(support::EngineSite& site, const std::string& desk,
                                          const std::string& folder) {
    auto& engine = *site.posts.at(desk).desk;
    const auto held = app::held_by_others(engine);
    return engine.thread().ask(
        [&] { return app::make_state(engine, folder, held, site.clock.now(), site.random); });
}

bool holds(const std::string& folder, const std::string& needle) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        if (bytes.find(needle) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a new desk begins with the state of all cases, takes only the rest, and works like the others") {
    support::EngineSite site;
    site.admit("B");
    site.admit("N", storage::DeviceRole::backup);
    site.admit("C");
    site.start("A");
    site.start("B", {"A"});
    site.start("N", {"A", "B"});
    const auto early = opened(site, "A", "0237-11-1111");
    for (int i = 0; i < 40; ++i) (void)opened(site, i % 2 == 0 ? "A" : "B", std::to_string(i));
    app::Writing signature = telephone(site, early, "0237-11-1112");
    signature.restricted = ink;
    const auto signed_in = must(site.posts.at("B").desk->write(signature));
    REQUIRE(site.level());

    const std::string folder = site.folder / "state";
    REQUIRE(site.wait_for(
        [&] { return static_cast<bool>(snapshot(site, "A", folder)); }));  // once A was told that all hold it
    const auto made = must(snapshot(site, "A", folder));
    CHECK(made.cases == 41);
    CHECK_FALSE(holds(folder, "0237-11-1111"));
    CHECK(site.posts.at("N")
              .ask([&] { return must(app::check_state(*site.posts.at("N").blind, folder)); })
              .digest == made.digest);
    const auto late = opened(site, "B", "0237-22-2222");
    REQUIRE(site.level());

    auto& joiner = site.posts.at("C");
    (void)must(app::NodeStore::create(joiner.folder, joiner.store_key, app::NodeKind::desk, joiner.keys,
                                      *site.roster, site.random));
    const auto taken =
        must(app::take_state(joiner.folder, joiner.store_key, folder, site.clock, site.random));
    CHECK(taken.digest == made.digest);
    site.start("C", {"A", "B"});
    auto& c = *joiner.desk;
    CHECK(shown(site, "C", early) != "case.not_found");  // before anything has come from a peer
    REQUIRE(site.level());
    CHECK(must(c.state_digest()) == must(site.posts.at("A").desk->state_digest()));
    CHECK(shown(site, "C", late) == "0237-22-2222");
    CHECK(must(c.restricted_part(signed_in)) == ink);
    const auto rows = c.thread().ask(
        [&] { return must(c.node().database().writer().number("SELECT count(*) FROM batch")); });
    CHECK(rows < 10);  // the batch with the ink, and what came later

    (void)must(c.write(telephone(site, early, "0237-33-3333")));
    REQUIRE(site.level());
    CHECK(must(c.state_digest()) == must(site.posts.at("B").desk->state_digest()));

    CHECK(app::take_state(joiner.folder + "x", joiner.store_key, folder, site.clock, site.random)
              .error()
              .code == core::ErrorCode::not_found);
    site.stop("C");
    CHECK(app::take_state(joiner.folder, joiner.store_key, folder, site.clock, site.random).error().reason ==
          "snapshot.not_newer");
}
