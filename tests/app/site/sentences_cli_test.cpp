// What goes wrong at a counter, on the real command line: each time one line on stderr that says in Japanese
// what happened and what to do, exit code 1, and nothing that was saved is lost.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "tests/app/site/one_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::Outcome;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
constexpr const char* clerk = tests::clerk_secrets;
constexpr const char* chief = tests::chief_secrets;
constexpr const char* no_card_service = tests::no_card_service;
using tests::damage;
using tests::says;

// The refusal's text, checked for its shape.
std::string refusal(const Outcome& outcome) {
    CHECK(tests::fault_of(outcome) == "");
    return outcome.err;
}

// Root needs no user namespace, and may be denied one.
std::string name_spaces() { return geteuid() == 0 ? "-m" : "-rm"; }

struct ServedDesk {
    support::TempFolder folder;
    tests::OneDesk desk{folder.path().string()};
    ServedDesk() { desk.serve(); }
};

tests::OneDesk& desk() {
    static ServedDesk one;
    return one.desk;
}

// The first sentence of a copy of the store in which one file is damaged.
std::string opening_damaged(const std::string& file) {
    const std::string copy = desk().place("damaged-" + file);
    fs::copy(desk().store(), copy, fs::copy_options::recursive);
    damage(copy + "/" + file);
    return refusal(tests::run_program({admin, "case", "list", "--store", copy, "--secrets-stdin"}, clerk));
}

app::CardTable* table() {
    static std::optional<app::CardTable> one = []() -> std::optional<app::CardTable> {
        const std::string folder = desk().place("reader");
        fs::create_directories(folder);
        auto made = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                           std::string(KAKANAI_BINARY_DIR) + "/bin", folder);
        if (!made) return std::nullopt;
        return std::optional<app::CardTable>(std::move(*made));
    }();
    return one ? &*one : nullptr;
}

Outcome read_card(const std::string& secrets, std::vector<std::string> more = {}) {
    std::vector<std::string> words{admin, "card", "read", "--json", "--secrets-stdin"};
    words.insert(words.end(), more.begin(), more.end());
    return tests::run_program(std::move(words), secrets, table()->environment());
}

// The reader notices a card a moment after it is laid.
void lay(const std::string& card) {
    REQUIRE(table()->lay(card));
    const bool seen = app::PracticeSite::wait_for(
        [] {
            const auto list =
                tests::run_program({admin, "card", "list", "--json"}, "", table()->environment());
            return says(list.out, "\"card_present\": true");
        },
        10'000);
    REQUIRE(seen);
}

}  // namespace

TEST_CASE("a wrong password, and an account that nobody has") {
    for (const char* wrong : {R"({"account": "sato", "password": "machigai"})",
                              R"({"account": "daredemo", "password": "renshu-sato"})"}) {
        const auto said = refusal(desk().tell({"session", "sign-in"}, wrong));
        CHECK(says(said, "職員番号またはパスワードが違います"));
        CHECK_FALSE(says(said, "machigai"));
    }
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("the other desk does not answer") {
    const auto joined = tests::run_program(
        {admin, "device", "join", "127.0.0.1:1", "--store", desk().place("X"), "--secrets-stdin"},
        R"({"code": "ABCDE-FGHJK-MNPQR-STVWX-YZ2346"})");
    CHECK(joined.exit_code == 1);
    const auto invited = desk().tell({"device", "invite", "--role", "desk", "--letter", "B"}, chief);
    REQUIRE(invited.exit_code == 0);
    const auto said = refusal(tests::run_program(
        {admin, "device", "join", "127.0.0.1:1", "--store", desk().place("X"), "--secrets-stdin"},
        Json{{"code", Json::parse(invited.out)["code"]}}.dump()));
    CHECK(says(said, "つながりません"));
    CHECK_FALSE(fs::exists(desk().place("X")));
    CHECK(desk().keeps_its_answers());

    // Alone with its work, the desk says so in words; what it says is at most half a second old.
    std::string sentence;
    int only_here = 0;
    for (int round = 0; round < 50 && (only_here == 0 || !says(sentence, "控えとつながっていません"));
         ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const auto status = desk().tell({"site", "status"});
        REQUIRE(status.exit_code == 0);
        const Json json = Json::parse(status.out);
        sentence = json["sentence"];
        only_here = json["only_here"].get<int>();
    }
    CHECK(says(sentence, "控えとつながっていません"));
    CHECK(only_here > 0);
}

TEST_CASE("no reader service on this machine") {
    const auto said = refusal(tests::run_program({admin, "card", "read", "--secrets-stdin"},
                                                 R"({"pin": "4070"})", {no_card_service}));
    CHECK(says(said, "カードリーダーのサービスが動いていません"));
    const auto at_desk = refusal(desk().tell({"case", "card", desk().case_id()}, R"({"pin": "4070"})"));
    CHECK(says(at_desk, "カードリーダーのサービスが動いていません"));
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("at the reader: no card, a wrong number, a card for the train, another reader") {
    if (table() == nullptr) {
        MESSAGE(
            "left out: this machine lets no private card reader service start (see "
            "installer/practice-reader)");
        return;
    }
    auto& reader = *table();
    reader.take_away();
    CHECK(says(refusal(read_card(R"({"pin": "4070"})")), "カードが置かれていません"));
    CHECK(says(refusal(read_card(R"({"pin": "4070"})", {"--reader", "別のリーダー"})),
               "カードリーダーが見つかりません"));

    lay("R01");
    const auto wrong = refusal(read_card(R"({"pin": "9999"})"));
    CHECK_MESSAGE(says(wrong, "暗証番号が違います。あと2回"), wrong);
    CHECK_FALSE(says(wrong, "9999"));
    const auto right = read_card(R"({"pin": "4070"})");
    CHECK(right.exit_code == 0);
    CHECK(says(right.out, "髙橋　健太郎"));
    reader.take_away();

    lay("transit");
    CHECK(says(refusal(read_card(R"({"pin": "4070"})")), "このカードは読み取れない種類です"));
    reader.take_away();
}

TEST_CASE("the printer is gone") {
    const auto said = refusal(desk().tell(
        {"case", "print", desk().case_id(), "F01", "--kind", "draft", "--printer", "窓口1"}, clerk));
    CHECK(says(said, "印刷のサービスが動いていません"));
    const auto shown = desk().tell({"case", "show", desk().case_id()});
    const Json json = Json::parse(shown.out);
    for (const auto& sheet : json["sheets"]) CHECK(sheet["printed"] == 0);
    CHECK(refusal(desk().tell({"printers"})) == said);
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("the disk is full, and then it is not") {
    const std::string folder = desk().place("disk");
    fs::create_directories(folder);
    const auto possible =
        tests::run_program({"/usr/bin/unshare", name_spaces(), "/bin/mount", "-t", "tmpfs", "tmpfs", folder});
    if (possible.exit_code != 0) {
        MESSAGE("left out: no small disk can be mounted here: ", possible.err);
        return;
    }
    const auto story =
        tests::run_program({"/usr/bin/unshare", name_spaces(), "/bin/bash",
                            std::string(KAKANAI_SOURCE_DIR) + "/tests/app/site/full_disk", folder, admin},
                           clerk, {}, 120'000);
    REQUIRE_MESSAGE(story.exit_code == 0, story.err);
    const Json told = Json::parse(story.out, nullptr, false);
    REQUIRE_MESSAGE(told.is_object(), story.out);
    CHECK(told["full_exit"] == 1);
    CHECK(says(told["full_said"], "ディスクがいっぱいで保存できませんでした"));
    CHECK(tests::fault_of({told["full_exit"], "", told["full_said"].get<std::string>() + "\n"}) == "");
    CHECK(told["lost"] == 0);
    CHECK(told["after_exit"] == 0);
    CHECK(told["restarted_exit"] == 0);
}

TEST_CASE("a damaged store opens nothing and says so; the store itself opens as before") {
    REQUIRE(desk().keeps_its_answers());
    desk().end();
    CHECK(says(opening_damaged("store.db"), "壊れています"));
    CHECK(says(opening_damaged("slots"), "鍵のファイルが"));
    const auto gone = refusal(tests::run_program(
        {admin, "case", "list", "--store", desk().place("nowhere"), "--secrets-stdin"}, clerk));
    CHECK(says(gone, "保存データが見つかりません"));
    desk().serve();
    CHECK(desk().keeps_its_answers());
}
