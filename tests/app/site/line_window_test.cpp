// The line at the counter as clerks and a supervisor work it by keys: tickets given at C, called at A and B,
// nobody comes, the waiting display, a note, a decision, a case that changes hands. Two windows, no card
// reader.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tests/app/site/counter.h"

using namespace tests;

namespace {

class LineOfToday {
  public:
    LineOfToday() : a_(at_window("A", 100)), b_(at_window("B", 100)) {
        REQUIRE(a_->sign_in("sato", "renshu-sato"));
        chief_signs_in();
        must(town_.site().sign_in("C", "kudo"), "sign in at C");
    }
    WindowDesk& clerk() { return *a_; }
    WindowDesk& chief() { return *b_; }
    void chief_prints_larger(int print_size) {
        b_->end();
        b_ = at_window("B", print_size);
        chief_signs_in();
    }
    void ticket(const std::string& number, const std::string& event) {
        must(town_.site().tell("C", {"line", "add"}, {}, {{"ticket", number}, {"event", event}}), number);
    }

  private:
    void chief_signs_in() { REQUIRE(b_->sign_in("kikuchi", "renshu-kikuchi")); }
    std::unique_ptr<WindowDesk> at_window(const std::string& desk, int print_size) {
        town_.site().kill_now(desk);
        fs::remove(town_.site().store_of(desk) + "/control.sock");
        WindowPlaces places{town_.site().store_of(desk),
                            gallery(),
                            {"CUPS_SERVER=127.0.0.1:1", "PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm"},
                            town_.papers()};
        places.print_size = print_size;
        places.width = places.width * print_size / 100;
        places.height = places.height * print_size / 100;
        auto window = std::make_unique<WindowDesk>(std::move(places));
        REQUIRE(window->start());
        return window;
    }
    Town town_;
    std::unique_ptr<WindowDesk> a_;
    std::unique_ptr<WindowDesk> b_;
};

LineOfToday& line() {
    static LineOfToday one;
    return one;
}

bool row_says(const WindowDesk& desk, const std::string& ticket, const std::string& words) {
    for (int i = 0; i < 50; ++i) {
        const Json rows = Json::parse(desk.tell({"queue"}).out, nullptr, false);
        for (const auto& row : rows)
            if (row.value("ticket", "") == ticket && row.dump().find(words) != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

}  // namespace

TEST_CASE("tickets given at one desk are called at any, and nobody comes") {
    auto& a = line().clerk();
    auto& b = line().chief();
    for (const auto& [number, event] :
         {std::pair{"101", "ev_cert"}, {"102", "ev_tennyu"}, {"103", "ev_cert"}, {"104", "ev_tenkyo"}})
        line().ticket(number, event);
    REQUIRE(row_says(a, "104", "待ち"));
    REQUIRE(row_says(b, "104", "待ち"));
    a.keys({"F11"});
    REQUIRE(a.message_with("番号表示を出しました") != "");
    a.keys({"F12"});
    REQUIRE(a.shows("101 番の方をお呼びしています"));
    CHECK(a.shows_resident("101 → A"));
    CHECK(a.picture("a1_called") == "");
    CHECK(row_says(b, "101", "呼出中(A)"));
    b.keys({"F12"});
    REQUIRE(b.shows("102 番の方をお呼びしています"));
    CHECK(a.shows_resident("102 → B、101 → A"));  // the newest first, from any desk
    CHECK(a.picture("a1_waiting_display") == "");
    a.keys({"3"});  // 不在
    CHECK(a.message_with("列のうしろに戻しました") != "");
    CHECK(a.shows_resident("102 → B"));
    CHECK(row_says(b, "101", "\"absences\":1"));
    a.keys({"F12"});
    REQUIRE(a.shows("103 番の方をお呼びしています"));  // 101 stands behind those who came before the absence
    a.keys({"1"});                                     // 来られた
    REQUIRE(a.on("来庁者"));
    CHECK(row_says(b, "103", "対応中(A・佐藤)"));
    back_to_list(a);
    a.keys({"F11"});
    CHECK(a.message_with("番号表示を消しました") != "");
    b.keys({"4"});  // 呼ぶのをやめる
    CHECK(row_says(a, "102", "待ち"));
}

TEST_CASE("a note to colleagues stands at every desk") {
    auto& a = line().clerk();
    auto& b = line().chief();
    a.type("104");  // digits of a ticket choose its row
    a.keys({"F4", "2"});
    REQUIRE(a.shows("同僚へのメモ"));
    a.type("10ji ni mata kuru");
    a.keys({"Return"});
    CHECK(a.message_with("メモを残しました") != "");
    CHECK(row_says(b, "104", "\"notes\":1"));
}

TEST_CASE("a clerk asks, the supervisor decides in the same list, and the clerk goes on") {
    auto& a = line().clerk();
    auto& b = line().chief();
    std::this_thread::sleep_for(std::chrono::milliseconds(1600));  // digits typed at once are one number
    a.type("103");
    REQUIRE(a.shows("番号札 103"));
    a.keys({"ctrl+k"});
    REQUIRE(a.shows("保留にする理由"));
    a.keys({"5"});  // 係長の判断待ち
    CHECK(a.message_with("係長の判断待ち") != "");
    REQUIRE(row_says(b, "103", "判断待ち"));
    back_to_list(b);
    // The group 保留 is unfolded, its row chosen.
    for (int i = 0; i < 12 && b.screen().value("focus", "").find("保留　") == std::string::npos; ++i)
        b.keys({"Down"});
    b.keys({"Return", "Down"});
    REQUIRE(b.shows("判断 判断待ち"));
    CHECK(b.picture("a1_supervisor") == "");
    b.keys({"F4"});
    REQUIRE(b.shows("何をしますか"));
    b.keys({"2"});
    REQUIRE(b.shows("承認にします"));
    b.type("OK");
    b.keys({"Return"});
    CHECK(b.message_with("承認にしました") != "");
    CHECK(row_says(a, "103", "対応中(A・佐藤)"));
    const Json seen = the_case(a, "103");
    CHECK(seen.dump().find("係長の承認（OK）") != std::string::npos);
}

TEST_CASE("the supervisor's list and the numbers for those who wait, in letters of twice the size") {
    line().chief_prints_larger(200);
    auto& b = line().chief();
    REQUIRE(b.shows("の待ち "));  // what only a supervisor is told of a row
    CHECK(b.picture("a1_supervisor_200") == "");
    b.keys({"F12"});
    REQUIRE(b.shows("102 番の方をお呼びしています"));
    b.keys({"F11"});
    CHECK(b.shows_resident("102 → B"));
    CHECK(b.picture("a1_waiting_display_200") == "");
}
