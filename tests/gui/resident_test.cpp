// The display that a resident sees, over the scripted service: every language on every page, and the bad
// days. The clerk works by keys; the resident taps. Pictures: resident_*.png in the build folder's gallery
// or, to renew those of the documents, where KAKANAI_GALLERY says.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/scripted_window.h"

namespace {

using Json = nlohmann::json;

const std::string gui_dir = test_support::ScriptedWindow::usual_folder();
const std::string paper = gui_dir + "/resident_F01.json";

Json line(const std::string& field, const std::string& label, const std::string& text, bool glyphs = false) {
    return {{"field", field}, {"label", label}, {"text", text}, {"register_glyphs", glyphs}};
}

Json date(const std::string& field, const std::string& label, const std::string& text,
          const std::string& western) {
    return {{"field", field}, {"label", label}, {"text", text}, {"western", western}};
}

Json ticked(const std::string& field, const std::string& label, std::vector<std::string> chosen,
            std::vector<int> copies = {}) {
    return {{"field", field}, {"label", label}, {"chosen", chosen}, {"copies", copies}};
}

Json of_person(Json line, int number) {
    line["group"] = "異動する人";
    line["number"] = number;
    line["person"] = number;
    return line;
}

Json move_paper() {
    Json lines{ticked("move_type", "届出の種類", {"転入"}),
               date("application_date", "届出日", "令和8年11月26日", "2026-11-26"),
               date("move_date", "異動日", "令和8年11月10日", "2026-11-10"),
               line("visitor_name", "氏名", "葛󠄀西　𠮷子", true),
               line("visitor_name_kana", "フリガナ", "カサイ　ヨシコ"),
               date("visitor_birth_date", "生年月日", "昭和60年5月12日", "1985-05-12"),
               line("visitor_phone", "昼間連絡のとれる電話番号", "0237-86-2111"),
               ticked("visitor_role", "来庁者区分", {"本人"}),
               line("new_address", "新しい住所", "山形県寒河江市中央一丁目9番45号", true),
               line("new_katagaki", "新しい住所の方書", "コーポ中央 203号室 髙﨑様方", true),
               line("old_address", "前の住所", "山形県天童市老野森一丁目1番1号", true)};
    return {{"title", "住民異動届"},
            {"lines", lines},
            {"consents",
             {{{"id", "consent_nhi"},
               {"key", "consent_nhi/1"},
               {"text",
                "国民健康保険の資格と税の決定のため、市が世帯の所得、住民登録、他の健康保険の加入状況を（個人"
                "番号による照会を含"
                "めて）確認することに同意します。"},
               {"answer", "同意します"}}}}};
}

bool long_run() { return std::getenv("KAKANAI_LONG") != nullptr; }

// A page without a word on it: the display shows lines, not pages.
constexpr const char* blank_page =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

void lay(const Json& json) {
    std::filesystem::create_directories(gui_dir);
    if (!std::filesystem::exists(gui_dir + "/F01.pdf")) std::ofstream(gui_dir + "/F01.pdf") << blank_page;
    std::ofstream(paper) << json.dump();
}

// A desk at which a certificate stands before its signature, and the display beside or over it.
class Counter {
  public:
    Counter(const std::string& name, int width, int height, const std::string& print_size = "100",
            const std::string& contrast = "normal")
        : window_(name, width, height), print_size_(print_size), contrast_(contrast) {
        REQUIRE(x_.up());
    }
    ~Counter() { std::filesystem::remove(paper); }

    void open() {
        REQUIRE(window_.start(print_size_, contrast_));
        x_.focus_title("サインイン");
        REQUIRE(window_.sign_in());
        REQUIRE(window_.open_case("27"));
        pause(300);
        press({"1", "Return", "Return", "Return"});  // what this certificate still lacks
        press({"2", "Return", "F12"});
        REQUIRE(x_.wait_for_title("確認"));
        REQUIRE(called("preview F01"));
        pause(500);
    }
    void ask_the_resident() {
        x_.keys({"F12"});
        REQUIRE(called("confirm_sheet F01"));
        pause(300);
        x_.keys({"F12"});
        pause(200);
        x_.keys({"1"});
        REQUIRE(called("resident_sheet F01"));
        pause(300);
    }
    std::string calls() const { return window_.calls(); }
    bool called(const std::string& line) const { return window_.called(line); }
    void press(const std::vector<std::string>& keys) {  // in one breath
        std::vector<std::string> command{"xdotool", "key", "--delay", "80"};
        command.insert(command.end(), keys.begin(), keys.end());
        x_.run(command);
        pause(250);
    }
    void stroke() {  // in the middle of the screen, where the box for the name is
        for (const auto& step : std::vector<std::vector<std::string>>{{"mousemove", "560", "400"},
                                                                      {"mousedown", "1"},
                                                                      {"mousemove", "640", "430"},
                                                                      {"mousemove", "720", "390"},
                                                                      {"mouseup", "1"}}) {
            std::vector<std::string> command{"xdotool"};
            command.insert(command.end(), step.begin(), step.end());
            x_.run(command);
            pause(60);
        }
    }
    void picture(const std::string& name) {
        const char* chosen = std::getenv("KAKANAI_GALLERY");
        const std::string gallery = chosen != nullptr ? chosen : std::string(KAKANAI_BINARY_DIR) + "/gallery";
        std::filesystem::create_directories(gallery);
        pause(400);
        const std::string file = gallery + "/resident_" + name + ".png";
        x_.run({"import", "-window", "root", "-depth", "8", "+dither", "-colors", "48", "PNG8:" + file});
        REQUIRE(std::filesystem::exists(file));
    }
    static void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }
    test_support::XSession& x() { return x_; }

  private:
    test_support::ScriptedWindow window_;
    test_support::XSession& x_{window_.x()};
    std::string print_size_;
    std::string contrast_;
};

}  // namespace

TEST_CASE("lines, consent, signature by the resident's hand; what is signed is what stood there") {
    lay(move_paper());
    Counter counter("resident_path", 1366, 768);
    counter.open();
    counter.ask_the_resident();
    auto& x = counter.x();
    REQUIRE(x.focus_title("お客様画面"));
    counter.picture("check");
    counter.press({"Tab", "Tab", "Return"});
    counter.picture("check_next");
    for (int i = 0; i < 6 && counter.calls().find("answer consent_nhi") == std::string::npos; ++i) {
        counter.press({"Return"});
        Counter::pause(400);
    }
    CHECK(counter.called("answer consent_nhi 同意します"));
    Counter::pause(600);
    counter.picture("sign");
    counter.press({"Return"});  // nothing is written yet: nothing is signed
    Counter::pause(300);
    CHECK(counter.calls().find("sign F01") == std::string::npos);
    counter.stroke();
    counter.picture("signed_by_hand");
    counter.press({"Return"});
    CHECK(counter.called("sign F01 screen 1"));
}

TEST_CASE("every language on the pages a resident reads: nothing cut, Japanese below") {
    lay(move_paper());
    Counter counter("resident_languages", 1366, 768);
    counter.open();
    counter.ask_the_resident();
    REQUIRE(counter.x().focus_title("お客様画面"));
    counter.press({"shift+Tab", "Return"});
    counter.picture("languages");
    counter.press({"Return"});
    const std::vector<std::string> languages{"ja-easy", "en", "zh-Hans", "vi", "ko", "pt",
                                             "es",      "tl", "id",      "ne", "th"};
    for (std::size_t i = 0; i < languages.size(); ++i) {
        const bool tallest = languages[i] == "ne" || languages[i] == "pt";  // and the widest
        if (!long_run() && !tallest) continue;
        counter.press({"shift+Tab", "Return"});
        std::vector<std::string> keys(i + 1, "Tab");
        keys.emplace_back("Return");
        counter.press(keys);
        counter.picture("check_" + languages[i]);
        counter.press({"Tab", "Tab", "Return", "Return", "Return", "Return"});
        counter.picture("consent_" + languages[i]);
        counter.press({"shift+Tab", "shift+Tab", "Return"});  // back to the lines
    }
}

TEST_CASE("a tap on a line opens the clerk's box, and the resident sees the change as it is made") {
    lay(move_paper());
    Counter counter("resident_change", 1366, 768);
    counter.open();
    counter.ask_the_resident();
    auto& x = counter.x();
    REQUIRE(x.focus_title("お客様画面"));
    counter.press({"Down", "Down", "Down", "Return"});  // the name
    CHECK(x.focus_title("聞き取り"));
    counter.picture("change_wanted");
    counter.press({"ctrl+a"});
    x.type("KASAI YOSHIKO");
    counter.press({"Return"});
    REQUIRE(counter.called("answer visitor_name"));
    Counter::pause(600);
    counter.picture("changed");
}

TEST_CASE("a paper that may not be shown leaves the display neutral") {
    lay({{"refused", "case.protected"}});
    Counter counter("resident_protected", 1366, 768);
    counter.open();
    counter.ask_the_resident();
    counter.picture("protected");
    CHECK_FALSE(counter.x().focus_title("お客様画面"));  // with one screen it does not even come up
}

TEST_CASE("nine persons, a name of twenty-four letters, a birth date of which nobody knows the day") {
    Json paper_of_nine = move_paper();
    paper_of_nine["consents"] = Json::array();
    Json& lines = paper_of_nine["lines"];
    for (int n = 1; n <= 9; ++n) {
        const bool foreign = n == 1;
        const bool unknown = n == 2;
        lines.push_back(of_person(
            line("name", "氏名", foreign ? "CHRISTOPHERSON ALEXANDRIA" : "葛󠄀西　﨑人", true), n));
        lines.push_back(
            of_person(date("birth_date", "生年月日", unknown ? "昭和23年5月（日不詳）" : "令和2年8月20日",
                           unknown ? "" : "2020-08-20"),
                      n));
        lines.push_back(of_person(ticked("relation_to_new_head", "新しい続柄", {foreign ? "妻" : "子"}), n));
    }
    lay(paper_of_nine);
    Counter counter("resident_nine", 1366, 768);
    counter.open();
    counter.ask_the_resident();
    REQUIRE(counter.x().focus_title("お客様画面"));
    counter.press({"Tab", "Tab", "Return", "Return"});
    counter.picture("nine_persons");
    counter.press({"Return", "Return", "Return"});
    counter.picture("nine_persons_later");
}

TEST_CASE("large print and high contrast cut no word of the display") {
    struct Size {
        int width, height;
        const char* print;
        const char* contrast;
        const char* name;
    };
    for (const Size& size :
         {Size{1920, 1080, "150", "high", "high_contrast"}, Size{2732, 1536, "200", "normal", "200"}}) {
        lay(move_paper());
        Counter counter(std::string("resident_") + size.name, size.width, size.height, size.print,
                        size.contrast);
        counter.open();
        counter.ask_the_resident();
        REQUIRE(counter.x().focus_title("お客様画面"));
        counter.picture(size.name);
    }
}
