// A desk's store is put back to an older copy, as a well-meant restore does. The others know more of this
// desk than it does itself: it notices, closes its old identity, works on by itself, and comes back under a
// new one with everything that was written on either side.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/practice/child_process.h"
#include "app/practice/free_port.h"
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
constexpr int within_ms = 60'000;

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// A desk without a window over one store.
class Desk {
  public:
    explicit Desk(std::string store) : store_(std::move(store)) {}

    void serve() {
        fs::remove(store_ + "/control.sock");
        auto process = app::ChildProcess::start(
            {admin, "desk", "serve", "--store", store_},
            {{"CUPS_SERVER=127.0.0.1:1", "PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm"}, "", false});
        REQUIRE(process);
        process_ = std::move(*process);
        REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store_ + "/control.sock"); }, within_ms));
        REQUIRE(tell({"session", "sign-in"}, clerk).exit_code == 0);
    }
    void end() { process_.end(); }

    Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) {
        words.insert(words.begin(), admin);
        words.insert(words.end(), {"--store", store_, "--json"});
        if (!secrets.empty()) words.push_back("--secrets-stdin");
        return tests::run_program(std::move(words), secrets);
    }
    Json ask(std::vector<std::string> words, const std::string& secrets = {}) {
        const auto told = tell(std::move(words), secrets);
        REQUIRE_MESSAGE(told.exit_code == 0, told.err);
        return Json::parse(told.out);
    }
    Json status() { return ask({"site", "status"}); }
    std::string open_case() { return ask({"case", "open", "--event", "ev_cert"})["case"]; }
    void phone(const std::string& id, const std::string& number) {
        ask({"case", "set", id, "visitor_phone=" + number});
    }
    bool shows(const std::string& id, const std::string& text) {
        const auto told = tell({"case", "show", id}, clerk);
        return told.exit_code == 0 && says(told.out, text);
    }

  private:
    std::string store_;
    app::ChildProcess process_;
};

// A site of two desks with one clerk, both at work.
struct Site {
    support::TempFolder folder;
    Desk a{folder / "A"}, b{folder / "B"};
    std::string address;  // of desk A
    std::string address_b =
        "127.0.0.1:" +
        std::to_string(app::free_port());  // found by A again after a restart, whatever A's own address

    explicit Site(const std::string& listen_a = "127.0.0.1:" + std::to_string(app::free_port())) {
        const auto made =
            tests::run_program({admin, "site", "init", "--store", folder / "A", "--practice", "--listen",
                                listen_a, "--recovery-out", folder / "recovery.txt", "--secrets-stdin"},
                               chief);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        const auto added = tests::run_program(
            {admin, "account", "add", "sato", "--role", "clerk", "--store", folder / "A", "--secrets-stdin"},
            R"({"account": "admin", "password": "renshu-kanri", "new_password": "renshu-sato"})");
        REQUIRE_MESSAGE(added.exit_code == 0, added.err);
        a.serve();
        const Json invited = a.ask({"device", "invite", "--letter", "B"}, chief);
        address = invited["listening_on"];
        const auto joined = tests::run_program({admin, "device", "join", address, "--store", folder / "B",
                                                "--listen", address_b, "--secrets-stdin"},
                                               Json{{"code", invited["code"]}}.dump());
        REQUIRE_MESSAGE(joined.exit_code == 0, joined.err);
        a.ask({"session", "sign-in"}, clerk);
        b.serve();
    }
    // An administrator at desk B gives `desk`, whose identity was closed, a new id; it is started again.
    void give_new_id(Desk& desk) {
        const Json invited = b.ask({"device", "invite", "--replaces", "A"}, chief);
        Json secrets = Json::parse(chief);
        secrets["code"] = invited["code"];
        desk.ask({"device", "rejoin", invited["listening_on"].get<std::string>()}, secrets.dump());
        b.ask({"session", "sign-in"}, clerk);
        desk.end();
        desk.serve();
        REQUIRE(
            app::PracticeSite::wait_for([&] { return desk.status()["identity"] == "in_force"; }, within_ms));
    }
    bool level() {
        return app::PracticeSite::wait_for(
            [&] {
                const Json one = a.status(), other = b.status();
                return one["log_digest"] == other["log_digest"] &&
                       one["state_digest"] == other["state_digest"];
            },
            within_ms);
    }
};

}  // namespace

TEST_CASE("a store put back to an older copy: noticed, closed, and everything comes together again") {
    Site site;
    Desk &a = site.a, &b = site.b;
    const std::string store_a = site.folder / "A", copy = site.folder / "copy";
    const std::string shared = a.open_case();
    a.phone(shared, "0237-86-1000");
    REQUIRE(site.level());

    // A copy is made; work goes on and reaches the other desk.
    a.end();
    fs::copy(store_a, copy, fs::copy_options::recursive | fs::copy_options::skip_symlinks);
    a.serve();
    a.phone(shared, "0237-86-2000");
    const std::string lost = a.open_case();
    a.phone(lost, "0237-86-2222");
    REQUIRE(app::PracticeSite::wait_for([&] { return b.shows(lost, "0237-86-2222"); }, within_ms));

    // The copy is put back while nobody can be asked: the desk works and says that nothing was compared.
    a.end();
    b.end();
    fs::remove_all(store_a);
    fs::rename(copy, store_a);
    a.serve();
    CHECK(a.status()["compared"] == false);
    CHECK(app::PracticeSite::wait_for([&] { return says(a.status()["sentence"], "照合していません"); },
                                      within_ms));  // a status line is at most half a second old
    CHECK_FALSE(a.shows(lost, "0237-86-2222"));
    a.phone(shared, "0237-86-3000");
    const std::string apart = a.open_case();
    a.phone(apart, "0237-86-3333");

    // The other desk is back: it knows more of desk A than desk A does.
    b.serve();
    REQUIRE(app::PracticeSite::wait_for([&] { return a.status()["identity"] == "closed"; }, within_ms));
    CHECK(says(a.status()["sentence"], "古い保存データ"));
    a.phone(apart, "0237-86-4444");  // the counter does not stop
    CHECK(a.shows(apart, "0237-86-4444"));
    CHECK_FALSE(b.shows(apart, "0237-86"));
    CHECK(b.shows(shared, "0237-86-2000"));

    // Only a desk whose identity was closed takes a new one.
    const auto refused = b.tell({"device", "rejoin", site.address},
                                R"({"account": "admin", "password": "renshu-kanri", "code": "x"})");
    CHECK(tests::fault_of(refused) == "");

    // An administrator gives it a new one.
    site.give_new_id(a);
    REQUIRE(site.level());
    for (Desk* desk : {&a, &b}) {
        CHECK(desk->shows(lost, "0237-86-2222"));
        CHECK(desk->shows(apart, "0237-86-4444"));
        CHECK(
            desk->shows(shared, "0237-86-2000"));  // both values of the number given twice wait for a person
        CHECK(desk->shows(shared, "0237-86-3000"));
    }
    CHECK(a.status()["conflicts"] == 1);
    for (const auto& device : a.ask({"device", "list"}, chief))
        CHECK(device["in_force"] == (device["letter"] != "A"));
}

TEST_CASE("two desks run from copies of one disk: both go on, nothing of either is lost") {
    Site site("127.0.0.1:0");  // two programs on one machine cannot listen on one address: both dial B
    Desk &a = site.a, &b = site.b, twin(site.folder / "A2");
    a.ask({"site", "peers", site.address_b}, chief);
    a.ask({"session", "sign-in"}, clerk);
    const std::string shared = a.open_case();
    a.phone(shared, "0237-86-1000");
    REQUIRE(site.level());
    a.end();
    fs::copy(site.folder / "A", site.folder / "A2",
             fs::copy_options::recursive | fs::copy_options::skip_symlinks);

    a.serve();
    twin.serve();
    a.phone(shared, "0237-86-2000");
    twin.phone(shared, "0237-86-3000");
    const std::string of_a = a.open_case(), of_twin = twin.open_case();
    a.phone(of_a, "0237-86-2222");
    twin.phone(of_twin, "0237-86-3333");

    // Whichever's work the others do not have is closed; the counter stops at neither.
    const auto closed = [](Desk& desk) { return desk.status()["identity"] == "closed"; };
    REQUIRE(app::PracticeSite::wait_for([&] { return closed(a) || closed(twin); }, within_ms));
    Desk &first = closed(a) ? a : twin, &second = closed(a) ? twin : a;
    CHECK(says(first.status()["sentence"], "古い保存データ"));
    first.phone(first.open_case(), "0237-86-4444");
    second.phone(second.open_case(), "0237-86-5555");

    // The other learns it over its link when the first is given a new id; where it was away just then (the
    // long run), it finds no door any more, works on by itself, and may join again all the same.
    const auto linked = [&] { return says(second.status()["peers"].dump(), "\"connected\":true"); };
    REQUIRE(app::PracticeSite::wait_for(linked, within_ms));
    const bool away = getenv("KAKANAI_LONG") != nullptr;
    if (away) second.end();
    site.give_new_id(first);
    if (away) second.serve();
    if (!away) REQUIRE(app::PracticeSite::wait_for([&] { return closed(second); }, within_ms));
    second.phone(second.open_case(), "0237-86-6666");
    site.give_new_id(second);

    REQUIRE(app::PracticeSite::wait_for(
        [&] {
            const std::string digest = b.status()["log_digest"];
            return a.status()["log_digest"] == digest && twin.status()["log_digest"] == digest;
        },
        within_ms));
    for (Desk* desk : {&a, &b, &twin}) {
        for (const char* number : {"0237-86-2000", "0237-86-3000"}) CHECK(desk->shows(shared, number));
        CHECK(desk->shows(of_a, "0237-86-2222"));
        CHECK(desk->shows(of_twin, "0237-86-3333"));
        std::string all;
        for (const auto& row : desk->ask({"case", "list", "--filter", "*"}, clerk))
            all += desk->tell({"case", "show", row["case"].get<std::string>()}).out;
        for (const char* number : {"0237-86-4444", "0237-86-5555", "0237-86-6666"}) CHECK(says(all, number));
        CHECK(desk->status()["conflicts"] == 1);
    }
    int in_force = 0;
    for (const auto& device : b.ask({"device", "list"}, chief))
        in_force += device["in_force"] == true ? 1 : 0;
    CHECK(in_force == 3);
}

TEST_CASE("a password changed at one desk opens the other after it has synced; the old one no longer does") {
    Site site;
    const std::string changed = R"({"account": "sato", "password": "atarashii-aikotoba"})";
    site.a.ask({"account", "passwd"},
               R"({"account": "sato", "password": "renshu-sato", "new_password": "atarashii-aikotoba"})");
    REQUIRE(site.level());
    CHECK(site.b.tell({"session", "sign-in"}, changed).exit_code == 0);
    CHECK(site.b.tell({"session", "sign-in"}, clerk).exit_code == 1);
    CHECK(site.a.tell({"session", "sign-in"}, clerk).exit_code == 1);
}
