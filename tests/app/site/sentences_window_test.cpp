// What goes wrong at a counter, in the real window: the same sentences as on the command line, in the message
// line or the strip, whole and uncut, and nothing that was saved is lost. Keys only; a picture of each in the
// build folder (sentences/*.png).
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/practice/card_table.h"
#include "tests/app/site/card_reader.h"
#include "tests/app/site/one_desk.h"
#include "tests/app/site/window_desk.h"
#include "tests/support/temp_folder.h"

namespace {

using tests::says;
using tests::WindowDesk;
namespace fs = std::filesystem;

const std::string pictures = std::string(KAKANAI_BINARY_DIR) + "/sentences";
constexpr const char* in_namespace = "KAKANAI_OWN_MOUNTS";

tests::OneDesk& desk() {
    static support::TempFolder folder;
    static tests::OneDesk one(folder.path().string());
    return one;
}

std::vector<std::string> bare_environment() { return {tests::no_print_service, tests::no_card_service}; }

// The complaint in the message line, checked for its shape and for its picture.
std::string complaint(WindowDesk& window, const std::string& part, const std::string& picture) {
    const std::string message = window.message_with(part);
    CHECK(window.screen().value("complains", false));
    CHECK(tests::fault_of({1, "", message + "\n"}) == "");
    CHECK(window.picture(picture) == "");
    return message;
}

std::string own_path() { return fs::read_symlink("/proc/self/exe"); }

}  // namespace

TEST_CASE("signing in with a wrong password, and with an account that nobody has") {
    WindowDesk window({desk().store(), pictures, bare_environment()});
    REQUIRE(window.start());
    window.type("sato");
    window.keys({"Return"});
    window.type("machigai");
    window.keys({"Return"});
    const std::string wrong = complaint(window, "違います", "wrong_password");
    CHECK(says(wrong, "職員番号またはパスワードが違います"));
    CHECK_FALSE(says(wrong, "machigai"));
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("a damaged store opens nothing and says so") {
    for (const auto& [file, sentence] : std::vector<std::pair<std::string, std::string>>{
             {"store.db", "壊れています"}, {"slots", "鍵のファイルが"}}) {
        const std::string copy = desk().place("damaged-" + file);
        fs::copy(desk().store(), copy, fs::copy_options::recursive);
        tests::damage(copy + "/" + file);
        WindowDesk window({copy, pictures, bare_environment()});
        REQUIRE(window.start());
        window.type("sato");
        window.keys({"Return"});
        window.type("renshu-sato");
        window.keys({"Return"});
        CHECK(says(complaint(window, sentence, "damaged_" + file.substr(0, 5)), sentence));
        CHECK_FALSE(says(window.x().title(), "受付一覧"));
    }
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("the backup node is away, no reader service runs, the printer is gone") {
    WindowDesk window({desk().store(), pictures, bare_environment()});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    CHECK(window.shows("控えとつながっていません"));
    CHECK(window.shows("この窓口の受付は続けられます"));
    CHECK(window.picture("peer_away") == "");

    REQUIRE(window.open_people("7"));
    window.keys({"F5"});
    CHECK(says(complaint(window, "カードリーダー", "no_reader_service"),
               "カードリーダーのサービスが動いていません"));
    CHECK(desk().keeps_its_answers());

    window.keys({"F12"});
    REQUIRE(window.on("証明書の受付"));
    window.keys({"F11"});
    REQUIRE(window.on("確認"));
    REQUIRE(window.shows("F01、1ページ"));
    window.keys({"F12"});
    REQUIRE(window.shows("職員の確認　済"));
    window.keys({"F12"});
    REQUIRE(window.shows("の署名は、どちらにしますか"));
    window.keys({"2"});
    REQUIRE(window.message_with("紙に署名していただきます") != "");
    window.keys({"F12"});
    CHECK(says(complaint(window, "印刷のサービス", "no_printer"), "印刷のサービスが動いていません"));
    const auto shown = nlohmann::json::parse(window.tell({"case", "show", desk().case_id()}).out);
    for (const auto& sheet : shown["sheets"]) {
        CHECK(sheet["state"] == "署名済");
        CHECK(sheet["printed"] == 0);
    }
    CHECK(desk().keeps_its_answers());
}

TEST_CASE("at the reader: no card, a wrong number with the tries left, a card for the train") {
    const std::string reader_folder = desk().place("reader");
    fs::create_directories(reader_folder);
    auto table = app::CardTable::set_up(std::string(KAKANAI_SOURCE_DIR) + "/installer/practice-reader",
                                        std::string(KAKANAI_BINARY_DIR) + "/bin", reader_folder);
    if (!table) {
        MESSAGE(
            "left out: this machine lets no private card reader service start (see "
            "installer/practice-reader)");
        return;
    }
    auto environment = table->environment();
    environment.emplace_back(tests::no_print_service);
    WindowDesk window({desk().store(), pictures, environment});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    REQUIRE(window.open_people("7"));
    table->take_away();
    window.keys({"F5"});
    CHECK(says(complaint(window, "置かれていません", "no_card"), "カードが置かれていません"));

    const auto lay = [&](const std::string& card) {
        REQUIRE(table->lay(card));
        REQUIRE(tests::cards_lie(*table, 1));
    };
    lay("R01");
    window.keys({"F5"});
    REQUIRE(window.shows("暗証番号　あと 3 回"));
    window.keys({"2"});
    REQUIRE(window.x().focus_title("お客様画面"));
    window.x().type("9999");
    window.x().keys({"Return"});
    REQUIRE(window.x().focus_title("来庁者"));
    const std::string wrong = complaint(window, "暗証番号が違います", "wrong_pin");
    CHECK_MESSAGE(says(wrong, "暗証番号が違います。あと2回"), wrong);
    CHECK_FALSE(says(wrong, "9999"));
    table->take_away();

    lay("transit");
    window.keys({"F5"});
    CHECK(says(complaint(window, "読み取れない", "unknown_card"), "このカードは読み取れない種類です"));
    CHECK(desk().keeps_its_answers());
}

// Runs itself once more inside mounts of its own, where a disk of 3 MB can be filled.
TEST_CASE("the disk is full, and then it is not") {
    if (std::getenv(in_namespace) == nullptr) {
        const std::string own = geteuid() == 0 ? "-m" : "-rm";
        const auto possible = tests::run_program({"/usr/bin/unshare", own, "/bin/true"});
        if (possible.exit_code != 0) {
            MESSAGE("left out: no small disk can be mounted here: ", possible.err);
            return;
        }
        const auto inside =
            tests::run_program({"/usr/bin/unshare", own, own_path(), "--test-case=the disk is full*"}, "",
                               {std::string(in_namespace) + "=1"}, 120'000);
        CHECK_MESSAGE(inside.exit_code == 0, inside.out, inside.err);
        return;
    }
    support::TempFolder folder;
    const std::string place = folder.path().string();
    REQUIRE(tests::run_program({"/bin/mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place}).exit_code ==
            0);
    tests::OneDesk small(place);
    WindowDesk window({small.store(), pictures, bare_environment()});
    REQUIRE(window.start());
    REQUIRE(window.sign_in("sato", "renshu-sato"));
    REQUIRE(window.open_people("7"));
    {
        std::ofstream filler(place + "/filler", std::ios::binary);
        const std::string block(4096, 'x');
        while (filler.write(block.data(), 4096) && filler.flush()) {
        }
    }
    std::string said;
    for (int round = 0; round < 200 && said.empty(); ++round) {
        window.keys({"alt+1", "ctrl+a"});
        window.type(round % 2 == 0 ? "タカハシ　ケンタ" : "タカハシ　ケンタロウ");
        window.keys({"Tab"});
        const std::string now = window.screen().value("message", "");
        if (says(now, "ディスク")) said = now;
    }
    CHECK(says(said, "ディスクがいっぱいで保存できませんでした"));
    CHECK(complaint(window, "ディスク", "disk_full") == said);
    fs::remove(place + "/filler");
    window.keys({"alt+1", "ctrl+a"});
    window.type("タカハシ　ケンイチロウ");
    window.keys({"Tab"});
    CHECK(window.shows("タカハシ　ケンイチロウ"));
    CHECK(window.screen().value("message", "?") == "");
    window.end();
    small.serve();
    CHECK(small.keeps_its_answers());
    CHECK(says(small.tell({"case", "show", small.case_id()}, tests::clerk_secrets).out,
               "タカハシ　ケンイチロウ"));
    tests::run_program({"/bin/umount", "-l", place});
}
