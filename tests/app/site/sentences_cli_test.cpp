// What goes wrong at a counter, on the real command line: each time one line on stderr that says in Japanese
// what happened and what to do, exit code 1, and nothing that was saved is lost.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "app/practice/card_table.h"
#include "app/practice/practice_site.h"
#include "tests/app/site/program.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::Outcome;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
const std::string clerk = R"({"account": "sato", "password": "renshu-sato"})";
const std::string chief = R"({"account": "admin", "password": "renshu-kanri"})";
constexpr const char* no_print_service = "CUPS_SERVER=127.0.0.1:1";
constexpr const char* no_card_service = "PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm";

// The refusal's text, checked for its shape.
std::string refusal(const Outcome& outcome) {
    CHECK(tests::fault_of(outcome) == "");
    return outcome.err;
}

// Root needs no user namespace, and may be denied one.
std::string name_spaces() { return geteuid() == 0 ? "-m" : "-rm"; }

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// One desk of its own, without a window, with a clerk, and a backup node that was joined and is switched off.
class Desk {
  public:
    Desk() {
        signal(SIGPIPE, SIG_IGN);
        const auto made = tests::run_program(
            {admin, "site", "init", "--store", store(), "--name", "寒河江市", "--practice", "--listen",
             "127.0.0.1:0", "--recovery-out", folder_ / "recovery.txt", "--secrets-stdin"},
            chief);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        serve();
        REQUIRE(tell({"session", "sign-in"}, chief).exit_code == 0);
        REQUIRE(tell({"account", "add", "sato", "--shown-name", "佐藤", "--role", "clerk"},
                     R"({"new_password": "renshu-sato"})")
                    .exit_code == 0);
        const auto invited = tell({"device", "invite", "--role", "backup"});
        REQUIRE(invited.exit_code == 0);
        const Json invitation = Json::parse(invited.out);
        inviter_ = invitation["listening_on"];
        const auto joined =
            tests::run_program({admin, "device", "join", inviter_, "--store", folder_ / "N", "--name", "控え",
                                "--listen", "127.0.0.1:0", "--secrets-stdin"},
                               Json{{"code", invitation["code"]}}.dump());
        REQUIRE_MESSAGE(joined.exit_code == 0, joined.err);
        REQUIRE(tell({"session", "sign-in"}, clerk).exit_code == 0);
        const auto opened = tell({"case", "open", "--event", "ev_cert"});
        REQUIRE(opened.exit_code == 0);
        case_ = Json::parse(opened.out)["case"];
        REQUIRE(tell({"case", "set", case_, "visitor_name=髙橋　健太郎"}).exit_code == 0);
    }

    void serve() {
        auto process =
            app::ChildProcess::start({admin, "desk", "serve", "--store", store()},
                                     {{no_print_service, no_card_service}, folder_ / "desk.log", false});
        REQUIRE(process);
        process_ = std::move(*process);
        REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store() + "/control.sock"); }, 20'000));
    }
    void end() { process_.end(); }

    Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) {
        words.insert(words.begin(), admin);
        words.insert(words.end(), {"--store", store(), "--json"});
        if (!secrets.empty()) words.push_back("--secrets-stdin");
        return tests::run_program(std::move(words), secrets);
    }
    // What must be there whatever failed before.
    bool keeps_its_answers() {
        const auto shown = tell({"case", "show", case_}, clerk);
        return shown.exit_code == 0 && says(shown.out, "髙橋　健太郎");
    }

    std::string store() const { return folder_ / "A"; }
    std::string place(const std::string& name) const { return folder_ / name; }
    const std::string& case_id() const { return case_; }
    const std::string& inviter() const { return inviter_; }

  private:
    support::TempFolder folder_;
    app::ChildProcess process_;
    std::string case_;
    std::string inviter_;
};

Desk& desk() {
    static Desk one;
    return one;
}

// One bit of every page after the first, or one in the middle of a small file.
void damage(const std::string& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::uint64_t>(fs::file_size(path));
    const auto flip = [&](std::uint64_t at) {
        file.seekg(static_cast<std::streamoff>(at));
        const char byte = static_cast<char>(file.get() ^ 0x10);
        file.seekp(static_cast<std::streamoff>(at));
        file.put(byte);
    };
    if (size < 16'384) flip(size / 2);
    for (std::uint64_t at = 6000; at < size && size >= 16'384; at += 4096) flip(at);
}

// The first sentence of a copy of the store in which one file is damaged.
std::string opening_damaged(const std::string& file) {
    const std::string copy = desk().place("damaged-" + file);
    fs::copy(desk().store(), copy, fs::copy_options::recursive);
    damage(copy + "/" + file);
    if (fs::exists(copy + "/" + file + ".copy")) damage(copy + "/" + file + ".copy");  // one alone stands in
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
