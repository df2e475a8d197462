// The desk window on a virtual display, worked by keys alone over the scripted service. What the keys did is
// read from the service's own list of calls; a picture of every screen is left in the build folder
// (gui/*.png).
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "forms/catalog/form_values_reader.h"
#include "forms/pdf/form_renderer.h"
#include "tests/support/scripted_window.h"

namespace {

const std::string source_dir = KAKANAI_SOURCE_DIR;
const std::string gui_dir = test_support::ScriptedWindow::usual_folder();

constexpr const char* answers = R"({
  "application_date": "2026-11-23", "move_type": "転入", "move_date": "2026-11-10",
  "visitor_name": "葛󠄀西　𠮷子", "visitor_name_kana": "カサイ　ヨシコ", "visitor_birth_date": "1985-05-12",
  "visitor_address": "山形県寒河江市中央一丁目9番45号", "visitor_phone": "0237-86-2111", "visitor_role": "本人",
  "new_address": "山形県寒河江市中央一丁目9番45号", "new_katagaki": "コーポ中央 203号室 髙﨑様方",
  "new_head_name": "葛󠄀西　髙志", "cert_juminhyo_items": {"世帯全員の写し": 2}
})";

bool render(const std::string& form_id) {
    const auto catalog = forms::Catalog::load(source_dir + "/forms/data");
    const auto fonts = forms::pdf::FontBook::shared(source_dir + "/forms/data/fonts.json");
    if (!catalog || !fonts) return false;
    const auto* form = catalog->form(form_id, core::make_date(2026, 11, 23));
    if (form == nullptr) return false;
    const auto values = forms::read_form_values(answers, *form, *catalog);
    if (!values) return false;
    const auto rendered = forms::pdf::render_form(*form, *values, {}, **fonts);
    if (!rendered || rendered->pdf.empty()) return false;
    std::ofstream out(gui_dir + "/" + form_id + ".pdf", std::ios::binary);
    out.write(reinterpret_cast<const char*>(rendered->pdf.data()),
              static_cast<std::streamsize>(rendered->pdf.size()));
    return out.good();
}

class Desk {
  public:
    explicit Desk(const std::string& name, int width = 1366, int height = 768,
                  const std::string& print_size = "100")
        : window_(name, width, height) {
        for (const char* form : {"F01", "F03"})
            if (!std::filesystem::exists(gui_dir + "/" + form + ".pdf")) REQUIRE(render(form));
        REQUIRE(x().up());
        REQUIRE(window_.start(print_size));
    }

    void sign_in() { REQUIRE(window_.sign_in()); }
    void open(const std::string& ticket) { REQUIRE(window_.open_case(ticket)); }
    std::string calls() const { return window_.calls(); }
    bool called(const std::string& line) const { return window_.called(line); }
    void picture(const std::string& name) { REQUIRE(x().picture(gui_dir + "/" + name + ".png")); }
    test_support::XSession& x() { return window_.x(); }

  private:
    test_support::ScriptedWindow window_;
};
;

}  // namespace

TEST_CASE("a certificate from signing in to handing over, by keys alone") {
    Desk desk("main_path");
    auto& x = desk.x();
    desk.picture("sign_in");
    x.type("sato");
    x.keys({"Return"});
    x.type("wrong");
    x.keys({"Return"});
    REQUIRE(desk.called("sign_in sato"));
    desk.picture("sign_in_refused");
    CHECK(x.title().find("サインイン") != std::string::npos);
    x.type("kakanai-2026");
    x.keys({"Return"});
    REQUIRE(x.wait_for_title("受付一覧"));
    desk.picture("queue");

    x.keys({"Insert"});
    desk.picture("queue_new_reception");
    x.keys({"4"});  // 証明書がほしい: two keys from the list
    CHECK(desk.called("receive certificate"));
    REQUIRE(x.wait_for_title("来庁者と対象者"));
    desk.picture("people_empty");

    x.keys({"F5"});
    desk.picture("people_card_way");
    x.keys({"1"});
    x.type("580203");
    x.keys({"Return"});
    x.type("2031");
    x.keys({"Return"});
    x.type("1234");
    desk.picture("people_card_code");
    x.keys({"Return"});
    REQUIRE(desk.called("read_card verification_b verification_b=14"));
    desk.picture("people_card_proposals");
    x.keys({"Return", "1"});
    REQUIRE(desk.called("accept_card 4 1"));
    x.keys({"1"});  // after a card the relation is next, then the identity documents
    CHECK(desk.called("answer visitor_role 本人"));
    x.keys({"1"});
    CHECK(desk.called("check_identity documents 個人番号カード"));
    x.keys({"alt+1"});
    x.type("スズキ");
    x.keys({"Return"});
    CHECK(desk.called("answer visitor_name_kana スズキ"));
    x.type("0237862111");
    x.keys({"Return"});
    CHECK(desk.called("answer visitor_phone 0237862111"));
    desk.picture("people_done");

    x.keys({"F12"});
    REQUIRE(x.wait_for_title("聞き取り"));
    x.keys({"1", "Return", "2", "Return"});  // the first certificate, two copies
    CHECK(desk.called("answer cert_juminhyo_items 世帯全員の写し:2"));
    x.keys({"Return", "2", "Return"});
    desk.picture("interview_certificate");
    x.keys({"Return"});
    x.keys({"F12"});
    REQUIRE(x.wait_for_title("確認"));
    REQUIRE(desk.called("preview F01"));
    desk.picture("review");
}

TEST_CASE("review, paper signature, print and finish are F12 each time") {
    Desk desk("review_path");
    auto& x = desk.x();
    desk.sign_in();
    desk.open("27");
    x.keys({"1", "Return", "Return", "Return"});  // what is still asked of this certificate
    x.keys({"2", "Return", "F12"});
    REQUIRE(x.wait_for_title("確認"));
    REQUIRE(desk.called("preview F01"));
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    x.keys({"F12"});
    CHECK(desk.called("confirm_sheet F01"));
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    x.keys({"F12"});
    desk.picture("review_sign");
    x.keys({"2"});
    CHECK(desk.called("sign F01 paper"));
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    x.keys({"F12"});
    CHECK(desk.called("print F01 1"));  // 正
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    desk.picture("review_printed");
    x.keys({"ctrl+p"});
    desk.picture("review_reprint");
    x.keys({"3"});
    CHECK(desk.called("print F01 2 usual 控え"));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    x.keys({"F12"});
    CHECK(desk.called("finish"));
    CHECK(x.wait_for_title("受付一覧"));
}

TEST_CASE("a conflict is settled where it stands, and the person strip walks by Alt and digit") {
    Desk desk("conflict");
    auto& x = desk.x();
    desk.sign_in();
    desk.open("21");
    desk.picture("interview_conflict");
    x.keys({"shift+Return", "shift+Return", "shift+Return"});
    x.keys({"2"});
    CHECK(desk.called("settle 22"));
    x.keys({"alt+3"});
    desk.picture("interview_child");
    x.keys({"Tab", "Tab", "F4"});
    desk.picture("interview_candidates");
    x.keys({"Escape", "F11"});
    REQUIRE(x.wait_for_title("確認"));
    REQUIRE(desk.called("preview F03"));
    desk.picture("review_move");
    x.keys({"F11"});
    desk.picture("review_large");
    x.keys({"Escape", "Escape", "F2", "F5", "2"});
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    REQUIRE(x.focus_title("お客様画面"));
    x.type("12");
    desk.picture("resident_pin");
    x.type("34");
    x.keys({"Return"});
    CHECK(desk.called("read_card pin pin=4"));
    CHECK(desk.calls().find("1234") == std::string::npos);
}

TEST_CASE("a case may be closed while its newer state is on the way, and work goes on") {
    Desk desk("closed_early");
    auto& x = desk.x();
    desk.sign_in();
    desk.open("21");
    x.keys({"shift+Return", "shift+Return", "shift+Return", "2"});
    REQUIRE(desk.called("settle 22"));
    REQUIRE(desk.called("again"));
    x.keys({"F3"});
    REQUIRE(x.wait_for_title("受付一覧"));
    std::this_thread::sleep_for(std::chrono::milliseconds(700));  // it has come
    x.keys({"Insert", "4"});
    CHECK(desk.called("receive certificate"));
}

TEST_CASE("the input method's keys do nothing, hold and lock work, and the report opens") {
    Desk desk("keys");
    auto& x = desk.x();
    desk.sign_in();
    const std::string before = desk.calls();
    x.keys({"F6", "F7", "F8", "F9", "F10"});
    CHECK(x.title().find("受付一覧") != std::string::npos);
    CHECK(desk.calls() == before);
    x.keys({"ctrl+l"});
    REQUIRE(x.wait_for_title("ロック中"));
    desk.picture("locked");
    x.type("kakanai-2026");
    x.keys({"Return"});
    REQUIRE(x.wait_for_title("受付一覧"));
    x.keys({"ctrl+r"});
    REQUIRE(x.wait_for_title("業務報告"));
    REQUIRE(desk.called("report 20"));
    desk.picture("report");
    x.keys({"2"});
    REQUIRE(desk.called("acts"));
    desk.picture("report_acts");
    x.keys({"Escape"});
    REQUIRE(x.wait_for_title("受付一覧"));
    x.type("24");
    x.keys({"Return"});
    desk.picture("queue_held_elsewhere");
    x.keys({"2"});
    desk.picture("queue_take_over");
    x.keys({"1"});
    CHECK(desk.called("take B-008 担当の交代"));
    REQUIRE(x.wait_for_title("聞き取り"));
    x.keys({"ctrl+k"});
    desk.picture("interview_hold");
    x.keys({"1"});
    CHECK(desk.called("move_to 8 書類の不足"));
    CHECK(x.wait_for_title("受付一覧"));
}

TEST_CASE("the main action and the practice mark stand on every screen at each size") {
    struct Size {
        int width, height;
        const char* print_size;
    };
    for (const Size& size : {Size{1366, 768, "100"}, Size{1920, 1080, "125"}, Size{2732, 1536, "200"}}) {
        CAPTURE(size.width);
        const std::string name = "size_" + std::to_string(size.width);
        Desk desk(name, size.width, size.height, size.print_size);
        desk.sign_in();
        desk.open("21");
        desk.picture(name);
        const std::string file = gui_dir + "/" + name + ".png";
        CHECK(desk.x().pixel(file, size.width - 30 * std::atoi(size.print_size) / 100,
                             size.height - 28 * std::atoi(size.print_size) / 100) == "#0017C1");
        CHECK(desk.x().pixel(file, 2, size.height / 2) == "#C74700");
    }
}
