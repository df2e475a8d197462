// Cards at the window, by keys alone: two cards at once, a card with the driving licence on it, and the
// digits of a card's face that a picture put into the boxes. Through a real pcscd; nobody in here exists.
#include <doctest/doctest.h>

#include <filesystem>

#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "tests/app/site/card_reader.h"
#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;
using tests::says;

// The three boxes of 照合番号B: each goes on to the next at Enter.
void type_code(tests::WindowDesk& window, const char* birth, const char* year, const char* security) {
    for (const char* digits : {birth, year, security}) {
        window.type(digits);
        window.keys({"Return"});
    }
}

}  // namespace

TEST_CASE("two cards, a card with a licence on it, and 照合番号B from a picture: each asked about by keys") {
    support::TempFolder folder;
    tests::OneDesk desk(folder.path().string());
    for (const char* room : {"reader", "scans"}) fs::create_directories(desk.place(room));
    auto table = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                        std::string(KAKANAI_BINARY_DIR) + "/bin", desk.place("reader"));
    if (!table) {
        MESSAGE("left out: no private card reader service starts here (see installer/practice-reader)");
        return;
    }
    const auto drawn = tests::run_program({tests::program_path("kakanai-card-face"), "mynumber", "R01",
                                           "clean", desk.place("scans") + "/scan-001.png"});
    REQUIRE(drawn.exit_code == 0);
    auto environment = table->environment();
    environment.emplace_back(tests::no_print_service);
    tests::WindowDesk window({.store = desk.store(),
                              .pictures = tests::gallery(),
                              .environment = environment,
                              .picture_folder = desk.place("scans")});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    REQUIRE(window.open_people("7"));

    // Husband and wife lay their cards on both readers: whose is meant is asked, and only that one is tried.
    REQUIRE(table->lay("R01"));
    REQUIRE(table->lay_beside("R02"));
    REQUIRE(tests::cards_lie(*table, 2));
    window.keys({"F5"});
    REQUIRE(window.shows("カードが 2 枚あります"));
    REQUIRE(window.shows("どのカードを読みますか"));
    CHECK(window.picture("a2_two_cards") == "");
    window.keys({"2"});
    REQUIRE(window.shows("の読み方を選んでください"));
    window.keys({"1"});
    REQUIRE(window.shows("券面の数字を入力してください"));
    type_code(window, "620302", "2031", "9999");  // a slip of the hand: it costs this card a try
    CHECK(says(window.message_with("照合番号Bが違います。あと9回"), "照合番号Bが違います。あと9回"));
    CHECK(says(table->ask("tries R01"), "verification_b 10"));
    window.keys({"F5", "2", "1"});
    REQUIRE(window.shows("照合番号B　あと 9 回"));
    type_code(window, "620302", "2031", "3209");
    REQUIRE(window.shows("Enter ですべて取り込みます"));
    CHECK(window.shows("髙橋　美咲"));
    window.keys({"Escape"});
    REQUIRE(table->take_away_beside());
    REQUIRE(table->take_away());

    // マイナ免許証: what cannot be read of it is said before anything is asked.
    REQUIRE(says(table->ask("licence-aboard on"), "ok"));
    REQUIRE(table->lay("R03"));
    REQUIRE(tests::cards_lie(*table, 1));
    window.keys({"F5"});
    REQUIRE(window.shows("このカードのマイナ免許証は読めません"));
    CHECK(window.shows("の読み方を選んでください"));  // as a マイナンバーカード it can be read all the same
    CHECK(window.picture("a2_card_with_licence") == "");
    window.keys({"Escape"});
    REQUIRE(says(table->ask("licence-aboard off"), "ok"));
    REQUIRE(table->take_away());

    // A picture of the face fills the boxes; no try is spent before the clerk has compared and presses Enter.
    REQUIRE(table->lay("R01"));
    REQUIRE(tests::cards_lie(*table, 1));
    window.keys({"F5"});
    REQUIRE(window.shows("の読み方を選んでください"));
    window.keys({"4"});
    REQUIRE(window.shows("何の書類の画像を読みますか"));
    window.keys({"1"});
    REQUIRE(window.shows("画像はどれですか"));
    window.keys({"1"});
    REQUIRE(app::PracticeSite::wait_for([&] { return window.shows("氏名（1/"); }, 60'000));
    window.keys({"F12"});  // nothing is taken over from the picture
    window.keys({"F5"});
    REQUIRE(window.shows("の読み方を選んでください"));
    window.keys({"1"});
    REQUIRE(window.shows("画像で読んだ数字です"));
    CHECK(window.picture("a2_code_from_picture") == "");
    CHECK(says(table->ask("tries R01"), "verification_b 10"));
    window.keys({"Return"});
    REQUIRE(window.shows("Enter ですべて取り込みます"));
    CHECK(window.shows("髙橋　健太郎"));
}
