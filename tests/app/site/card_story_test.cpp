// The card at a real reader service, with outside programs as witnesses: OpenSC sees the practice card's
// signature application, every bad day ends as it should on the command line, and after a reading no PIN and
// no number of the card is left in the desk's memory, its store, its logs or its temporary files.
#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/practice/bad_day.h"
#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "tests/app/devices/card/bad_day_endings.h"
#include "tests/app/site/leak_scan.h"
#include "tests/app/site/process_memory.h"
#include "tests/app/site/program.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");

support::TempFolder& room() {
    static support::TempFolder one;
    return one;
}

// Null where this machine lets no private reader service start; the reason is printed once.
app::CardTable* table() {
    static std::optional<app::CardTable> one = []() -> std::optional<app::CardTable> {
        signal(SIGPIPE, SIG_IGN);
        fs::create_directories(room() / "reader");
        auto made = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                           std::string(KAKANAI_BINARY_DIR) + "/bin", room() / "reader");
        if (made) return std::optional<app::CardTable>(std::move(*made));
        MESSAGE("left out: no private card reader service starts here (see installer/practice-reader)");
        return std::nullopt;
    }();
    return one ? &*one : nullptr;
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// The reader notices a card a moment after it is laid.
void lay(const std::string& line) {
    REQUIRE(table()->ask(line).starts_with("ok"));
    REQUIRE(app::PracticeSite::wait_for(
        [] {
            const auto list =
                tests::run_program({admin, "card", "list", "--json"}, "", table()->environment());
            return says(list.out, "\"card_present\": true") && !says(list.out, "card.removed");
        },
        10'000));
}

tests::Outcome read_card(const std::string& secrets) {
    return tests::run_program({admin, "card", "read", "--json", "--secrets-stdin"}, secrets,
                              table()->environment());
}

// A desk without a window whose cards lie on the practice reader.
class Desk {
  public:
    explicit Desk(std::string name) : name_(std::move(name)) {
        const auto made = tests::run_program(
            {admin, "site", "init", "--store", store(), "--name", "寒河江市", "--practice", "--listen",
             "127.0.0.1:0", "--recovery-out", room() / (name_ + ".txt"), "--secrets-stdin"},
            chief_);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        auto environment = table()->environment();
        fs::create_directories(room() / "tmp");
        environment.push_back("TMPDIR=" + std::string(room() / "tmp"));
        auto process = app::ChildProcess::start({admin, "desk", "serve", "--store", store()},
                                                {environment, room() / "desk.log", false});
        REQUIRE(process);
        process_ = std::move(*process);
        REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store() + "/control.sock"); }, 20'000));
        REQUIRE(tell({"session", "sign-in"}, chief_).exit_code == 0);
        REQUIRE(tell({"account", "add", "sato", "--shown-name", "佐藤", "--role", "clerk"},
                     R"({"new_password": "renshu-sato"})")
                    .exit_code == 0);
        REQUIRE(tell({"session", "sign-in"}, R"({"account": "sato", "password": "renshu-sato"})").exit_code ==
                0);
        open_case();
    }

    void open_case(const std::string& event = "ev_cert") {
        const auto opened = tell({"case", "open", "--event", event});
        REQUIRE(opened.exit_code == 0);
        case_ = Json::parse(opened.out)["case"];
    }

    tests::Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) {
        words.insert(words.begin(), admin);
        words.insert(words.end(), {"--store", store(), "--json"});
        if (!secrets.empty()) words.push_back("--secrets-stdin");
        return tests::run_program(std::move(words), secrets);
    }
    std::string store() const { return room() / name_; }
    const std::string& case_id() const { return case_; }

    // Empty where this user may not look into a process that forbids it.
    std::string memory() const { return tests::memory_of(process_.id()).value_or(""); }

  private:
    std::string name_;
    const std::string chief_{R"({"account": "admin", "password": "renshu-kanri"})"};
    app::ChildProcess process_;
    std::string case_;
};

int times(const std::string& in, const std::string& what) {
    int count = 0;
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("OpenSC sees the signature application of the practice card and its certificates") {
    if (table() == nullptr) return;
    lay("insert R01");
    const auto name = tests::run_program({"/usr/bin/opensc-tool", "--name"}, "", table()->environment());
    INFO(name.out, name.err);
    CHECK(says(name.out, "jpki"));
    const auto listed = tests::run_program({"/usr/bin/pkcs15-tool", "--list-certificates", "--list-pins"}, "",
                                           table()->environment());
    INFO(listed.out, listed.err);
    CHECK(says(listed.out, "User Authentication Certificate"));
    CHECK(says(listed.out, "Digital Signature Certificate"));
    CHECK(says(listed.out, "User Authentication PIN"));
    const auto read =
        tests::run_program({"/usr/bin/pkcs15-tool", "--read-certificate", "1"}, "", table()->environment());
    CHECK(says(read.out, "BEGIN CERTIFICATE"));
    table()->take_away();
}

TEST_CASE(
    "bad days at a real reader: one sentence each, counters as they should be, and the next card reads") {
    if (table() == nullptr) return;
    const bool all = getenv("KAKANAI_LONG") != nullptr;
    for (const app::BadDay& day : app::bad_days()) {
        // Otherwise three; card_test walks through all of them without the reader service.
        if (!all && day.name != "wrong-pin" && day.name != "swapped-after-recognition" &&
            day.name != "residence-wrong-number") {
            continue;
        }
        INFO(day.name);
        const tests::Ending& ending = tests::endings().at(day.name);
        REQUIRE(table()->ask("bad-day " + std::string(day.name)).starts_with("ok"));
        // Looking would cost a command of the script; the reader notices a card within half a second.
        std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
        const auto told = read_card(std::string(day.asked));
        if (ending.words.empty()) {
            CHECK(told.exit_code == 0);
            CHECK(says(told.out, ending.note));
        } else {
            CHECK(tests::fault_of(told) == "");
            CHECK_MESSAGE(says(told.err, ending.words), told.err);
        }
        CHECK(table()->ask("tries " + std::string(day.name) + " bad-day") ==
              (ending.counters.empty() ? "ok " : "ok " + ending.counters));
        lay("insert R05");
        CHECK(read_card(R"({"pin": "4922"})").exit_code == 0);
        table()->take_away();
    }
}

TEST_CASE(
    "the chip says how long the visitor's card is valid and nobody is asked for it; what it cannot know is "
    "asked") {
    if (table() == nullptr) return;
    Desk desk("B");
    lay("insert R01");
    const auto documents = [&](const tests::Outcome& told) {
        REQUIRE_MESSAGE(told.exit_code == 0, told.err);
        const Json view = Json::parse(told.out);
        return (view.contains("case") && view["case"].is_object() ? view["case"]
                                                                  : view)["counter"]["documents"];
    };
    const auto read = [&] {
        return desk.tell({"case", "card", desk.case_id(), "--way", "pin", "--accept", "all"},
                         R"({"pin": "4070"})");
    };
    // Noted first, read then.
    const Json open = documents(desk.tell({"case", "documents", desk.case_id(), "個人番号カード", "旅券"}));
    CHECK(open[0]["expiry"] == "");
    const Json filled = documents(read());
    for (const Json& one : filled) {
        INFO(one.dump());
        CHECK(one["expiry"] == (one["kind"] == "個人番号カード" ? "2033-06-14" : ""));
    }
    // Read first, noted then: another case of the same visitor.
    desk.open_case();
    const auto again = read();
    documents(again);
    CHECK_FALSE(says(again.out, "失効していることがあります"));
    const Json noted = documents(desk.tell({"case", "documents", desk.case_id(), "個人番号カード"}));
    CHECK(noted[0]["expiry"] == "2033-06-14");
    CHECK(noted[0]["counts"] == true);
    // Of a card that moved here with its holder no chip knows whether it lapsed.
    desk.open_case("ev_tennyu");
    CHECK(says(read().out, "失効していることがあります"));
    table()->take_away();
}

TEST_CASE("after a reading no PIN and no number of the card is left in memory, store, logs or files") {
    if (table() == nullptr) return;
    Desk desk("A");
    lay("insert R01");
    const std::string pin = "4070", on_face = "60061420331710", my_number = "000000001376";
    const std::string before = desk.memory();
    if (before.empty()) {
        MESSAGE("left out: this user may not look into the memory of a process that forbids it");
        return;
    }
    const auto by_pin = desk.tell({"case", "card", desk.case_id(), "--way", "pin"}, R"({"pin": "4070"})");
    REQUIRE_MESSAGE(by_pin.exit_code == 0, by_pin.err);
    const auto by_face = desk.tell({"case", "card", desk.case_id(), "--way", "verification_b"},
                                   R"({"verification_b": "60061420331710"})");
    REQUIRE_MESSAGE(by_face.exit_code == 0, by_face.err);
    const auto wrong = desk.tell({"case", "card", desk.case_id(), "--way", "pin"}, R"({"pin": "9071"})");
    CHECK(wrong.exit_code == 1);
    const std::string after = desk.memory();
    CHECK(after.size() > 1'000'000);
    CHECK(times(after, "髙橋") > 0);  // the dump shows what was read: the search would find a PIN too
    const std::string verify("\x00\x20\x00\x80\x04", 5);
    for (const std::string& needle :
         {verify + pin, verify + "9071", on_face, my_number, "\"" + pin + "\"", std::string("\"9071\"")}) {
        INFO(needle);
        CHECK(times(after, needle) == 0);
    }
    CHECK(times(after, pin) <= times(before, pin));
    std::uint64_t bytes = 0;
    std::vector<tests::Needle> needles = tests::planted(on_face);
    for (const auto& more : {tests::planted(my_number), tests::planted("\"pin\": \"4070\"")})
        needles.insert(needles.end(), more.begin(), more.end());
    for (const char* folder : {"A", "tmp", "reader"}) {
        const auto leaks = tests::leaks_in(room() / folder, needles, bytes);
        for (const std::string& leak : leaks) FAIL_CHECK(leak);
    }
    std::ifstream log(room() / "desk.log");
    const std::string said((std::istreambuf_iterator<char>(log)), std::istreambuf_iterator<char>());
    CHECK(times(said, pin) + times(said, on_face) == 0);
    CHECK(bytes > 100'000);
}
