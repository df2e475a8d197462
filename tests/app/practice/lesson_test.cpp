// The twelve lessons as data, and how a lesson follows what a clerk does.
#include "app/practice/lesson.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>

using app::Lesson;
using app::LessonRun;
using Json = nlohmann::json;

namespace {

const std::string data = std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data";

std::vector<Lesson> lessons() {
    auto loaded = app::load_lessons(data + "/lessons.json");
    REQUIRE(loaded);
    return *loaded;
}

// Keep what it returns in a variable before walking it: a loop over a part of it would outlive it.
Json json_of(const std::string& path) {
    std::ifstream in(path);
    return Json::parse(in);
}

const Lesson& lesson(const std::vector<Lesson>& all, const std::string& id) {
    for (const auto& one : all)
        if (one.id == id) return one;
    FAIL("no lesson " << id);
    return all.front();
}

Json answer(const std::string& field, const std::string& text, const std::string& source) {
    return {{"field", field}, {"person", 0}, {"text", text}, {"source", source}};
}

Json sheet(const std::string& form, const std::string& state, int printed) {
    return {{"form", form}, {"state", state}, {"printed", printed}};
}

}  // namespace

TEST_CASE(
    "the course has twelve lessons, each with a goal, points, hints and residents of the practice city") {
    const auto all = lessons();
    CHECK(all.size() == 12);
    std::set<std::string> residents;
    const Json city = json_of(data + "/residents.json");
    for (const Json& resident : city["residents"]) residents.insert(resident["id"]);
    std::set<std::string> ids;
    for (const auto& one : all) {
        CAPTURE(one.id);
        CHECK(ids.insert(one.id).second);
        for (const auto& resident : one.residents) CHECK(residents.contains(resident));
        double before = 0;
        for (const auto& hint : one.hints) {
            CHECK(hint.after_s > before);
            CHECK(hint.after_s <= one.par_s + 90);
            before = hint.after_s;
        }
    }
}

TEST_CASE("every field, form and life event that a lesson looks for exists") {
    std::set<std::string> fields;
    const Json catalogue = json_of(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fields.json");
    for (const Json& field : catalogue["fields"]) fields.insert(field["id"]);
    for (const auto& one : lessons()) {
        for (const auto& point : one.points) {
            CAPTURE(one.id);
            CAPTURE(point.check.dump());
            const std::string kind = point.check.begin().key();
            const Json& wanted = point.check.begin().value();
            if (kind == "answered") CHECK(fields.contains(wanted.get<std::string>()));
            if (kind == "source" || kind == "answer_has")
                CHECK(fields.contains(wanted["field"].get<std::string>()));
            if (kind == "signed" || kind == "printed" || kind == "printed_again" || kind == "was_replaced")
                CHECK(std::ifstream(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/forms/" +
                                    wanted.get<std::string>() + ".json")
                          .good());
        }
    }
}

TEST_CASE("a certificate lesson is reached point by point; seconds, questions and mishaps are its result") {
    const auto all = lessons();
    const Lesson& first = lesson(all, "L01");
    LessonRun run(first, 10'000);
    Json view{{"life_event", "ev_cert"}, {"status", "聞き取り"}, {"answers", Json::array()}};
    run.saw(view, 20'000);
    CHECK(run.reached() == std::vector<bool>{true, false, false, false, false});
    view["answers"] = {answer("visitor_name", "梯　花子", "券面IC"),
                       answer("visitor_phone", "0237-86-2111", "聞き取り")};
    view["history"] = {{{"what", "本人確認（Ａ 1点）"}}};
    run.saw(view, 60'000);
    CHECK_FALSE(run.done());
    view["sheets"] = {sheet("F01", "印刷済", 1)};
    view["status"] = "完了";
    run.saw(view, 130'000);
    REQUIRE(run.done());
    CHECK(run.result().seconds == doctest::Approx(120));
    CHECK(run.result().questions == 1);
    CHECK(run.result().errors == 0);
    run.saw(Json::object(), 500'000);  // what comes after the end changes nothing
    CHECK(run.result().seconds == doctest::Approx(120));
}

TEST_CASE("hints come one by one by the clock, and none after the end") {
    const auto all = lessons();
    const Lesson& first = lesson(all, "L01");
    LessonRun run(first, 0);
    CHECK_FALSE(run.hint(59'000));
    CHECK(run.hint(61'000) == first.hints[0].words);
    CHECK_FALSE(run.hint(62'000));
    CHECK(run.hint(400'000) == first.hints[1].words);
    CHECK(run.hint(400'000) == first.hints[2].words);
    CHECK_FALSE(run.hint(900'000));
}

TEST_CASE("a voided signature is a mishap, except in the lesson that is about it") {
    const auto all = lessons();
    for (const char* id : {"L10", "L04"}) {
        const Lesson& one = lesson(all, id);
        LessonRun run(one, 0);
        run.saw({{"sheets", {sheet("F03", "署名済", 0)}}, {"history", {{{"what", "署名（住民異動届）"}}}}},
                1000);
        run.saw({{"sheets", {sheet("F03", "差替え", 0)}}}, 2000);
        run.saw({{"sheets", {sheet("F03", "印刷済", 1)}}}, 3000);
        CAPTURE(id);
        CHECK(run.result().errors == (std::string(id) == "L10" ? 0 : 1));
        if (std::string(id) == "L10") CHECK(run.done());
    }
}

TEST_CASE("a second print is the goal of one lesson and a mishap in another") {
    const auto all = lessons();
    for (const char* id : {"L11", "L01"}) {
        const Lesson& one = lesson(all, id);
        LessonRun run(one, 0);
        run.saw({{"sheets", {sheet("F01", "印刷済", 2)}}}, 1000);
        CAPTURE(id);
        CHECK(run.result().errors == (std::string(id) == "L11" ? 0 : 1));
    }
}

TEST_CASE("coming back from hold counts only in that order") {
    const Json check{{"history_after", {{"first", "保留"}, {"then", "聞き取り"}}}};
    CHECK_FALSE(
        *app::holds(check, {{"history", {{{"what", "聞き取り"}}, {{"what", "保留（書類の不足）"}}}}}));
    CHECK(*app::holds(check, {{"history", {{{"what", "保留（書類の不足）"}}, {{"what", "聞き取り"}}}}}));
    CHECK_FALSE(app::holds(Json{{"wished", 1}}, Json::object()));
}
