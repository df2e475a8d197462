// Saves that come while the disk is busy: each is answered for itself, and none waits for a sync of its own.
#include <doctest/doctest.h>

#include "tests/support/engine_site.h"

namespace {

using support::must;

app::Writing telephone(support::EngineSite& site, const core::CaseId& id, const std::string& text) {
    const forms::Answer answer{text, forms::Source::interview, "", true};
    return {id,
            forms::Change{site.accounts.at("sato").id, {forms::Write{{0, forms::field::phone}, answer, {}}}},
            {},
            {},
            {}};
}

// The store thread is busy until the future is asked for.
struct Busy {
    explicit Busy(app::DeskEngine& engine) {
        engine.thread().post(app::Urgency::clerk, [over = over_.get_future().share()] { over.wait(); });
    }
    void over() { over_.set_value(); }

  private:
    std::promise<void> over_;
};

}  // namespace

TEST_CASE("forty saves that waited together are forty batches in their order, on this desk and on the next") {
    support::EngineSite site;
    site.admit("B");
    site.start("A");
    site.start("B", {"A"});
    auto& engine = *site.posts.at("A").desk;
    const auto before = engine.thread().ask([&] { return engine.node().log().heads().of(engine.device()); });
    Busy busy(engine);
    std::vector<core::CaseId> cases;
    std::vector<std::future<core::Result<core::BatchId>>> answers;
    for (int i = 0; i < 40; ++i) {
        cases.push_back(core::fresh_id<core::CaseId>(site.random));
        answers.push_back(engine.post(telephone(site, cases.back(), std::to_string(i))));
    }
    busy.over();
    for (std::size_t i = 0; i < answers.size(); ++i) CHECK(must(answers[i].get()).seq == before + 1 + i);
    CHECK(site.level());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto file = must(site.posts.at("B").desk->file(cases[i]));
        CHECK(file.shown_text({0, forms::field::phone}) == std::to_string(i));
    }
    // One seal stood for all of them.
    const auto run =
        engine.thread().ask([&] { return must(engine.node().log().read_run(engine.device(), before, 1)); });
    CHECK(run.batches.size() > 1);
}

TEST_CASE("a save that cannot be written is refused alone, and those that waited with it stand") {
    support::EngineSite site;
    site.start("A");
    auto& engine = *site.posts.at("A").desk;
    const auto id = core::fresh_id<core::CaseId>(site.random);
    auto too_large = telephone(site, id, "0237");
    too_large.restricted.assign(storage::part_size_max + 1, 7);
    Busy busy(engine);
    auto first = engine.post(telephone(site, id, "0237-86-2111"));
    auto second = engine.post(std::move(too_large));
    auto third = engine.post(telephone(site, id, "0237-86-2112"));
    busy.over();
    const auto a = must(first.get());
    const auto refused = second.get();
    const auto c = must(third.get());
    REQUIRE(!refused);
    CHECK(refused.error().reason == "part.too_large");
    CHECK(c.seq == a.seq + 1);
    CHECK(must(engine.file(id)).shown_text({0, forms::field::phone}) == "0237-86-2112");
    CHECK(engine.thread().ask([&] { return engine.node().log().sealed_heads().of(engine.device()); }) ==
          c.seq);
}
