// What a screen reader is told and where the Tab key goes, on every screen: each control that can be worked
// has a name, a role and a value; the focus is never lost and comes round; F6 to F10 change nothing. And the
// Enter that commits a conversion stays in its box, with the real input method where it is installed.
#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "tests/support/scripted_window.h"

namespace {

const std::string bin = std::string(KAKANAI_BINARY_DIR) + "/bin";
const std::string gui_dir = test_support::ScriptedWindow::usual_folder();

void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

struct Control {
    std::string role;
    std::string name;
    std::string description;
    std::string value;
    std::string states;
    bool is(const char* state) const { return states.find(state) != std::string::npos; }
    bool operator<(const Control& other) const {
        return std::tie(role, name) < std::tie(other.role, other.name);
    }
};

std::vector<Control> parse(const std::string& told) {
    std::vector<Control> out;
    std::istringstream lines(told);
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == '\t')
                cells.emplace_back();
            else
                cells.back() += c;
        }
        if (cells.size() == 6) out.push_back({cells[1], cells[2], cells[3], cells[4], cells[5]});
    }
    return out;
}

class ReaderDesk {
  public:
    explicit ReaderDesk(const std::string& name) : window_(name) {
        REQUIRE(x().up());
        REQUIRE(x().with_session_bus());
    }
    void open() {
        REQUIRE(window_.start());
        for (int i = 0; i < 60 && controls().empty(); ++i) pause(100);
    }
    void sign_in() {
        REQUIRE(window_.sign_in());
        pause(400);
    }
    std::vector<Control> controls() { return parse(x().run({bin + "/kakanai-access", "tree"})); }
    std::vector<Control> focused() { return parse(x().run({bin + "/kakanai-access", "focused"})); }
    std::string calls() const { return window_.calls(); }
    test_support::XSession& x() { return window_.x(); }

  private:
    test_support::ScriptedWindow window_;
};
;

bool names_a_role(const Control& control) {
    static const std::set<std::string> silent{"panel", "filler", "unknown", "redundant object", ""};
    return !silent.contains(control.role);
}

// Everything on the screen that the keys can reach says what it is.
void check_tree(ReaderDesk& desk, const std::string& screen) {
    int workable = 0;
    for (const Control& control : desk.controls()) {
        if (!control.is("showing") || !control.is("focusable") || !control.is("sensitive")) continue;
        ++workable;
        CAPTURE(screen);
        CAPTURE(control.role);
        CAPTURE(control.name);
        CHECK_FALSE(control.name.empty());
        CHECK(names_a_role(control));
        CHECK_FALSE((control.value.empty() && control.description.empty()));
    }
    std::printf("%s: %d controls that can be worked\n", screen.c_str(), workable);
    CHECK(workable > 0);
}

// Tab until the first control comes up again: never nothing, never a control without a name.
void check_tab_round(ReaderDesk& desk, const std::string& screen, int steps) {
    std::set<std::string> seen;
    std::string first;
    for (int i = 0; i < steps; ++i) {
        const auto now = desk.focused();
        CAPTURE(screen);
        CAPTURE(i);
        REQUIRE_FALSE(now.empty());
        CHECK_FALSE(now.back().name.empty());
        const std::string key = now.back().role + " " + now.back().name;
        if (i == 0) first = key;
        if (i > 0 && key == first) break;
        seen.insert(key);
        desk.x().keys({"Tab"});
    }
    std::printf("%s: Tab reached %zu controls\n", screen.c_str(), seen.size());
}

}  // namespace

TEST_CASE("every screen tells a reader what each control is, and Tab never loses the focus") {
    ReaderDesk desk("reader");
    desk.open();
    auto& x = desk.x();
    check_tree(desk, "サインイン");
    check_tab_round(desk, "サインイン", 6);
    x.keys({"shift+Tab"});
    while (desk.focused().back().name != "職員番号") x.keys({"shift+Tab"});
    desk.sign_in();
    check_tree(desk, "受付一覧");
    check_tab_round(desk, "受付一覧", 16);
    const std::string before = desk.calls();
    const auto focus = desk.focused().back().name;
    x.keys({"F6", "F7", "F8", "F9", "F10"});
    CHECK(desk.calls() == before);
    CHECK(desk.focused().back().name == focus);
    x.keys({"F3", "Escape"});  // back on the list
    x.type("27");
    x.keys({"Return"});
    REQUIRE(x.wait_for_title("聞き取り"));
    pause(500);
    check_tree(desk, "聞き取り");
    check_tab_round(desk, "聞き取り", 60);
    x.keys({"F2"});
    REQUIRE(x.wait_for_title("来庁者と対象者"));
    check_tree(desk, "来庁者と対象者");
    check_tab_round(desk, "来庁者と対象者", 60);
    x.keys({"F12", "F11"});
    REQUIRE(x.wait_for_title("確認"));
    pause(500);
    check_tree(desk, "確認・署名・印刷");
    check_tab_round(desk, "確認・署名・印刷", 16);
    x.keys({"F3", "ctrl+r"});
    REQUIRE(x.wait_for_title("業務報告"));
    check_tree(desk, "業務報告");
    check_tab_round(desk, "業務報告", 16);
    x.keys({"ctrl+l"});
    REQUIRE(x.wait_for_title("ロック中"));
    check_tree(desk, "ロック中");
}

TEST_CASE(
    "the Enter that commits a conversion stays in its box, and digits choose though the input method is on") {
    if (access("/usr/bin/fcitx5", X_OK) != 0 || access("/usr/lib/mozc/mozc_server", X_OK) != 0) {
        std::printf("left out: fcitx5 or mozc is not installed (installer/packages lists both)\n");
        return;
    }
    std::string home = (std::filesystem::temp_directory_path() / "kakanai-mozc-XXXXXX").string();
    REQUIRE(mkdtemp(home.data()) != nullptr);
    {
        test_support::ScriptedWindow window("mozc", 1366, 768, home);
        auto& x = window.x();
        const auto told = [&window] { return window.calls(); };
        REQUIRE(x.up());
        REQUIRE(x.with_input_method(home));
        REQUIRE(window.start());
        REQUIRE(window.sign_in());
        REQUIRE(window.open_case("27"));
        x.keys({"F2"});
        REQUIRE(x.wait_for_title("来庁者と対象者"));
        pause(600);
        x.keys({"alt+1"});  // to the visitor's boxes: the name
        const auto mozc_is_on = [&x] {
            x.run({"fcitx5-remote", "-s", "mozc"});
            pause(300);
            return x.run({"fcitx5-remote", "-n"}).starts_with("mozc");
        };
        bool on = false;
        for (int i = 0; i < 30 && !on; ++i) on = mozc_is_on();
        REQUIRE(on);
        x.type("sakura");
        x.keys({"space"});
        pause(500);
        REQUIRE(x.picture(home + "/converting.png"));
        const std::string before = told();
        x.keys({"Return"});  // takes the candidate
        pause(400);
        CHECK(told() == before);
        x.keys({"Return"});  // goes on, and what stands in the box is saved
        for (int i = 0; i < 40 && told() == before; ++i) pause(50);
        CHECK(told().find("answer ") != std::string::npos);
        std::filesystem::copy_file(home + "/converting.png", gui_dir + "/converting.png",
                                   std::filesystem::copy_options::overwrite_existing);
    }
    std::error_code ignored;
    std::filesystem::remove_all(home, ignored);
}
