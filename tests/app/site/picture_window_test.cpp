// Documents without a chip at the counter: a picture of the face is read, and what it says waits beside the
// picture until a person takes it over, item by item. On the command line and in the window, by keys alone;
// the residents are invented, and their pictures drawn here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::says;
using tests::WindowDesk;
namespace fs = std::filesystem;

tests::OneDesk& desk() {
    static support::TempFolder folder;
    static tests::OneDesk one(folder.path().string());
    return one;
}

// Draws a clean picture of an invented person's document; what a right reading of it gives, by item.
std::map<std::string, std::string> draw(const std::string& kind, const std::string& seed,
                                        const std::string& file) {
    const auto drawn =
        tests::run_program({tests::program_path("kakanai-card-face"), kind, seed, "clean", file});
    REQUIRE(drawn.exit_code == 0);
    std::map<std::string, std::string> truth;
    std::istringstream lines(drawn.out);
    for (std::string line; std::getline(lines, line);) {
        const auto tab = line.find('\t');
        truth[line.substr(0, tab)] = line.substr(tab + 1);
    }
    return truth;
}

std::string new_case(const std::string& ticket, const std::string& event) {
    const auto opened = desk().tell({"case", "open", "--event", event, "--ticket", ticket});
    REQUIRE_MESSAGE(opened.exit_code == 0, opened.err);
    return Json::parse(opened.out)["case"];
}

Json answer(const Json& view, const std::string& field) {
    for (const auto& one : view["answers"])
        if (one["field"] == field && one["text"] != "") return one;
    return Json::object();
}

// Reading a picture takes seconds, on a busy machine more of them.
bool reads(const WindowDesk& window, const std::string& words) {
    for (int i = 0; i < 6; ++i)
        if (window.shows(words)) return true;
    return false;
}

Json shown(const std::string& id) {
    return Json::parse(desk().tell({"case", "show", id}).out, nullptr, false);
}

}  // namespace

TEST_CASE("on the command line a picture is a proposal; what is named is taken over, and nothing else") {
    desk().serve();
    REQUIRE(desk().tell({"session", "sign-in"}, tests::clerk_secrets).exit_code == 0);
    const std::string id = new_case("21", "ev_cert"), file = desk().place("licence.png");
    const auto truth = draw("licence", "7", file);
    const auto looked = desk().tell(
        {"case", "picture", id, "--kind", "licence", "--picture", file, "--out", desk().place("items")});
    REQUIRE_MESSAGE(looked.exit_code == 0, looked.err);
    const Json read = Json::parse(looked.out);
    CHECK(read["proposal"] == true);
    CHECK(read["document"] == "運転免許証");
    std::vector<std::string> items;
    for (const auto& proposal : read["proposals"]) items.push_back(proposal["item"]);
    CHECK(items == std::vector<std::string>{"name", "birth_date", "address"});  // the order of the card
    CHECK(fs::file_size(desk().place("items") + "/name.png") > 100);
    CHECK(answer(shown(id), "visitor_name").empty());  // nothing came into the case by itself

    const auto taken = desk().tell({"case", "picture", id, "name=" + truth.at("name"), "birth_date", "--kind",
                                    "licence", "--picture", file});
    REQUIRE_MESSAGE(taken.exit_code == 0, taken.err);
    const Json view = shown(id);
    CHECK(answer(view, "visitor_name")["text"] == truth.at("name"));
    CHECK(answer(view, "visitor_name")["source"] == "券面読取");
    CHECK(answer(view, "visitor_name")["confirmed"] == true);
    CHECK_FALSE(answer(view, "visitor_birth_date").empty());
    CHECK(answer(view, "visitor_address").empty());

    std::ofstream(desk().place("letter.png")) << "this is a letter and no picture";
    const auto refused =
        desk().tell({"case", "picture", id, "--kind", "licence", "--picture", desk().place("letter.png")});
    CHECK(tests::fault_of(refused) == "");
    CHECK(says(refused.err, "画像として読めません"));
    CHECK(tests::fault_of(desk().tell(
              {"case", "picture", id, "--kind", "licence", "--picture", desk().place("nothing.png")})) == "");
    CHECK(answer(shown(id), "visitor_name")["text"] == truth.at("name"));
    for (const char* ticket : {"22", "24"}) new_case(ticket, "ev_cert");  // for the window
    desk().end();
}

TEST_CASE("a 転出証明書 brings the whole household into the case, and the address that was left") {
    desk().serve();
    REQUIRE(desk().tell({"session", "sign-in"}, tests::clerk_secrets).exit_code == 0);
    const std::string id = new_case("23", "ev_tennyu"), file = desk().place("sheet.png");
    const auto truth = draw("transfer", "3", file);  // three persons
    std::vector<std::string> words{"case", "picture", id, "--kind", "transfer", "--picture", file};
    const auto looked = desk().tell(words);
    REQUIRE_MESSAGE(looked.exit_code == 0, looked.err);
    const Json read = Json::parse(looked.out);
    REQUIRE(read["persons"].size() == 3);
    for (const auto& proposal : read["proposals"]) words.insert(words.begin() + 3, proposal["item"]);
    words.insert(words.end(), {"--visitor-row", "1"});
    const auto taken = desk().tell(words);
    REQUIRE_MESSAGE(taken.exit_code == 0, taken.err);
    const Json view = shown(id);
    CHECK(answer(view, "old_address")["source"] == "書類");
    CHECK(truth.at("address").starts_with(std::string(answer(view, "old_address")["text"])));
    CHECK(answer(view, "honseki_address")["text"] == truth.at("honseki_address"));
    std::vector<std::string> names;
    for (const auto& person : view["persons"]) names.push_back(person["name"]);
    CHECK(names == std::vector<std::string>{truth.at("person1.name"), truth.at("person2.name"),
                                            truth.at("person3.name")});
    CHECK(answer(view, "visitor_name_kana")["text"] == truth.at("person1.name_kana"));
    // Read once more, nothing is new: the persons are known by name and birth date.
    const Json again =
        Json::parse(desk().tell({"case", "picture", id, "--kind", "transfer", "--picture", file}).out);
    CHECK(again["proposals"].empty());
    for (const auto& person : again["persons"]) CHECK(person.contains("person"));
    desk().end();
}

TEST_CASE("at the window 運転経歴証明書, which has no chip, is read from a picture and taken over by keys") {
    const std::string folder = desk().place("scans");
    fs::create_directories(folder);
    const auto truth = draw("driving_history", "11", folder + "/scan-001.png");
    WindowDesk window({.store = desk().store(),
                       .pictures = tests::gallery(),
                       .environment = {tests::no_print_service, tests::no_card_service},
                       .picture_folder = folder});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    REQUIRE(window.choose_ticket("22"));
    window.keys({"Return"});
    REQUIRE(window.on("来庁者"));
    window.keys({"F5"});
    REQUIRE(window.shows("何の書類の画像を読みますか"));
    CHECK(says(window.screen().value("message", ""), "カードリーダーのサービスが動いていません"));
    window.keys({"3"});
    REQUIRE(window.shows("画像はどれですか"));
    window.keys({"1"});
    REQUIRE(reads(window, "運転経歴証明書　氏名（1/3）"));
    CHECK(window.picture("a2_picture") == "");
    window.x().keys({"ctrl+a"});
    window.x().type(truth.at("name"));  // the clerk's eye decides, whatever was read
    window.keys({"Return"});
    REQUIRE(window.shows("生年月日（2/3）"));
    window.keys({"Return"});
    REQUIRE(window.shows("住所（3/3）"));
    CHECK(window.picture("a2_picture_address") == "");
    const std::string id = Json::parse(window.tell({"case", "list", "--filter", "22"}).out)[0]["case"];
    CHECK(answer(Json::parse(window.tell({"case", "show", id}).out), "visitor_name").empty());
    window.keys({"Return"});
    REQUIRE(window.shows("書類の住所は、どの住所ですか"));
    window.keys({"1"});
    REQUIRE(window.message_with("画像から 3 項目を取り込みました") != "");
    const Json view = Json::parse(window.tell({"case", "show", id}).out);
    CHECK(answer(view, "visitor_name")["text"] == truth.at("name"));
    CHECK(answer(view, "visitor_name")["source"] == "券面読取");
    CHECK_FALSE(answer(view, "visitor_address").empty());

    // A hostile picture: one sentence, and everything is where it was.
    std::ofstream(folder + "/scan-002.png") << "\x89PNG\r\n\x1a\n and then nothing of the kind";
    window.keys({"F5"});
    REQUIRE(window.shows("何の書類の画像を読みますか"));
    window.keys({"3"});
    REQUIRE(window.shows("画像はどれですか"));
    window.keys({"1"});
    CHECK(says(window.message_with("画像として読めません"), "画像として読めません"));
    CHECK(answer(Json::parse(window.tell({"case", "show", id}).out), "visitor_name")["text"] ==
          truth.at("name"));
}

TEST_CASE("at twice the size the picture of an item, what was read and the keys all find room") {
    const std::string folder = desk().place("sheets");
    fs::create_directories(folder);
    draw("transfer", "3", folder + "/sheet-001.png");
    WindowDesk window({.store = desk().store(),
                       .pictures = tests::gallery(),
                       .environment = {tests::no_print_service, tests::no_card_service},
                       .picture_folder = folder,
                       .width = 2732,
                       .height = 1536,
                       .print_size = 200});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    REQUIRE(window.choose_ticket("24"));
    window.keys({"Return"});
    REQUIRE(window.on("来庁者"));
    window.keys({"F5"});
    REQUIRE(window.shows("何の書類の画像を読みますか"));
    window.keys({"7"});
    REQUIRE(window.shows("画像はどれですか"));
    window.keys({"1"});
    REQUIRE(reads(window, "転出証明書　前の住所（1/"));
    CHECK(window.picture("a2_picture_200") == "");
    window.keys({"F12"});  // nothing was taken over: nothing is recorded
    CHECK(window.message_with("取り込む項目はありませんでした") != "");
}
