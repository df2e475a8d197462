// Mishaps of the machine under a desk: a disk that cannot be written to, a disk that goes away, a clock that
// was never set, a swap that would carry memory to the disk. Each is told in one sentence, nothing that was
// saved is lost, and afterwards the desk works again.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "app/practice/child_process.h"
#include "app/practice/practice_site.h"
#include "storage/keys/swap_check.h"
#include "tests/app/site/program.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
const std::string clerk = R"({"account": "sato", "password": "renshu-sato"})";
const std::string chief = R"({"account": "admin", "password": "renshu-kanri"})";

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

app::ChildProcess serve(const std::string& store, std::vector<std::string> environment) {
    fs::remove(store + "/control.sock");
    auto process = app::ChildProcess::start({admin, "desk", "serve", "--store", store},
                                            {std::move(environment), "", false});
    REQUIRE(process);
    REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store + "/control.sock"); }, 30'000));
    return std::move(*process);
}

Json ask(const std::string& store, std::vector<std::string> words, const std::string& secrets = {}) {
    words.insert(words.begin(), admin);
    words.insert(words.end(), {"--store", store, "--json"});
    if (!secrets.empty()) words.push_back("--secrets-stdin");
    const auto told = tests::run_program(std::move(words), secrets);
    REQUIRE_MESSAGE(told.exit_code == 0, told.err);
    return Json::parse(told.out);
}

}  // namespace

TEST_CASE("the disk is read-only, takes no block any more, is unplugged in the middle of work, and is back") {
    support::TempFolder folder;
    if (geteuid() != 0) {
        MESSAGE("left out: only root can make a disk that goes away");
        return;
    }
    const auto story = tests::run_program(
        {"/usr/bin/unshare", "-m", "/bin/bash",
         std::string(KAKANAI_SOURCE_DIR) + "/tests/app/site/disk_mishaps", folder.path().string(), admin},
        clerk, {}, 120'000);
    if (story.exit_code == 1 || story.exit_code == 2) {
        MESSAGE("left out: no disk can be made from a file here: ", story.err);
        return;
    }
    REQUIRE_MESSAGE(story.exit_code == 0, story.exit_code, story.err);
    const Json told = Json::parse(story.out, nullptr, false);
    REQUIRE_MESSAGE(told.is_object(), story.out);
    for (const std::string what : {"read_only", "stuck", "unplugged", "read", "start"}) {
        const std::string said = told[what + "_said"];
        CAPTURE(said);
        CHECK(tests::fault_of({told[what + "_exit"], "", said + "\n"}) == "");
    }
    CHECK(says(told["read_only_said"], "保存先に書き込めません"));
    for (const char* what : {"stuck_said", "unplugged_said", "read_said", "start_said"})
        CHECK(says(told[what], "ディスク"));
    CHECK(told["lost"] == 0);
    CHECK(told["after_exit"] == 0);
}

TEST_CASE("the clock says 1970: the desk works, says so, and numbers go on where they were") {
    support::TempFolder folder;
    const std::string store = folder / "A";
    const auto made = tests::run_program({admin, "site", "init", "--store", store, "--practice",
                                          "--recovery-out", folder / "recovery.txt", "--secrets-stdin"},
                                         chief);
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    ask(store, {"account", "add", "sato", "--role", "clerk"},
        R"({"account": "admin", "password": "renshu-kanri", "new_password": "renshu-sato"})");
    const std::vector<std::string> quiet{"CUPS_SERVER=127.0.0.1:1"};
    std::string first;
    {
        const auto desk = serve(store, quiet);
        ask(store, {"session", "sign-in"}, clerk);
        first = ask(store, {"case", "open", "--event", "ev_cert"})["case"];
        CHECK_FALSE(says(ask(store, {"site", "status"})["sentence"], "時計"));
    }
    {
        const auto desk = serve(store, {quiet.front(), "LD_PRELOAD=" + std::string(KAKANAI_BINARY_DIR) +
                                                           "/lib/libunset_clock.so"});
        ask(store, {"session", "sign-in"}, clerk);
        CHECK(says(ask(store, {"site", "status"})["sentence"], "時計が遅れています"));
        ask(store, {"case", "set", first, "visitor_phone=0237-86-1970"});
        ask(store, {"case", "open", "--event", "ev_cert"});
    }
    const auto desk = serve(store, quiet);
    ask(store, {"session", "sign-in"}, clerk);
    CHECK(says(ask(store, {"case", "show", first}).dump(), "0237-86-1970"));
    ask(store, {"case", "open", "--event", "ev_cert"});
    std::set<std::string> numbers;
    for (const auto& row : ask(store, {"case", "list", "--filter", "*"}))
        numbers.insert(row["reception_number"].get<std::string>());
    CHECK(numbers == std::set<std::string>{"A-001", "A-002", "A-003"});
    CHECK_FALSE(says(ask(store, {"site", "status"})["sentence"], "時計"));
}

TEST_CASE("where memory would reach the disk through swap, a desk with true cases does not open") {
    if (geteuid() != 0) {
        MESSAGE("left out: only root can show a program another list of swaps");
        return;
    }
    support::TempFolder folder;
    // Within: a partition as swap, and no right to lock memory. Nothing of the machine itself changes.
    std::ofstream(folder / "swaps")
        << "Filename\tType\tSize\tUsed\tPriority\n/dev/vdz9\tpartition\t999420\t0\t-2\n";
    const auto with_swap = [&](std::vector<std::string> words, const std::string& secrets) {
        std::string told = "mount --bind " + (folder / "swaps") +
                           " /proc/swaps && ulimit -l 64 && exec setpriv "
                           "--bounding-set=-ipc_lock --inh-caps=-ipc_lock \"$@\"";
        words.insert(words.begin(), {"/usr/bin/unshare", "-m", "/bin/bash", "-c", told, "bash", admin});
        words.push_back("--secrets-stdin");
        return tests::run_program(std::move(words), secrets);
    };
    for (const bool practice : {false, true}) {
        CAPTURE(practice);
        const std::string store = folder / (practice ? "practice" : "city");
        std::vector<std::string> words{admin, "site",           "init",         "--store",
                                       store, "--recovery-out", store + ".txt", "--secrets-stdin"};
        if (practice) words.push_back("--practice");
        const auto made = tests::run_program(words, chief);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        const auto told = with_swap({"site", "status", "--store", store}, chief);
        if (says(told.err, "mount:") || says(told.err, "unshare:")) {
            MESSAGE("left out: nothing can be mounted here: ", told.err);
            return;
        }
        if (practice) {
            CHECK_MESSAGE(told.exit_code == 0, told.err);
        } else {
            CHECK(tests::fault_of(told) == "");
            CHECK(says(told.err, "スワップ"));
            if (storage::swap_state() == storage::SwapState::open) continue;  // this machine's own
            CHECK(tests::run_program({admin, "site", "status", "--store", store, "--secrets-stdin"}, chief)
                      .exit_code == 0);
        }
    }
}
