// Bad days of one desk with its real window: killed while the resident signs, a clock that is wrong, a
// program that is ended by the machine. Whatever stood as saved stands afterwards. Keys, and the resident's
// finger in the box for the name; pictures beside those of the counter.
#include <doctest/doctest.h>

#include <filesystem>

#include "app/practice/practice_site.h"
#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using tests::WindowDesk;
using Json = nlohmann::json;

tests::OneDesk& desk() {
    static support::TempFolder folder;
    static tests::OneDesk one(folder.path().string());
    return one;
}

tests::WindowPlaces places(const std::vector<std::string>& more = {}) {
    std::vector<std::string> environment{tests::no_print_service, tests::no_card_service};
    environment.insert(environment.end(), more.begin(), more.end());
    return {desk().store(), tests::gallery(), std::move(environment)};
}

std::string sheet_state(const WindowDesk& at) {
    const Json shown = Json::parse(at.tell({"case", "show", desk().case_id()}).out, nullptr, false);
    return shown.is_object() ? shown["sheets"][0].value("state", "") : "";
}

void open_review(WindowDesk& at) {
    at.type("7");
    at.keys({"Return"});
    REQUIRE(at.on("証明書の受付"));
    at.keys({"F11"});
    REQUIRE(at.on("確認"));
    REQUIRE(at.shows("F01、1ページ"));
}

// As far as the box for the name.
void ask_the_resident(WindowDesk& at) {
    at.keys({"F12"});
    REQUIRE(at.shows("の署名は、どちらにしますか"));
    at.keys({"1"});
    REQUIRE(at.x().focus_title("お客様画面"));
    REQUIRE(at.shows_resident("書いてあることを確かめてください"));
    at.x().keys({"Tab", "Tab"});  // past 「紙に書く」
    const auto may_sign = [&] {
        return at.screen().value("resident", Json::array()).dump().find("お名前を書いてください") !=
               std::string::npos;
    };
    for (int page = 0; page < 6 && !may_sign(); ++page) {
        at.x().keys({"Return"});
        (void)app::PracticeSite::wait_for(may_sign, 800);
    }
    REQUIRE(at.shows_resident("お名前を書いてください"));
}

void put_finger_down(WindowDesk& at) {
    for (const auto& step : std::vector<std::vector<std::string>>{{"mousemove", "560", "400"},
                                                                  {"mousedown", "1"},
                                                                  {"mousemove", "640", "430"},
                                                                  {"mousemove", "720", "390"}}) {
        std::vector<std::string> command{"xdotool"};
        command.insert(command.end(), step.begin(), step.end());
        at.x().run(command);
    }
}

}  // namespace

TEST_CASE("the desk is killed while the resident signs: nothing is signed, nothing else is lost") {
    {
        WindowDesk at(places());
        REQUIRE(at.start());
        REQUIRE(at.sign_in("sato", "renshu-sato"));
        open_review(at);
        at.keys({"F12"});
        REQUIRE(at.shows("職員の確認　済"));
        ask_the_resident(at);
        put_finger_down(at);
        CHECK(at.picture("bad_signing") == "");
        at.kill_now();
    }
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    CHECK(sheet_state(at) == "確認済");
    open_review(at);
    CHECK(at.shows("署名　まだ"));
    CHECK(at.picture("bad_killed_in_mid_signature") == "");
    ask_the_resident(at);
    put_finger_down(at);
    at.x().run({"xdotool", "mouseup", "1"});
    at.x().keys({"Return"});
    REQUIRE(at.message_with("署名を記録しました") != "");
    at.kill_now();

    WindowDesk again(places());
    REQUIRE(again.start());
    REQUIRE(again.sign_in("sato", "renshu-sato"));
    CHECK(sheet_state(again) == "署名済");
}

TEST_CASE("the resident's screen is unplugged in the middle: the clerk is told, and paper does as well") {
    support::TempFolder folder;
    tests::OneDesk own(folder.path().string());
    tests::WindowPlaces two{own.store(), tests::gallery(), {tests::no_print_service, tests::no_card_service}};
    two.width = 1920;
    two.height = 1080;
    two.screens = test_support::XSession::Screens::two;
    WindowDesk at(two);
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    open_review(at);
    at.keys({"F12"});
    REQUIRE(at.shows("職員の確認　済"));
    at.keys({"F12"});
    REQUIRE(at.shows("の署名は、どちらにしますか"));
    at.keys({"1"});
    REQUIRE(at.shows_resident("書いてあることを確かめてください"));
    CHECK(at.picture("bad_two_screens") == "");
    CHECK(at.on("確認"));  // with two screens the keys stay with the clerk

    at.x().unplug_second_screen();
    CHECK(at.message_with("お客様用の画面が外れました。").find("「紙に書く」を選んでください") !=
          std::string::npos);
    REQUIRE(at.on("お客様画面"));
    CHECK(at.shows_resident("書いてあることを確かめてください"));
    CHECK(at.picture("bad_screen_unplugged") == "");

    at.x().plug_second_screen();
    REQUIRE(at.on("確認"));
    CHECK(at.shows_resident("書いてあることを確かめてください"));
    at.x().unplug_second_screen();
    REQUIRE(at.on("お客様画面"));
    at.x().keys({"Tab", "Return"});  // 「紙に書く」
    CHECK(at.message_with("紙") != "");
    CHECK(at.shows("署名　"));
}

TEST_CASE("a desk that is ended by the machine leaves no socket behind") {
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    REQUIRE(std::filesystem::exists(desk().store() + "/control.sock"));
    at.end();
    CHECK_FALSE(std::filesystem::exists(desk().store() + "/control.sock"));
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("the clock was never set: the strip says so, and the work of that time stands") {
    {
        WindowDesk at(places({"LD_PRELOAD=" + std::string(KAKANAI_BINARY_DIR) + "/lib/libunset_clock.so"}));
        REQUIRE(at.start());
        REQUIRE(at.sign_in("sato", "renshu-sato"));
        CHECK(at.shows("時計が遅れています"));
        CHECK(at.picture("bad_clock") == "");
        REQUIRE(at.tell({"case", "set", desk().case_id(), "visitor_phone=0237-86-1970"}).exit_code == 0);
        at.end();
    }
    WindowDesk at(places());
    REQUIRE(at.start());
    REQUIRE(at.sign_in("sato", "renshu-sato"));
    CHECK(at.tell({"case", "show", desk().case_id()}).out.find("0237-86-1970") != std::string::npos);
    CHECK_FALSE(at.screen().dump().find("時計が遅れています") != std::string::npos);
}
