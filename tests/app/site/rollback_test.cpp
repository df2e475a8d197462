// A desk's store is put back to an older copy, as a well-meant restore does. The others know more of this
// desk than it does itself: it notices, closes its old identity, works on by itself, and comes back under a
// new one with everything that was written on either side.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/practice/child_process.h"
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

// Of this machine, free a moment ago: the others must find a desk again after its restart.
std::string free_address() {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    REQUIRE(bind(probe, reinterpret_cast<sockaddr*>(&at), size) == 0);
    getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    close(probe);
    return "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
}

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

    Site() {
        const auto made =
            tests::run_program({admin, "site", "init", "--store", folder / "A", "--practice", "--listen",
                                free_address(), "--recovery-out", folder / "recovery.txt", "--secrets-stdin"},
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
                                                "--listen", free_address(), "--secrets-stdin"},
                                               Json{{"code", invited["code"]}}.dump());
        REQUIRE_MESSAGE(joined.exit_code == 0, joined.err);
        a.ask({"session", "sign-in"}, clerk);
        b.serve();
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
    const Json again = b.ask({"device", "invite", "--replaces", "A"}, chief);
    Json secrets = Json::parse(chief);
    secrets["code"] = again["code"];
    a.ask({"device", "rejoin", again["listening_on"].get<std::string>()}, secrets.dump());
    b.ask({"session", "sign-in"}, clerk);
    a.end();
    a.serve();
    REQUIRE(app::PracticeSite::wait_for([&] { return a.status()["identity"] == "in_force"; }, within_ms));
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
