// A desk is stolen. What it and its thief can still do, what becomes of its work, and what a wrong clock can
// destroy: nothing.
#include <doctest/doctest.h>

#include "app/service/aside_import.h"
#include "storage/log/set_aside.h"
#include "tests/support/engine_site.h"

namespace {

using support::day_ms;
using support::must;

forms::Change phone(support::EngineSite& site, const std::string& text) {
    const forms::Answer answer{text, forms::Source::interview, "", true};
    return {site.accounts.at("sato").id,
            {forms::Write{{0, forms::field::phone}, answer, {}},
             forms::StatusEvent{forms::Stage::none, forms::Stage::received, "", {}}}};
}

core::CaseId open_case(support::EngineSite& site, const std::string& desk, const std::string& text) {
    const auto id = core::fresh_id<core::CaseId>(site.random);
    (void)must(site.posts.at(desk).desk->write({id, phone(site, text), {}, {}, {}}));
    return id;
}

std::set<std::string> phones(support::EngineSite& site, const std::string& desk, const core::CaseId& id) {
    const auto file = site.posts.at(desk).desk->file(id);
    std::set<std::string> out;
    if (!file) return out;
    for (const auto& value : file->standing({0, forms::field::phone}))
        out.insert(forms::plain_text(value.answer.value));
    return out;
}

std::size_t erasures(support::EngineSite& site, const std::string& name) {
    auto& post = site.posts.at(name);
    return post.ask([&] { return must(app::ErasureWork(post.node()).may_come_hollow()).size(); });
}

std::int64_t aside(support::EngineSite& site, const std::string& at, const core::DeviceId& device) {
    auto& post = site.posts.at(at);
    return post.ask([&] {
        return must(
            storage::SetAside(post.node().database().writer()).count(device, storage::aside_why::beyond_cut));
    });
}

}  // namespace

TEST_CASE(
    "what a stolen desk wrote beyond the cut is set aside everywhere, and an administrator brings it back") {
    support::EngineSite site;
    site.admit("B");
    site.admit("C");
    site.start("A");
    site.start("B", {"A"});
    site.start("C", {"A", "B"});
    const auto known = open_case(site, "C", "0237-11-1111");
    REQUIRE(site.level());

    // A is away while C opens another case, B goes on with it, and changes the first one beside C.
    site.stop("A");
    const auto late = open_case(site, "C", "0237-22-2222");
    REQUIRE(site.wait_for([&] { return phones(site, "B", late).size() == 1; }));
    (void)must(site.posts.at("B").desk->write(
        {late,
         forms::Change{site.accounts.at("sato").id,
                       {forms::Write{{0, forms::field::ticket},
                                     {std::string("9910021"), forms::Source::interview, "", true},
                                     {}}}},
         {},
         {},
         {}}));
    const auto lost = site.posts.at("C").keys.id;
    site.stop("C");
    site.stop("B");

    // A revokes C at what A holds of it; B, which holds more, learns it and cuts its log back.
    site.start("A");
    site.revoke("A", "C");
    site.start("B", {"A"});
    REQUIRE(site.level());
    REQUIRE(site.wait_for([&] { return aside(site, "B", lost) == 1; }));
    CHECK(aside(site, "A", lost) == 0);
    CHECK(phones(site, "A", known) == std::set<std::string>{"0237-11-1111"});
    CHECK(phones(site, "B", late).empty());
    CHECK(must(site.posts.at("A").desk->state_digest()) == must(site.posts.at("B").desk->state_digest()));

    // The stolen desk finds no door open, and its keys do not open what is written from now on.
    site.start("C", {"A", "B"});
    const auto secret = open_case(site, "A", "0237-33-3333");
    (void)open_case(site, "C", "0237-66-6666");
    REQUIRE(site.level(3000) == false);  // C is not level, and never will be
    CHECK(phones(site, "C", secret).empty());
    site.stop("C");

    // Import: B's work and C's come back as B's new batches, for everybody.
    const auto imported =
        must(app::import_aside(*site.posts.at("B").desk, lost, site.accounts.at("admin").id));
    CHECK(imported.batches == 2);
    CHECK(imported.shut == 0);
    REQUIRE(site.level());
    for (const char* desk : {"A", "B"}) {
        CHECK(phones(site, desk, late) == std::set<std::string>{"0237-22-2222"});
        CHECK(must(site.posts.at(desk).desk->file(late)).shown_text({0, forms::field::ticket}) == "9910021");
    }
    CHECK(aside(site, "B", lost) == 0);
    CHECK(must(app::import_aside(*site.posts.at("B").desk, lost, site.accounts.at("admin").id)).batches == 0);
}

TEST_CASE("a stolen desk, or a clock ten years ahead, can erase nothing") {
    support::EngineSite site;
    site.admit("B");
    site.admit("C");
    // C's clock runs ten years ahead.
    site.posts.at("C").own_clock = std::make_unique<support::StoryClock>();
    site.posts.at("C").own_clock->pass(3653 * day_ms);
    site.start("A");
    site.start("B", {"A"});
    site.start("C", {"A", "B"});
    const auto id = open_case(site, "A", "0237-44-4444");
    REQUIRE(site.level());
    const auto order = storage::erase_act(site.roster->site(), {"rule", {{id, storage::every_content_class}}},
                                          site.clock.now(), site.random);

    // The thief has no account: an order that nobody signed, one with false names, and one half signed.
    site.send("C", order);
    auto forged = order;
    storage::add_signature(forged, site.accounts.at("sato").id, {});
    storage::add_signature(forged, site.accounts.at("admin").id, {});
    site.send("C", forged);
    site.send("C", site.sign(order, "sato"));
    REQUIRE(site.level());
    site.chores();
    for (const char* desk : {"A", "B", "C"}) CHECK(erasures(site, desk) == 0);

    // Even a true order of both is not carried out before its time, not by the desk with the wrong clock
    // either.
    site.send("A", site.sign(site.sign(order, "sato"), "admin"));
    REQUIRE(site.level());
    site.posts.at("C").own_clock->pass(30 * day_ms);
    site.chores();
    for (const char* desk : {"A", "B", "C"}) {
        CHECK(erasures(site, desk) == 0);
        CHECK(phones(site, desk, id) == std::set<std::string>{"0237-44-4444"});
    }
}

TEST_CASE("an administrator stops an erasure within seven days, and it never comes") {
    support::EngineSite site;
    site.admit("B");
    site.start("A");
    site.start("B", {"A"});
    const auto id = open_case(site, "A", "0237-55-5555");
    REQUIRE(site.level());
    site.clock.pass(400 * day_ms);
    const auto order = storage::erase_act(site.roster->site(), {"rule", {{id, storage::every_content_class}}},
                                          site.clock.now(), site.random);
    site.send("A", site.sign(site.sign(order, "sato"), "admin"));
    site.clock.pass(6 * day_ms);
    site.send("B", site.sign(storage::stop_act(site.roster->site(), order, site.clock.now(), site.random),
                             "admin"));
    REQUIRE(site.level());
    site.clock.pass(400 * day_ms);
    for (const char* desk : {"A", "B"}) (void)open_case(site, desk, "0237-77-7777");
    REQUIRE(site.level());
    site.chores();
    for (const char* desk : {"A", "B"}) {
        CHECK(erasures(site, desk) == 0);
        CHECK(phones(site, desk, id) == std::set<std::string>{"0237-55-5555"});
    }
}
