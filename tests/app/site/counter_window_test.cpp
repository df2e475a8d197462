// Visits at the counter as a clerk does them: two real desks with windows, a real card reader with practice
// cards, keys alone and no mouse. Every screen on the way is kept as a picture in docs/gallery, and none of
// them may show a text that was cut. Prints keystrokes, letters typed, questions asked and the program's
// seconds of each visit.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "tests/app/site/counter.h"
#include "tests/app/site/talk.h"

using namespace tests;

TEST_CASE("a certificate with the card: twelve keys from the card to the end") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    CHECK(a.picture("a1_list_empty") == "");
    a.keys({"Insert"});
    REQUIRE(a.shows("ご用件を数字で選んでください"));
    CHECK(a.picture("a1_new_reception") == "");
    a.keys({"1"});
    REQUIRE(a.on("来庁者"));
    counter().read_card("R32");
    CHECK(a.picture("a2_card_proposals") == "");
    const Stopwatch watch(a);
    a.keys({"Return"});
    REQUIRE(a.shows("カードの住所は、どの住所ですか"));
    a.keys({"1"});
    REQUIRE(a.message_with("取り込みました") != "");
    a.keys({"1", "1"});  // 本人, 個人番号カード
    REQUIRE(a.shows("Ａ 1点で確認済"));
    counter().take_card();
    CHECK(a.picture("a2_people") == "");
    a.keys({"F12"});
    REQUIRE(a.on("証明書の受付"));
    a.keys({"1", "Return", "Tab"});  // 世帯全員の写し, one copy
    REQUIRE(a.shows("世帯全員の写し1通"));
    a.keys({"1"});  // パスポート
    REQUIRE(a.shows("F01、"));
    CHECK(a.picture("a3_certificate") == "");
    a.keys({"F12"});
    REQUIRE(a.shows("手渡しの一覧"));
    REQUIRE(a.message_with("保存しました") != "");
    CHECK(a.picture("a3_handover") == "");
    a.keys({"0"});
    REQUIRE(a.shows("F12 終了する"));
    a.keys({"F12"});
    REQUIRE(a.on("受付一覧"));
    CHECK(a.message_with("受付を終了しました") != "");
    watch.print("certificate, after the card", 3);
    CHECK(a.keystrokes() <= 12);
    CHECK(the_case(a, "A-001").value("status", "") == "完了");
}

namespace {

// The reception number in the strip of what stands on the screen: "A-005".
std::string number_on(WindowDesk& desk) {
    const std::string words = desk.screen().dump(), before = "受付番号 ";
    const auto at = words.find(before);
    return at == std::string::npos ? std::string() : words.substr(at + before.size(), 5);
}

// In the order of speaking; what stands on a card or in an answer before has no line here, so that asking it
// again fails the story.
const std::vector<Saying> family_sayings{{"フリガナ", "", "タカハシ　ケンタロウ"},
                                         {"電話番号", "", "0237-86-2111"},
                                         {"転入の方法", "2"},
                                         {"異動日", "5081116"},
                                         {"入り先の世帯", "1"},
                                         {"新しい住所", "", "山形県寒河江市中央二丁目901番地2"},
                                         {"前の世帯主", "1"},
                                         {"全員を記入した", "1"},
                                         {"証明書も必要", "2"},
                                         {"外国籍の方がいる", "2"},
                                         {"続柄(新)@髙橋　健太郎", "1"},
                                         {"続柄(新)@髙橋　美咲", "3"},
                                         {"続柄(新)", "4"},
                                         {"保険(後)", "2"},
                                         {"フリガナ", "", "タカハシ　ミサキ"},
                                         {"フリガナ", "", "タカハシ　ソラ"},
                                         {"フリガナ", "", "タカハシ　ヒマリ"},
                                         {"本籍", "", "東京都千代田区見本町一丁目2番"},
                                         {"筆頭者", "1"},
                                         {"署名用の発行希望", "1"},
                                         {"利用者証明用", "3"},
                                         {"利用規約の確認", "1"},
                                         {"第何子", "1"},
                                         {"第何子", "2"},
                                         {"保険の種類", "2"},
                                         {"保険者番号", "01060013"},
                                         {"保険者の名称", "", "全国健康保険協会山形支部"},
                                         {"番号", "45"},
                                         {"被保険者の氏名", "1"},
                                         {"資格取得年月日", "5040401"},
                                         {"他の医療費助成", "5"},
                                         {"児童手当の受給", "2"},
                                         {"同意", "1"},
                                         {"請求者", "2"},
                                         {"請求者", "1"},
                                         {"職業", "1"},
                                         {"加入している年金", "1"},
                                         {"振込先", "1"}};

// Every sheet looked at and confirmed, signed on paper and printed: F12 after F12.
void all_on_paper(WindowDesk& desk, const std::string& number) {
    const Json sheets = the_case(desk, number)["sheets"];
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const std::string form = sheets[i].value("form", "");
        REQUIRE_MESSAGE(desk.shows(form + "、"), form);
        if (i == 0) CHECK(desk.picture("a5_review") == "");
        desk.keys({"F12"});
        REQUIRE_MESSAGE(
            app::PracticeSite::wait_for(
                [&] { return the_case(desk, number)["sheets"][i].value("state", "") == "確認済"; }, 5000),
            form);
    }
    desk.keys({"F12"});
    REQUIRE(desk.shows("の署名は、どちらにしますか"));
    desk.keys({"2"});
    REQUIRE(desk.message_with("紙に署名していただきます") != "");
    desk.keys({"F12"});
    REQUIRE(desk.shows("手渡しの一覧"));
    CHECK(desk.picture("a5_handover") == "");
}

}  // namespace

TEST_CASE("a family of four moves in with their cards") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    a.keys({"Insert", "3"});
    REQUIRE(a.on("来庁者"));
    const std::string number = number_on(a);
    counter().read_card("R01");
    const Stopwatch watch(a);
    a.keys({"Return", "2"});
    REQUIRE(a.message_with("取り込みました") != "");
    a.keys({"1", "1"});
    REQUIRE(a.shows("Ａ 1点で確認済"));
    for (const char* one : {"R02", "R03", "R04"}) {
        counter().take_card();
        counter().read_card(one, true);
        a.keys({"Return"});  // of the same address: it is not asked again
        const std::string name = tests::resident(counter().town(), one).face_name;
        REQUIRE(app::PracticeSite::wait_for(
            [&] {
                return a.tell({"case", "show", number}).out.find(name) != std::string::npos;
            },
            5000));
        REQUIRE(a.message_with("取り込みました") != "");
    }
    counter().take_card();
    CHECK(a.picture("a2_family") == "");
    a.keys({"F12"});
    REQUIRE(a.shows("世帯表"));  // 本人 was said: nobody is asked whether the visitor moves
    CHECK(a.picture("a4_household") == "");
    const int answers = talk(a, family_sayings);
    CHECK(a.picture("a4_all_asked") == "");
    a.keys({"F12"});
    REQUIRE(a.on("確認"));
    all_on_paper(a, number);
    a.keys({"0", "F12"});  // everything was handed over
    REQUIRE_MESSAGE(a.on("受付一覧"), "shown instead: ", a.screen().dump());
    watch.print("family of four moves in", answers);
    CHECK(a.keystrokes() <= 90);
    CHECK(the_case(a, number).value("status", "") == "完了");
}

TEST_CASE("an agent with two documents asks for a certificate with the number in it") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    a.keys({"Insert", "1"});
    REQUIRE(a.on("来庁者"));
    const Stopwatch watch(a);
    a.type("小野寺　凜");
    a.keys({"Return"});
    a.type("オノデラ　リン");
    a.keys({"Return"});
    press_digits(a, "4130630");
    CHECK(a.shows("2001年6月30日(土) 25歳"));
    a.keys({"Return"});
    CHECK(a.picture("a2_birth_date_typed") == "");
    a.type("山形県寒河江市中央一丁目９番４５号");
    a.keys({"Return"});
    a.type("0237-86-2111");
    a.keys({"Return", "6"});  // 任意代理人
    a.keys({"0", "2"});       // 資格確認書
    REQUIRE(a.shows("Ｂ あと1点"));
    CHECK(a.picture("a2_agent_one_document") == "");
    a.keys({"0", "3"});  // 介護保険証
    REQUIRE(a.shows("Ｂ 2点で確認済"));
    a.keys({"F4", "6"});
    REQUIRE(a.shows("委任状の日付"));
    press_digits(a, "5081120");
    a.keys({"Return"});
    REQUIRE(a.shows("委任事項に「"));
    a.keys({"1"});
    REQUIRE(a.message_with("委任状を記録しました") != "");
    a.keys({"F12"});
    REQUIRE(a.on("証明書の受付"));
    a.keys({"2", "Return", "2", "Return"});
    REQUIRE(a.shows("世帯の一部（個人）の写し2通"));
    a.keys({"Tab", "2", "Tab", "3"});  // 年金; 個人番号
    REQUIRE(a.shows("ご本人の住所へ郵送します"));
    CHECK(a.picture("a3_agent") == "");
    a.keys({"F12"});
    REQUIRE(a.message_with("保存しました") != "");
    a.keys({"1"});
    CHECK(a.shows("F12 手渡しを確かめる"));
    a.keys({"0", "F12"});
    REQUIRE(a.on("受付一覧"));
    watch.print("agent with two documents", 5);
}

TEST_CASE("a visit is interrupted at A and goes on at B with the same question") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    auto& b = counter().b();
    a.keys({"Insert", "4"});  // 転居
    REQUIRE(a.on("来庁者"));
    a.type("葛城　正");
    a.keys({"Return", "F12"});
    REQUIRE(a.shows("お越しの方ご自身も"));
    a.keys({"1"});
    REQUIRE(a.shows("次の質問"));
    a.type("カツラギ　タダシ");
    a.keys({"Return"});
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    const Place asked = place_with_keys(a.screen());
    a.keys({"ctrl+k"});
    REQUIRE(a.shows("保留にする理由"));
    CHECK(a.picture("a1_hold_reasons") == "");
    a.keys({"1"});
    REQUIRE(a.on("受付一覧"));

    const Stopwatch watch(b);
    REQUIRE(app::PracticeSite::wait_for(
        [&] { return b.tell({"queue"}).out.find("保留(書類の不足)") != std::string::npos; }, 5000));
    const auto on_group = [&] { return b.screen().value("focus", "").find("▶ 保留") != std::string::npos; };
    for (int i = 0; i < 9 && !on_group(); ++i) b.keys({i < 2 ? "Up" : "Down"});
    REQUIRE(on_group());
    b.keys({"Return", "Down"});
    REQUIRE_MESSAGE(b.shows("保留(書類の不足)"), b.screen().dump());
    b.keys({"Return"});
    REQUIRE(b.shows("担当しています"));
    CHECK(b.picture("a1_held_elsewhere") == "");
    b.keys({"2"});
    REQUIRE(b.shows("引き継ぐ理由"));
    b.keys({"1"});
    REQUIRE_MESSAGE(b.on("聞き取り"), b.screen().dump());
    REQUIRE(b.shows("次の質問"));
    CHECK(b.picture("a4_continued_at_b") == "");
    CHECK(place_with_keys(b.screen()) == asked);
    watch.print("interrupted, continued at B", 0);
    b.keys({"Escape"});
    REQUIRE(b.on("受付一覧"));
}

TEST_CASE("two desks answer differently while cut off; the clerk settles it where it stands") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    auto& b = counter().b();
    a.keys({"Insert", "1"});
    REQUIRE(a.on("来庁者"));
    a.type("辻　誠");
    a.keys({"Return"});
    a.type("ツジ　マコト");
    a.keys({"Return"});
    const std::string number = number_on(a);
    REQUIRE(app::PracticeSite::wait_for(
        [&] {
            return b.tell({"case", "show", number}).exit_code == 0;
        },
        10'000));
    counter().town().site().separate("A", "BCDN");
    REQUIRE(app::PracticeSite::wait_for(
        [&] {
            return a.tell({"site", "status"}).out.find("つながっていません") != std::string::npos;
        },
        30'000));
    CHECK(a.shows("この窓口の受付は続けられます"));
    press_digits(a, "3520107");
    a.keys({"Return"});
    CHECK(a.picture("a2_cut_off") == "");
    REQUIRE(b.tell({"case", "take", number, "--reason", "相手の窓口とつながらない"}).exit_code == 0);
    REQUIRE(b.tell({"case", "set", number, "visitor_birth_date=1977-01-08"}).exit_code == 0);
    counter().town().site().join_all();
    REQUIRE(counter().town().level());
    REQUIRE(a.shows("食い違い"));
    const Stopwatch watch(a);
    a.keys({"F12"});
    REQUIRE(a.on("証明書の受付"));
    a.keys({"alt+2"});
    CHECK(a.picture("a3_conflict") == "");
    for (int i = 0; i < 12 && a.screen().value("focus", "").find("食い違い") == std::string::npos; ++i)
        a.keys({"Tab"});
    a.keys({"1"});
    REQUIRE(
        app::PracticeSite::wait_for([&] { return the_case(a, number).value("conflicts", 9) == 0; }, 5000));
    REQUIRE(counter().town().level());
    CHECK(the_case(b, number).value("conflicts", 9) == 0);
    watch.print("conflict settled", 1);
    a.keys({"Escape"});
    REQUIRE(a.on("受付一覧"));
}

TEST_CASE("a sheet is printed again, with the reason") {
    if (left_out()) return;
    auto& a = counter().a();
    back_to_list(a);
    const Stopwatch watch(a);
    a.keys({"F3"});  // who came in this morning, by birth date
    press_digits(a, "19721022");
    a.keys({"Return"});
    for (int i = 0; i < 6 && a.screen().value("focus", "").find("A-001") == std::string::npos; ++i)
        a.keys({"Down"});
    CHECK(a.picture("a1_closed") == "");
    a.keys({"Return"});
    REQUIRE_MESSAGE(a.on("証明書の受付"), a.screen().dump());
    a.keys({"ctrl+p"});
    REQUIRE_MESSAGE(a.shows("もう一度印刷する理由"), a.screen().dump());
    CHECK(a.picture("a5_reprint_reason") == "");
    a.keys({"3"});
    REQUIRE(a.message_with("保存しました") != "");
    CHECK(a.shows("印刷　2回"));
    watch.print("printed again", 1);
    a.keys({"Escape", "Escape"});
    REQUIRE(a.on("受付一覧"));
}

TEST_CASE("no word is cut on a large display nor at twice the size") {
    if (left_out()) return;
    struct Size {
        const char* name;
        int width, height, percent;
    };
    auto places = counter().b().places();
    counter().b().end();
    for (const Size& size : {Size{"1920", 1920, 1080, 100}, Size{"200", 2732, 1536, 200}}) {
        places.width = size.width;
        places.height = size.height;
        places.print_size = size.percent;
        WindowDesk b(places);
        REQUIRE(b.start());
        const std::string end = std::string("_") + size.name;
        CHECK(b.picture("a0_sign_in" + end) == "");
        REQUIRE(b.sign_in("suzuki", "renshu-suzuki"));
        CHECK(b.picture("a1_list" + end) == "");
        for (const auto& [view, number] :
             std::vector<std::pair<const char*, const char*>>{{"people", "A-002"},
                                                              {"interview", "A-002"},
                                                              {"certificate", "A-001"},
                                                              {"review", "A-002"}}) {
            REQUIRE(b.tell({"screen", "show", view, "--case", id_of(b, number), "--out",
                            places.store + "/picture.png"})
                        .exit_code == 0);
            fs::remove(places.store + "/picture.png");
            CHECK(b.picture(std::string("a_") + view + end) == "");
        }
        b.keys({"Escape", "Escape", "ctrl+r"});
        CHECK(b.picture("a_report" + end) == "");
    }
}
