// The administrator's commands on a store, as processes: check, stats, rebuild and rekey on a running desk
// through its socket and on a free store; and any SQL script on a scratch store, never on a site's.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "app/practice/child_process.h"
#include "app/practice/practice_site.h"
#include "tests/app/site/program.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::Outcome;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
const std::string chief = R"({"account": "admin", "password": "renshu-kanri"})";

// One desk with one case; free until serve().
class Desk {
  public:
    Desk() {
        const auto made = tests::run_program(
            {admin, "site", "init", "--store", store(), "--name", "寒河江市", "--practice", "--listen",
             "127.0.0.1:0", "--recovery-out", folder_ / "recovery.txt", "--secrets-stdin"},
            chief);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        serve();
        REQUIRE(tell({"session", "sign-in"}, chief).exit_code == 0);
        REQUIRE(tell({"account", "add", "sato", "--role", "clerk"}, R"({"new_password": "renshu-sato"})")
                    .exit_code == 0);
        const auto opened =
            tell({"case", "open", "--event", "ev_cert"}, R"({"account": "sato", "password": "renshu-sato"})");
        REQUIRE_MESSAGE(opened.exit_code == 0, opened.err);
    }
    void serve(std::vector<std::string> environment = {}) {
        environment.emplace_back("PCSCLITE_CSOCK_NAME=/nonexistent/pcscd.comm");
        auto process = app::ChildProcess::start({admin, "desk", "serve", "--store", store()},
                                                {std::move(environment), folder_ / "desk.log", false});
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
    Json done(std::vector<std::string> words, const std::string& secrets = {}) {
        const auto outcome = tell(std::move(words), secrets);
        REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
        return Json::parse(outcome.out);
    }
    std::string store() const { return folder_ / "A"; }
    std::string place(const std::string& name) const { return folder_ / name; }

  private:
    support::TempFolder folder_;
    app::ChildProcess process_;
};

Desk& desk() {
    static Desk one;
    return one;
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

void flip_bit(const std::string& path, std::streamoff at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
}

Outcome run_sql(const std::string& store, const std::string& script, std::vector<std::string> more = {}) {
    const std::string file = desk().place("script.sql");
    write_file(file, script);
    more.insert(more.begin(), {admin, "store", "sql", "--script", file, "--store", store});
    return tests::run_program(std::move(more));
}

constexpr const char* workload = R"(-- what outsiders' scripts do
PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA cache_size=5; PRAGMA page_size=1024;
CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER, c TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO t SELECT i, i * 7 % 1001, printf('row %d', i) FROM n;
CREATE INDEX t_b ON t(b);
BEGIN; DELETE FROM t WHERE a % 2 = 0; SAVEPOINT s; UPDATE t SET c = 'x'; ROLLBACK TO s; ROLLBACK;
CREATE TEMP TABLE u AS SELECT b, count(*) AS n FROM t GROUP BY b ORDER BY n DESC, c;
SELECT "rows", count(*), sum(b) FROM t;
SELECT count(*) FROM u;
DELETE FROM t WHERE a > 2000;
VACUUM;
SELECT count(*) FROM t; PRAGMA integrity_check;
)";

}  // namespace

TEST_CASE("on a running desk: looked at whole, made anew, sealed anew, and at work again") {
    const Json before = desk().done({"store", "stats"}, chief);
    CHECK(before["epoch"] == 1);
    CHECK(before["cases"] == 1);
    const Json checked = desk().done({"store", "check"});
    CHECK(checked["whole"] == true);
    CHECK(checked["pages"].get<int>() > 5);
    CHECK(checked["cases"] == 1);
    CHECK(checked["batches"].get<int>() >= 3);
    CHECK(desk().done({"store", "rebuild"})["cases"] == 1);
    CHECK(desk().done({"store", "rekey"})["epoch"] == 2);
    CHECK(desk().done({"session", "show"})["account"] == "admin");  // nobody was signed out
    CHECK(desk().done({"store", "check"})["whole"] == true);
    CHECK(desk().done({"store", "stats"})["epoch"] == 2);
    CHECK(desk().done({"queue"}, R"({"account": "sato", "password": "renshu-sato"})").size() == 1);
}

TEST_CASE("a clerk may not") {
    const auto refused = desk().tell({"store", "rekey"}, R"({"account": "sato", "password": "renshu-sato"})");
    CHECK(tests::fault_of(refused) == "");
}

TEST_CASE("what the audit period no longer covers goes from the log, a snapshot of the cases in its place") {
    Desk old;
    const std::string state = old.place("state");
    old.done({"session", "sign-in"}, chief);
    CHECK(old.done({"snapshot", "create", "--state", "--out", state})["cases"] == 1);
    const auto young = old.tell({"store", "trim", state});
    CHECK(tests::fault_of(young) == "");
    CHECK(young.err.find("控えが新しく") != std::string::npos);
    const auto hurried = old.tell({"store", "trim", state, "--days", "30"});
    CHECK(tests::fault_of(hurried) == "");
    CHECK(hurried.err.find("365日") != std::string::npos);
    CHECK(old.done({"store", "check"})["whole"] == true);
    old.end();

    old.serve({"LD_PRELOAD=" + std::string(KAKANAI_BINARY_DIR) + "/lib/liblater_clock.so"});
    old.done({"session", "sign-in"}, chief);
    const auto before = old.done({"store", "stats"});
    const auto gone = old.done({"store", "trim", state});
    CHECK(gone["batches"].get<int>() >= 3);
    const auto after = old.done({"store", "stats"});
    CHECK(after["batches"].get<int>() < before["batches"].get<int>());
    CHECK(after["cases"] == 1);
    CHECK(old.done({"store", "check"})["whole"] == true);
    CHECK(old.done({"store", "rebuild"})["cases"] == 1);
    const auto archive = old.tell({"snapshot", "create", "--out", old.place("archive")});
    CHECK(tests::fault_of(archive) == "");
    CHECK(archive.err.find("控えの端末で作ってください") != std::string::npos);
    const auto acts = old.done({"audit", "list", "--filter", "log_trimmed"});
    CHECK(acts.size() == 1);
    CHECK(old.done({"queue"}, R"({"account": "sato", "password": "renshu-sato"})").size() == 1);
    old.end();
}

TEST_CASE(
    "a backup node at work: every page opened, sealed anew by its key file, level with the desk again") {
    const Json invited = desk().done({"device", "invite", "--role", "backup"}, chief);
    const std::string backup = desk().place("N");
    const auto joined =
        tests::run_program({admin, "device", "join", invited["listening_on"].get<std::string>(), "--store",
                            backup, "--name", "控え", "--listen", "127.0.0.1:0", "--secrets-stdin"},
                           Json{{"code", invited["code"]}}.dump());
    REQUIRE_MESSAGE(joined.exit_code == 0, joined.err);
    const auto backupd = [&] {
        auto process = app::ChildProcess::start({tests::program_path("kakanai-backupd"), "--store", backup},
                                                {{}, desk().place("backup.log"), false});
        REQUIRE(process);
        return std::move(*process);
    };
    const auto listens = [&] { return fs::exists(backup + "/control.sock"); };
    const auto ask = [&](std::vector<std::string> words) {
        words.insert(words.begin(), admin);
        words.insert(words.end(), {"--store", backup, "--json"});
        return tests::run_program(std::move(words));
    };
    const auto level = [&] {
        const auto told = ask({"site", "status"});
        return told.exit_code == 0 &&
               Json::parse(told.out)["log_digest"] == desk().done({"site", "status"})["log_digest"];
    };
    auto running = backupd();
    REQUIRE(app::PracticeSite::wait_for(listens, 20'000));
    CHECK(app::PracticeSite::wait_for(level, 30'000));
    const auto checked = ask({"store", "check"});
    REQUIRE_MESSAGE(checked.exit_code == 0, checked.err);
    CHECK(Json::parse(checked.out)["whole"] == true);
    CHECK(Json::parse(checked.out)["pages"].get<int>() > 5);
    CHECK(Json::parse(checked.out)["batches"].get<int>() >= 3);
    const auto rekeyed = ask({"store", "rekey"});
    REQUIRE_MESSAGE(rekeyed.exit_code == 0, rekeyed.err);
    CHECK(Json::parse(rekeyed.out)["epoch"] == 2);
    CHECK(Json::parse(ask({"audit", "verify"}).out)["faults"].empty());
    desk().done({"case", "open", "--event", "ev_cert"}, R"({"account": "sato", "password": "renshu-sato"})");
    desk().done({"session", "sign-in"}, chief);
    CHECK(app::PracticeSite::wait_for(level, 30'000));

    // Pages that are read at opening keep it from starting; the others only the check reads.
    running.end();
    const auto pages = static_cast<int>(fs::file_size(backup + "/store.db") / 4096);
    for (int page = pages; page > 1; --page) {
        const std::streamoff at = std::streamoff{page - 1} * 4096 + 100;
        flip_bit(backup + "/store.db", at);
        fs::remove(backup + "/control.sock");
        auto again = backupd();
        const bool up = app::PracticeSite::wait_for([&] { return listens() || !again.running(); }, 20'000) &&
                        again.running();
        if (up) {
            CAPTURE(page);
            const auto damaged = ask({"store", "check"});
            CHECK(tests::fault_of(damaged) == "");
            CHECK(damaged.err.find("保存データの" + std::to_string(page) + "ページ目が壊れています") !=
                  std::string::npos);
            return;
        }
        flip_bit(backup + "/store.db", at);
    }
    FAIL("no page could be damaged without being noticed at opening");
}

TEST_CASE("on a free store the same, and after the next start the new key is the one that opens") {
    desk().end();
    CHECK(desk().done({"store", "rekey"}, chief)["epoch"] == 3);
    CHECK(desk().done({"store", "check"}, chief)["whole"] == true);
    desk().serve();
    CHECK(desk().done({"store", "stats"}, chief)["epoch"] == 3);
    desk().end();
}

TEST_CASE("a damaged page is named in one sentence that says what to do") {
    // Some pages are read at opening, which then refuses; the others only the check reads.
    const auto pages = static_cast<int>(fs::file_size(desk().store() + "/store.db") / 4096);
    int named = 0;
    for (int page = pages; page > 1 && named < 2; --page) {
        CAPTURE(page);
        const std::string copy = desk().place("damaged-" + std::to_string(page));
        fs::copy(desk().store(), copy, fs::copy_options::recursive);
        flip_bit(copy + "/store.db", std::streamoff{page - 1} * 4096 + 100);
        const auto outcome = tests::run_program(
            {admin, "store", "check", "--store", copy, "--json", "--secrets-stdin"}, chief);
        CHECK(tests::fault_of(outcome) == "");
        named += outcome.err.find("保存データの" + std::to_string(page) + "ページ目が壊れています") !=
                         std::string::npos
                     ? 1
                     : 0;
    }
    CHECK(named == 2);
}

TEST_CASE("any SQL script runs through the sealed layer on a scratch store") {
    const std::string scratch = desk().place("scratch");
    const auto text = run_sql(scratch, workload);
    CHECK_MESSAGE(text.exit_code == 0, text.err);
    CHECK(text.out.starts_with("rows|3000|"));
    CHECK(text.out.find("\n143\n2000\nok\n") != std::string::npos);
    const auto again = run_sql(scratch, "SELECT count(*) FROM t;", {"--json"});
    const Json counted = Json::parse(again.out);
    CHECK(counted["rows"] == 1);
    CHECK(counted["check"] == "ok");
    std::ifstream raw(scratch + "/scratch.db", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(raw), {}};
    CHECK(bytes.find("SQLite format") == std::string::npos);
    CHECK(bytes.find("row 17") == std::string::npos);
}

TEST_CASE("what would leave the sealed file ends the script in one sentence") {
    const std::string scratch = desk().place("scratch");
    const std::string outside = desk().place("outside.db");
    for (const std::string& statement :
         {"ATTACH '" + outside + "' AS x;", "VACUUM INTO '" + outside + "';",
          "ATTACH 'file:" + outside + "?vfs=unix' AS x;", std::string("SELECT load_extension('x');")}) {
        CAPTURE(statement);
        const auto outcome = run_sql(scratch, "CREATE TABLE IF NOT EXISTS k(a);\n" + statement);
        CHECK(tests::fault_of(outcome) == "");
        CHECK(outcome.err.find("2行目") != std::string::npos);
        CHECK_FALSE(fs::exists(outside));
    }
    const auto wrong = run_sql(scratch, "SELECT 1;\n\nSELEC 2;\nSELECT 3;");
    CHECK(tests::fault_of(wrong) == "");
    CHECK(wrong.err.find("3行目") != std::string::npos);
    const auto kept_going = run_sql(scratch, "SELECT 1;\n\nSELEC 2;\nSELECT 3;", {"--keep-going"});
    CHECK(kept_going.exit_code == 0);
    CHECK(kept_going.out.starts_with("1\n3\n"));
}

TEST_CASE("a store of a site takes no script") {
    const auto refused = run_sql(desk().store(), "SELECT 1;");
    CHECK(tests::fault_of(refused) == "");
    CHECK(refused.err.find("試験用") != std::string::npos);
}
