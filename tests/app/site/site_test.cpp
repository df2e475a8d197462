// The whole site, end to end: five real processes agree; no file tells a secret; a desk killed again and
// again while it writes loses nothing that it called saved; and after a fire the backup node and the recovery
// sheet bring every case back, while without the sheet nothing opens.
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "tests/app/site/leak_scan.h"
#include "tests/app/site/program.h"
#include "tests/app/site/town.h"

namespace {

using Json = nlohmann::json;
using tests::must;
namespace fs = std::filesystem;

constexpr const char* planted_name = "植込　検査子";
constexpr const char* planted_kana = "ウエコミ　ケンサコ";
constexpr const char* planted_place = "山形県寒河江市本町九丁目８７番地６";
constexpr const char* planted_old_place = "東京都千代田区見本町九丁目８７番６５号";
constexpr const char* planted_phone = "0237-55-9876";

// Lives alone, moves in, and says things that nobody else says.
app::Resident planted_resident(const tests::Town& town) {
    app::Resident someone = tests::resident(town, "R25");
    someone.id = "P01";
    someone.household = "P01";
    someone.relation = "世帯主";
    someone.event = "move_in";
    someone.chip_name = someone.face_name = planted_name;
    someone.kana = planted_kana;
    someone.new_address = planted_place;
    someone.old_address = planted_old_place;
    return someone;
}

struct Morning {
    tests::Town town;
    std::string planted_case;

    Morning() {
        for (const auto& [desk, id] : {std::pair{"A", "R06"}, {"B", "R09"}, {"C", "R35"}, {"D", "R33"}})
            town.visit(desk, tests::resident(town, id));
        planted_case = town.visit("A", planted_resident(town));
        // A note that no form asks for: the number that the resident leaves for the call back.
        const auto later = must(town.site().tell("B", {"case", "open"}, {}, {{"event", "ev_cert"}}), "open");
        const std::string id = later["case"];
        must(town.site().tell("B", {"case", "set"}, {id, std::string("visitor_phone=") + planted_phone}),
             "set");
        town.acknowledged().push_back({id, "visitor_phone", 0, planted_phone});
    }
};

Morning& morning() {
    static Morning one;
    return one;
}

std::vector<tests::Needle> everything_planted(const tests::Town& town) {
    std::vector<tests::Needle> needles;
    for (const char* text : {planted_name, planted_kana, planted_place, planted_old_place, planted_phone}) {
        for (auto& needle : tests::planted(text)) needles.push_back(std::move(needle));
    }
    for (const auto& resident : town.residents()) {
        for (auto& needle : tests::planted(resident.card.my_number)) needles.push_back(std::move(needle));
    }
    return needles;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

// Opens receptions and answers at C as fast as it accepts them, until told to stop or C is gone.
void write_until(tests::Town& town, const std::atomic<bool>& stop, int round) {
    for (int i = 0; !stop; ++i) {
        const std::string mark = std::to_string(round) + "-" + std::to_string(i);
        auto opened = town.site().tell("C", {"case", "open"}, {}, {{"event", "ev_cert"}});
        if (!opened) continue;
        const std::string id = (*opened)["case"];
        const auto saved = town.site().tell("C", {"case", "set"}, {id, "visitor_name=切断　" + mark});
        if (saved) town.acknowledged().push_back({id, "visitor_name", 0, "切断　" + mark});
    }
}

// The words of the sheet as printed: the paragraph after the first blank line.
std::string words_of(const std::string& sheet_file) {
    std::ifstream in(sheet_file);
    std::string line;
    while (std::getline(in, line) && !line.empty()) {
    }
    std::string words;
    while (std::getline(in, line) && !line.empty()) words += (words.empty() ? "" : " ") + line;
    return words;
}

tests::Outcome restore(const std::string& store, const std::string& words, const std::string& address,
                       const std::string& folder) {
    const Json secrets{{"password", "atarashii-kanri"}, {"recovery", words}};
    return tests::run_program(
        {tests::program_path("kakanai-admin"), "recovery", "restore", address, "--store", store, "--name",
         "窓口E", "--letter", "E", "--account-name", "fukkyu", "--shown-name", "復旧担当", "--roster",
         folder + "/roster", "--out", folder + "/entries", "--secrets-stdin"},
        secrets.dump());
}

// The sheet of some other city: genuine, but not ours.
std::string words_of_another_city(const std::string& folder) {
    const auto made = tests::run_program(
        {tests::program_path("kakanai-admin"), "site", "init", "--store", folder + "/elsewhere", "--name",
         "別の市", "--practice", "--recovery-out", folder + "/elsewhere.txt", "--secrets-stdin"},
        Json{{"password", "betsu-no-kanri"}}.dump());
    REQUIRE(made.exit_code == 0);
    return words_of(folder + "/elsewhere.txt");
}

}  // namespace

TEST_CASE("after a few visits all five nodes agree, and each desk shows what any desk saved") {
    auto& town = morning().town;
    REQUIRE(town.level());
    for (const char* desk : {"A", "B", "C", "D"}) CHECK(joined(town.missing_on(desk)) == "");
    CHECK(town.shown("D", morning().planted_case, "visitor_name") == planted_name);
}

TEST_CASE("no file of any node, and no temporary file, holds a name, an address or a number in plain") {
    auto& town = morning().town;
    const auto needles = everything_planted(town);
    std::uint64_t looked_at = 0;
    CHECK(joined(tests::leaks_in(town.site_folder(), needles, looked_at)) == "");
    CHECK(joined(tests::leaks_in(town.tmp(), needles, looked_at)) == "");
    CHECK(looked_at > 1'000'000);  // five stores were really read

    // The scan itself: it finds what is there, in each encoding, at any place of a file.
    for (const auto& needle : needles) {
        const std::string path = town.papers() + "/canary";
        std::ofstream(path, std::ios::binary) << std::string(4097, '\x81') << needle.bytes << "tail";
        std::uint64_t ignored = 0;
        CHECK_MESSAGE(tests::leaks_in(town.papers(), {needle}, ignored).size() >= 1, needle.label);
        fs::remove(path);
    }
}

TEST_CASE(
    "a desk that is killed while it writes, cut off from the rest, loses nothing that it called saved") {
    auto& town = morning().town;
    town.site().separate("CD", "ABN");
    std::mt19937 chance(20261123);
    constexpr int rounds = 4;
    for (int round = 0; round < rounds; ++round) {
        const std::size_t before = town.acknowledged().size();
        std::atomic<bool> stop{false};
        std::thread clerk([&] { write_until(town, stop, round); });
        std::this_thread::sleep_for(std::chrono::milliseconds(400 + chance() % 700));
        town.site().kill_now("C");
        stop = true;
        clerk.join();
        must(town.site().start("C"), "start C");
        must(town.site().sign_in("C", "kudo"), "sign in at C");
        CHECK(joined(town.missing_on("C")) == "");
        CHECK(town.acknowledged().size() > before);
    }
    town.site().join_all();
    REQUIRE(town.level());
    for (const char* desk : {"A", "B", "C", "D"}) CHECK(joined(town.missing_on(desk)) == "");
    MESSAGE("killed ", rounds,
            " times; answers called saved and found on every desk: ", town.acknowledged().size());
}

TEST_CASE(
    "after a fire the backup node and the recovery sheet bring every case back; a wrong sheet opens "
    "nothing") {
    auto& town = morning().town;
    auto& site = town.site();
    REQUIRE(town.level());
    const auto cases_before = must(site.tell("A", {"case", "list"}, {}, {{"filter", "*"}}), "list").size();
    for (const std::string desk : {"A", "B", "C", "D"}) {
        site.kill_now(desk);
        fs::remove_all(site.store_of(desk));
    }
    const std::string drill = town.folder() + "/drill";
    fs::create_directories(drill);
    must(site.tell("N", {"site", "roster"}, {}, {{"out", drill + "/roster"}}), "roster");
    const std::string address = must(site.tell("N", {"site", "status"}), "status")["listening_on"];

    const std::string words = words_of(site.recovery_sheet());
    std::string misread = words;
    misread[0] = misread[0] == 'A' ? 'C' : 'A';
    for (const auto& wrong : {misread, words_of_another_city(drill), std::string()}) {
        const auto refused = restore(site.store_of("E"), wrong, address, drill);
        CHECK(tests::fault_of(refused) == "");
        MESSAGE(refused.err);
        CHECK_FALSE(fs::exists(site.store_of("E")));
        CHECK_FALSE(fs::exists(drill + "/entries"));
    }
    const auto blind = site.tell("N", {"case", "show"}, {morning().planted_case});
    CHECK_FALSE(blind.has_value());

    const auto restored = restore(site.store_of("E"), words, address, drill);
    REQUIRE_MESSAGE(restored.exit_code == 0, restored.err);
    must(site.tell("N", {"site", "admit"}, {drill + "/entries"}), "admit");
    must(site.start("E"), "start E");
    must(site.tell("E", {"session", "sign-in"}, {}, {},
                   {{"account", "fukkyu"}, {"password", "atarashii-kanri"}}),
         "sign in with the new account");
    const bool caught_up = app::PracticeSite::wait_for(
        [&] {
            const auto here = site.tell("E", {"site", "status"});
            const auto there = site.tell("N", {"site", "status"});
            return here && there && (*here)["log_digest"] == (*there)["log_digest"];
        },
        tests::level_within_ms);
    REQUIRE(caught_up);

    // The clerks' accounts came back with the roster: each opens the new desk with the old password.
    must(site.sign_in("E", "sato"), "sign in as before the fire");
    CHECK(must(site.tell("E", {"case", "list"}, {}, {{"filter", "*"}}), "list").size() == cases_before);
    CHECK(joined(town.missing_on("E")) == "");
    CHECK(town.shown("E", morning().planted_case, "visitor_name") == planted_name);
    const auto next = must(site.tell("E", {"case", "open"}, {}, {{"event", "ev_cert"}}), "work goes on");
    CHECK(town.shown("E", next["case"], "visitor_name").has_value());
    std::uint64_t looked_at = 0;
    CHECK(joined(tests::leaks_in(site.store_of("E"), everything_planted(town), looked_at)) == "");
}
