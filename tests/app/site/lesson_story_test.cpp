// A lesson of the course as it is given: the course follows desk D over its socket while a learner works
// there; the learner's result is seconds, questions and errors, and a line of the table that the city keeps.
#include <doctest/doctest.h>

#include <thread>

#include "app/practice/lesson_course.h"
#include "tests/app/site/town.h"

namespace {

using Json = nlohmann::json;

// The steps of L08 one after the other; the sentence of the first refusal, "" if there was none.
std::string learn(tests::Town& town) {
    std::string refused;
    std::string id;
    const auto step = [&](std::vector<std::string> words, std::vector<std::string> arguments = {},
                          std::map<std::string, std::string> options = {}) {
        if (!refused.empty()) return Json();
        auto told = town.site().tell("D", std::move(words), std::move(arguments), std::move(options));
        if (!told) refused = tests::text_of(told.error());
        return told ? *told : Json();
    };
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));  // the course takes its first look
    id = step({"case", "open"}, {}, {{"event", "ev_cert"}}).value("case", "");
    step({"case", "set"}, {id, "visitor_name=練習　花", "visitor_name_kana=レンシュウ　ハナ",
                           "visitor_birth_date=1926-03-XX#日不詳", "cert_families=住民票",
                           "cert_juminhyo_items=世帯全員の写し:1", "purpose=年金"});
    step({"case", "identity"}, {id, "個人番号カード"});
    const Json shown = step({"case", "preview"}, {id, "F01"}, {{"kind", "final"}});
    step({"case", "check"}, {id, "F01"});
    step({"case", "sign"}, {id, "F01"}, {{"digest", shown.is_object() ? shown.value("digest", "") : ""}});
    step({"case", "print"}, {id, "F01"}, {{"kind", "final"}, {"folder", town.papers()}});
    return refused;
}

std::string text_in(std::FILE* file) {
    std::string out;
    std::rewind(file);
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) out.push_back(static_cast<char>(c));
    return out;
}

}  // namespace

TEST_CASE("a lesson tells its goal, each point as it is reached, and the result") {
    const auto lessons =
        app::load_lessons(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/lessons.json");
    REQUIRE(lessons);
    REQUIRE(lessons->size() == 12);
    app::Lesson lesson = (*lessons)[7];
    REQUIRE(lesson.id == "L08");
    lesson.hints[0].after_s = 0;  // a minute is too long for a test
    tests::Town town;
    tests::must(town.site().sign_in("D", "abe"), "sign in at D");
    std::FILE* said = std::tmpfile();
    REQUIRE(said != nullptr);
    app::LessonCourse course(town.site(), nullptr, "D", said);
    std::string refused;
    std::thread learner([&] { refused = learn(town); });
    const app::LessonResult result = course.give(lesson, 60);
    learner.join();
    CHECK(refused == "");
    CHECK(result.reached);
    CHECK(result.seconds > 0);
    CHECK(result.questions > 0);
    CHECK(result.errors == 0);
    const std::string words = text_in(said);
    std::fclose(said);
    CHECK(words.find(lesson.goal) != std::string::npos);
    CHECK(words.find("ヒント：") != std::string::npos);
    CHECK(words.find("✓ F01 を印刷する") != std::string::npos);
    CHECK(words.find("できました") != std::string::npos);
    const std::string table = app::LessonCourse::csv(*lessons, {{"L08", result}});
    CHECK(table.find("L08,生年月日が分からない方,") != std::string::npos);
    CHECK(table.find("練習　花") == std::string::npos);  // no name in what the city keeps
}
