// Many cities block traffic between terminals. The same five as a star: each desk reaches only the backup
// node, by one connection that the desk makes; all converge through it.
#include <doctest/doctest.h>

#include "tests/app/site/town.h"

namespace {

using Json = nlohmann::json;
using tests::must;

const std::vector<std::string> desks{"A", "B", "C", "D"};
const std::map<std::string, std::string> seats{{"A", "sato"}, {"B", "suzuki"}, {"C", "kudo"}, {"D", "abe"}};

// Pulls every cable between two desks and those by which the backup node would dial, then has each desk start
// anew with the one address left.
void make_star(tests::Town& town) {
    auto& site = town.site();
    must(site.dial("N", ""), "the backup node dials nobody");
    for (const auto& desk : desks) {
        must(site.dial(desk, "N"), "dial the backup node only");
        for (const auto& other : desks) {
            if (desk < other) site.separate(desk, other);
        }
    }
    site.stop_all();
    for (const std::string node : {"N", "A", "B", "C", "D"}) must(site.start(node), "start " + node);
    for (const auto& [desk, account] : seats) must(site.sign_in(desk, account), "sign in at " + desk);
}

std::string linked_with(tests::Town& town, const std::string& desk) {
    const auto status = must(town.site().tell(desk, {"site", "status"}), "status");
    std::string names;
    for (const auto& peer : status["peers"]) {
        if (peer["connected"].get<bool>()) names += peer["name"].get<std::string>();
    }
    return names;
}

Json choices_at(tests::Town& town, const std::string& desk, const std::string& id, const std::string& field) {
    const auto view = must(town.site().tell(desk, {"case", "show"}, {id}), "show at " + desk);
    for (const auto& answer : view["answers"]) {
        if (answer["field"] == field && answer["person"] == 0) return answer["choices"];
    }
    return Json::array();
}

}  // namespace

TEST_CASE("four desks that reach only the backup node work as one site") {
    tests::Town town;
    auto& site = town.site();
    make_star(town);
    const bool linked = app::PracticeSite::wait_for(
        [&] {
            for (const auto& desk : desks) {
                if (linked_with(town, desk) != "控え") return false;
            }
            return true;
        },
        tests::level_within_ms);
    REQUIRE(linked);

    // A visit at each desk is soon at every other.
    for (const auto& [desk, id] : {std::pair{"A", "R06"}, {"B", "R09"}, {"C", "R33"}, {"D", "R35"}})
        town.visit(desk, tests::resident(town, id));
    REQUIRE(town.level());
    for (const auto& desk : desks) CHECK(town.missing_on(desk) == std::vector<std::string>{});

    // One field, changed at two desks while one of them is alone.
    const std::string id =
        must(site.tell("A", {"case", "open"}, {}, {{"ticket", "77"}, {"event", "ev_cert"}}), "open")["case"];
    must(site.tell("A", {"case", "set"}, {id, "visitor_phone=0237-86-2111"}), "set");
    REQUIRE(town.level());
    site.separate("D", "N");
    must(site.tell("A", {"case", "set"}, {id, "visitor_phone=0237-86-0001"}), "set at A");
    must(site.tell("D", {"case", "set"}, {id, "visitor_phone=0237-86-0002"}), "set at D");
    site.join_all();
    for (const auto& desk : desks) {
        for (const auto& other : desks) {
            if (desk < other) site.separate(desk, other);
        }
    }
    REQUIRE(town.level());
    for (const auto& desk : desks) {
        const auto choices = choices_at(town, desk, id, "visitor_phone");
        REQUIRE_MESSAGE(choices.size() == 2, desk);
        std::set<std::string> said;
        for (const auto& choice : choices) said.insert(choice["text"].get<std::string>());
        CHECK(said == std::set<std::string>{"0237-86-0001", "0237-86-0002"});
    }
    const auto print =
        site.tell("B", {"case", "print"}, {id, "F01"}, {{"kind", "final"}, {"folder", town.papers()}});
    REQUIRE_FALSE(print.has_value());
    CHECK(print.error().reason == "form.in_conflict");
    must(site.tell("A", {"case", "resolve"}, {id, "visitor_phone", "0237-86-0002"}), "settle");
    REQUIRE(town.level());
    for (const auto& desk : desks) {
        CHECK(town.shown(desk, id, "visitor_phone") == "0237-86-0002");
        CHECK(choices_at(town, desk, id, "visitor_phone").size() <= 1);
    }
    for (const auto& desk : desks) {
        const bool alone_with_backup = app::PracticeSite::wait_for(
            [&] { return linked_with(town, desk) == "控え"; }, tests::level_within_ms);
        CHECK_MESSAGE(alone_with_backup, desk);
    }
}
