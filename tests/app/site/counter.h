// The counter of the stories that are walked by keys: the town with desks A and B at windows of their own,
// the reader at A, and what every story needs to tell. One counter a program: the stories follow one another
// on it.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/practice/card_table.h"
#include "tests/app/site/town.h"
#include "tests/app/site/window_desk.h"

namespace tests {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// The town with desks A and B at windows of their own, and the reader at A.
class Counter {
  public:
    Counter() {
        fs::create_directories(reader_folder());
        auto table = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                            std::string(KAKANAI_BINARY_DIR) + "/bin", reader_folder());
        if (!table) return;
        table_.emplace(std::move(*table));
        a_ = at_window("A", table_->environment());
        b_ = at_window("B", {});
        REQUIRE(a_->sign_in("sato", "renshu-sato"));
        REQUIRE(b_->sign_in("suzuki", "renshu-suzuki"));
    }
    bool stands() const { return table_.has_value(); }
    WindowDesk& a() { return *a_; }
    WindowDesk& b() { return *b_; }
    Town& town() { return town_; }

    // F5 at A: this resident's card and PIN, as far as the proposals.
    // The next card of a family is asked for its PIN at once.
    void read_card(const std::string& name, bool next_of_family = false) {
        REQUIRE(table_->lay(name));
        REQUIRE(app::PracticeSite::wait_for(
            [&] {
                const auto list = run_program({program_path("kakanai-admin"), "card", "list", "--json"}, "",
                                              table_->environment());
                return list.out.find("\"card_present\": true") != std::string::npos;
            },
            10'000));
        a().keys({"F5"});
        REQUIRE(a().shows("暗証番号　あと"));
        if (!next_of_family) a().keys({"2"});
        REQUIRE(a().x().focus_title("お客様画面"));
        a().x().type(resident(town_, name).card.pin);  // the resident's own keys
        a().x().keys({"Return"});
        REQUIRE(a().x().focus_title("来庁者"));
        REQUIRE(a().shows("Enter ですべて取り込みます"));
    }
    void take_card() { table_->take_away(); }

  private:
    std::string reader_folder() const { return town_.folder() + "/reader"; }
    std::unique_ptr<WindowDesk> at_window(const std::string& desk, std::vector<std::string> environment) {
        town_.site().kill_now(desk);
        fs::remove(town_.site().store_of(desk) + "/control.sock");
        environment.emplace_back("CUPS_SERVER=127.0.0.1:1");
        auto window = std::make_unique<WindowDesk>(
            WindowPlaces{town_.site().store_of(desk), gallery(), std::move(environment), town_.papers()});
        REQUIRE(window->start());
        return window;
    }

    Town town_;
    std::optional<app::CardTable> table_;
    std::unique_ptr<WindowDesk> a_;
    std::unique_ptr<WindowDesk> b_;
};

inline Counter& counter() {
    static Counter one;
    return one;
}

inline bool left_out() {
    if (counter().stands()) return false;
    MESSAGE(
        "left out: this machine lets no private card reader service start (see installer/practice-reader)");
    return true;
}

// What a visit cost: keys and letters, questions, and how long the clerk waited for the program: for each
// key until its repaint and for each value until its tick.
class Stopwatch {
  public:
    explicit Stopwatch(WindowDesk& desk) : desk_(desk) {
        desk.count_anew();
        (void)desk.tell({"screen", "pace"});
    }
    void print(const char* visit, int questions) const {
        const double whole = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
        const Json pace = Json::parse(desk_.tell({"screen", "pace"}).out, nullptr, false);
        const double program = seconds(pace, "keys") + seconds(pace, "saves");
        std::printf(
            "%-28s %3zu keystrokes, %3zu letters typed, %2d questions, %4.1f s of program time (%5.1f s with "
            "the script)\n",
            visit, desk_.keystrokes(), desk_.letters(), questions, program, whole);
    }

  private:
    static double seconds(const Json& pace, const char* of) {
        return pace.is_object() ? pace[of].value("sum_ms", 0.0) / 1000 : 0;
    }
    WindowDesk& desk_;
    std::chrono::steady_clock::time_point start_{std::chrono::steady_clock::now()};
};

// By reception number, closed ones too.
inline std::string id_of(const WindowDesk& desk, const std::string& number) {
    const Json rows = Json::parse(desk.tell({"queue", "--filter", "*"}).out, nullptr, false);
    for (const auto& row : rows)
        if (row.value("reception_number", "") == number) return row["case"];
    return number;
}

inline Json the_case(const WindowDesk& desk, const std::string& number) {
    const auto shown = desk.tell({"case", "show", id_of(desk, number)});
    const Json json = Json::parse(shown.out, nullptr, false);
    return json.is_object() ? json : Json::object();
}

// Every story starts on the list, whatever happened before.
inline void back_to_list(WindowDesk& desk) {
    for (int i = 0; i < 6 && desk.x().title().find("受付一覧") == std::string::npos; ++i)
        desk.x().keys({"Escape"});
    REQUIRE_MESSAGE(desk.on("受付一覧"), "shown instead: ", desk.screen().dump());
}

}  // namespace tests
