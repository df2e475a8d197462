// A person who must not be found (支援措置), and the resident's display that somebody closes: one desk with
// its real window and store, keys only, pictures beside those of the counter.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "app/practice/practice_site.h"
#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using tests::WindowDesk;
using Json = nlohmann::json;

constexpr const char* chief = "kikuchi";
constexpr const char* kept_secret = "髙橋";

// The desk of one_desk.h with a supervisor, and the visitor's birth date known.
tests::OneDesk& desk() {
    static support::TempFolder folder;
    static tests::OneDesk& one = [&]() -> tests::OneDesk& {
        static tests::OneDesk made(folder.path().string());
        made.serve();
        REQUIRE(made.tell({"session", "sign-in"}, tests::chief_secrets).exit_code == 0);
        REQUIRE(made.tell({"account", "add", chief, "--shown-name", "菊地", "--role", "supervisor"},
                          R"({"new_password": "renshu-kikuchi"})")
                    .exit_code == 0);
        REQUIRE(made.tell({"session", "sign-in"}, tests::clerk_secrets).exit_code == 0);
        REQUIRE(made.tell({"case", "set", made.case_id(), "visitor_birth_date=1985-05-12",
                           "visitor_name_kana=タカハシ　ケンタロウ"})
                    .exit_code == 0);
        made.end();
        return made;
    }();
    return one;
}

tests::WindowPlaces places() {
    return {desk().store(),
            tests::gallery(),
            {tests::no_print_service, tests::no_card_service},
            desk().place("papers")};
}

bool on_screen(const WindowDesk& at, const std::string& text) {
    return at.screen().dump().find(text) != std::string::npos;
}

// The row of the ticket, with the keys; not opened.
void open_the_certificate(WindowDesk& at) {
    REQUIRE(at.choose_ticket("7"));
    at.keys({"Return"});
    REQUIRE(at.on("証明書の受付"));
}

void go_to_its_sheet(WindowDesk& at) {
    at.keys({"F11"});
    REQUIRE(at.on("確認"));
    REQUIRE(at.shows("F01、1ページ"));
}

std::size_t acts(const std::string& kind) {
    const auto told = desk().tell({"audit", "list", "--filter", kind},
                                  R"({"account": "kikuchi", "password": "renshu-kikuchi"})");
    const Json rows = Json::parse(told.out, nullptr, false);
    return rows.is_array() ? rows.size() : 0;
}

}  // namespace

TEST_CASE("the resident's display is closed by hand: the clerk is told, and one key brings it back") {
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    open_the_certificate(at);
    go_to_its_sheet(at);
    at.keys({"F12"});
    REQUIRE(at.shows("職員の確認　済"));
    at.keys({"F12"});
    REQUIRE(at.shows("の署名は、どちらにしますか"));
    at.keys({"1"});
    REQUIRE(at.x().focus_title("お客様画面"));
    REQUIRE(at.shows_resident("書いてあることを確かめてください"));
    at.x().close_window("お客様画面");
    REQUIRE(at.message_with("お客様画面が閉じられました") != "");
    CHECK(at.picture("bad_display_closed") == "");
    CHECK_FALSE(at.screen().value("resident", Json::array()).dump().find(kept_secret) != std::string::npos);
    REQUIRE(at.x().focus_title("確認"));
    at.keys({"F12"});
    REQUIRE(at.shows("の署名は、どちらにしますか"));
    at.keys({"1"});
    REQUIRE(at.x().focus_title("お客様画面"));
    CHECK(at.shows_resident("書いてあることを確かめてください"));
    at.x().close_window("お客様画面");
    REQUIRE(at.x().focus_title("確認"));
}

TEST_CASE("a clerk makes a case 係長確認: list, pane, search and look say nothing more") {
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    open_the_certificate(at);
    at.keys({"ctrl+k"});
    REQUIRE(at.shows("保留にする理由"));
    at.keys({"9"});
    REQUIRE(at.on("受付一覧"));
    REQUIRE(at.message_with("係長確認になりました") != "");
    REQUIRE(at.shows("係長確認"));
    REQUIRE(at.choose_ticket("7"));
    REQUIRE(at.shows("内容は表示できません"));
    CHECK(at.picture("protected_list") == "");
    CHECK_FALSE(on_screen(at, kept_secret));
    at.keys({"Return"});
    REQUIRE(at.message_with("係長の確認が必要な受付です") != "");
    CHECK(at.x().title().find("受付一覧") != std::string::npos);
    // Nor by any other way of this account.
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"case", "show", desk().case_id()},
             {"case", "preview", desk().case_id(), "F01"},
             {"case", "print", desk().case_id(), "F01", "--folder", desk().place("papers")},
             {"case", "guide", desk().case_id()},
             {"case", "set", desk().case_id(), "visitor_phone=0237-86-2111"}}) {
        const auto told = at.tell(words);
        CHECK(told.exit_code == 1);
        CHECK(tests::says(told.err + told.out, "係長の確認が必要な受付です"));
    }
    for (const char* sought : {"タカハシ", "髙橋", "19850512"})
        CHECK(at.tell({"queue", "--filter", sought}).out.find("係長確認") == std::string::npos);

    // The same person at another reception is known again.
    at.keys({"Insert", "1"});
    REQUIRE(at.on("来庁者"));
    at.type("高橋　健太郎");  // another form of the letter
    at.keys({"Return"});
    at.type("タカハシ　ケンタロウ");
    at.keys({"Return"});
    at.type("3600512");
    at.keys({"Return"});
    REQUIRE(at.on("受付一覧"));
    CHECK(at.message_with("係長の確認が必要な受付です") != "");
    CHECK(at.picture("protected_known_again") == "");
    CHECK_FALSE(on_screen(at, "健太郎"));
}

TEST_CASE("the supervisor releases one document to one clerk; its print spends the release") {
    {
        WindowDesk at(places());
        REQUIRE(at.start());
        REQUIRE(at.sign_in(chief, "renshu-kikuchi"));
        REQUIRE(at.choose_ticket("7"));
        at.keys({"Return"});
        REQUIRE(at.shows("係長確認の受付です"));
        CHECK(at.picture("protected_supervisor") == "");
        at.keys({"2"});
        REQUIRE(at.shows("どの書類を許可しますか"));
        at.keys({"1"});
        REQUIRE(at.shows("どの職員に許可しますか"));
        at.keys({"2"});  // sato, after kikuchi
        REQUIRE(at.shows("許可の理由"));
        at.keys({"2"});
        REQUIRE(at.message_with("1回だけ許可しました") != "");
        at.end();
    }
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    open_the_certificate(at);
    CHECK(at.shows("係長確認"));
    // Others may stand beside: the display stays neutral.
    go_to_its_sheet(at);
    at.keys({"F12"});
    REQUIRE(at.shows("の署名は、どちらにしますか"));
    at.keys({"1"});
    REQUIRE(at.message_with("係長の確認が必要な受付です") != "");
    CHECK(at.screen().value("resident", Json::array()).empty());  // with one screen it does not even come up
    CHECK(at.picture("protected_display_neutral") == "");
    REQUIRE(at.x().focus_title("受付一覧"));
    open_the_certificate(at);
    at.keys({"1", "Return", "Tab"});
    REQUIRE(at.shows("世帯全員の写し1通"));
    at.keys({"1"});
    REQUIRE(at.shows("F01、"));
    CHECK(at.picture("protected_released") == "");  // and the page is the newest by then
    std::this_thread::sleep_for(std::chrono::seconds(1));
    at.keys({"F12"});
    REQUIRE_MESSAGE(at.on("受付一覧"), at.screen().dump());  // printed once, and seen no more
    REQUIRE(at.choose_ticket("7"));
    at.keys({"Return"});
    CHECK(at.message_with("係長の確認が必要な受付です") != "");
    CHECK(acts("protection_set") == 2);
    CHECK(acts("protection_released") == 1);
}
