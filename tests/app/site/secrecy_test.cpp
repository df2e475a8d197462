// What a desk at work leaves outside its sealed store: which files it opens for writing, what its memory
// holds before and after sign-out, what a sheet leaves on its way through a real print service, and that no
// core file can arise.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/node/node_store.h"
#include "app/practice/practice_site.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_slots.h"
#include "tests/app/site/digits_guessed.h"
#include "tests/app/site/leak_scan.h"
#include "tests/app/site/process_memory.h"
#include "tests/app/site/program.h"
#include "tests/support/print_room.h"
#include "tests/support/temp_folder.h"

namespace {

using Json = nlohmann::json;
using tests::holds;
using tests::memory_of;
namespace fs = std::filesystem;

const std::string admin = tests::program_path("kakanai-admin");
const std::string chief = R"({"account": "admin", "password": "renshu-kanri"})";
const std::string clerk = R"({"account": "sato", "password": "himitsu-no-aikotoba-48151623"})";
const std::string password = "himitsu-no-aikotoba-48151623", pin = "PIN-31415926535897";
const std::string short_pin = "4711", phone = "0237-86-4711";
const std::string name = "髙橋　健太郎右衛門", kana = "タカハシ　ケンタロウエモン";

const std::string no_printing = "127.0.0.1:1";  // no print service

// A desk as a program of its own, in a folder of its own, with core files allowed as far as the system does.
class Program {
  public:
    Program(std::vector<std::string> words, const std::string& folder, const std::string& printing) {
        std::vector<char*> argv;
        for (auto& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_ = fork();
        if (pid_ == 0) {
            rlimit core{};
            getrlimit(RLIMIT_CORE, &core);
            core.rlim_cur = core.rlim_max;
            setrlimit(RLIMIT_CORE, &core);
            setenv("CUPS_SERVER", printing.c_str(), 1);
            setenv("TMPDIR", (folder + "/../tmp").c_str(), 1);
            setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm", 1);
            const int nowhere = open("/dev/null", O_RDWR);
            for (int fd = 0; fd < 3; ++fd) dup2(nowhere, fd);
            if (chdir(folder.c_str()) == 0) execv(argv[0], argv.data());
            _exit(127);
        }
    }
    Program(Program&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    ~Program() { (void)end(SIGTERM); }
    int end(int with) {  // how it ended, as of waitpid
        if (pid_ <= 0) return 0;
        int status = 0;
        kill(pid_, with);
        waitpid(std::exchange(pid_, 0), &status, 0);
        return status;
    }
    pid_t id() const { return pid_; }

  private:
    pid_t pid_{0};
};

class Desk {
  public:
    Desk() {
        const auto made = tests::run_program({admin, "site", "init", "--store", store(), "--practice",
                                              "--recovery-out", folder_ / "recovery.txt", "--secrets-stdin"},
                                             chief);
        REQUIRE_MESSAGE(made.exit_code == 0, made.err);
        Json account = Json::parse(chief);
        account["new_password"] = password;
        const auto added = tell({"account", "add", "sato", "--role", "clerk"}, account.dump());
        REQUIRE_MESSAGE(added.exit_code == 0, added.err);
        fs::create_directory(folder_ / "papers");
        fs::create_directory(folder_ / "here");
        fs::create_directory(folder_ / "tmp");
    }
    Program serve(std::vector<std::string> before = {}, const std::string& printing = no_printing) {
        fs::remove(store() + "/control.sock");
        before.insert(before.end(), {admin, "desk", "serve", "--store", store()});
        Program program(std::move(before), folder_ / "here", printing);
        REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store() + "/control.sock"); }, 30'000));
        return program;
    }
    tests::Outcome tell(std::vector<std::string> words, const std::string& secrets = {}) {
        words.insert(words.begin(), admin);
        words.insert(words.end(), {"--store", store(), "--json"});
        if (!secrets.empty()) words.push_back("--secrets-stdin");
        return tests::run_program(std::move(words), secrets);
    }
    // A reception as far as a draft on paper; a card that nobody can read takes the PIN along. The case.
    std::string work() {
        REQUIRE(tell({"session", "sign-in"}, clerk).exit_code == 0);
        const std::string id = Json::parse(tell({"case", "open", "--event", "ev_cert"}).out)["case"];
        REQUIRE(tell({"case", "set", id, "visitor_name=" + name, "visitor_name_kana=" + kana}).exit_code ==
                0);
        CHECK(tell({"case", "card", id}, Json{{"pin", pin}}.dump()).exit_code == 1);
        CHECK(tell({"case", "preview", id, "F01", "--out", folder_ / "papers/draft.pdf"}).exit_code == 0);
        CHECK(tell({"case", "list", "--filter", "タカハシ"}).exit_code == 0);
        return id;
    }

    std::string store() const { return folder_ / "A"; }
    std::string papers() const { return folder_ / "papers"; }
    std::string here() const { return folder_ / "here"; }
    std::string tmp() const { return folder_ / "tmp"; }
    std::string trace() const { return folder_ / "opened"; }

  private:
    support::TempFolder folder_;
};

std::string key_of(const std::string& store) {
    storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, app::slots_file(store));
    REQUIRE(slots);
    auto opened = slots->open_with_password("sato", core::view(password));
    REQUIRE(opened);
    return std::string(core::text(opened->store_key.view()));
}

// The paths of a trace that were opened with a right to write and did open.
std::vector<std::string> written_to(const std::string& trace) {
    std::vector<std::string> out;
    std::ifstream file(trace);
    for (std::string line; std::getline(file, line);) {
        const bool writes =
            line.find("O_WRONLY") != std::string::npos || line.find("O_RDWR") != std::string::npos ||
            line.find("O_CREAT") != std::string::npos || line.find("creat(") != std::string::npos;
        const auto from = line.find('"'), until = line.find('"', from + 1);
        if (writes && line.find("= -1 ") == std::string::npos && until != std::string::npos)
            out.push_back(line.substr(from + 1, until - from - 1));
    }
    return out;
}

}  // namespace

TEST_CASE("a desk opens nothing for writing but its store and the papers it was asked for") {
    const auto possible = tests::run_program({"/usr/bin/strace", "-o", "/dev/null", "/bin/true"});
    if (possible.exit_code != 0) {
        MESSAGE("left out: this machine lets no program be traced: ", possible.err);
        return;
    }
    Desk desk;
    {
        const Program program = desk.serve({"/usr/bin/strace", "-D", "-f", "-qq", "-e", "signal=none", "-e",
                                            "trace=open,openat,creat", "-o", desk.trace()});
        desk.work();
        REQUIRE(desk.tell({"session", "sign-out"}).exit_code == 0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the tracer writes its last lines
    const auto written = written_to(desk.trace());
    std::vector<std::string> elsewhere;
    for (const auto& path : written) {
        const bool own = path.starts_with(desk.store() + "/") || path.starts_with(desk.papers() + "/") ||
                         path == "/dev/null";
        if (!own) elsewhere.push_back(path);
    }
    CHECK(std::count(written.begin(), written.end(), desk.store() + "/store.db") > 0);  // the trace works
    for (const auto& path : elsewhere) MESSAGE("written to: ", path);
    CHECK(elsewhere.empty());
}

TEST_CASE("a dump of the memory holds no password and no PIN, and after sign-out no key and no case") {
    Desk desk;
    const Program program = desk.serve();
    desk.work();
    const auto at_work = memory_of(program.id());
    if (!at_work) {
        MESSAGE("left out: this user may not read another process's memory, as it should be");
        return;
    }
    CHECK(holds(*at_work, name));  // the search works
    CHECK_FALSE(holds(*at_work, password));
    CHECK_FALSE(holds(*at_work, pin));
    REQUIRE(desk.tell({"session", "sign-out"}).exit_code == 0);
    const auto after = memory_of(program.id());
    REQUIRE(after);
    CHECK_FALSE(holds(*after, name));
    CHECK_FALSE(holds(*after, kana));
    CHECK_FALSE(holds(*after, password));
    CHECK_FALSE(holds(*after, pin));
    CHECK_FALSE(holds(*after, key_of(desk.store())));
    REQUIRE(desk.tell({"session", "sign-in"}, clerk).exit_code == 0);  // and the desk opens again
    CHECK(desk.tell({"case", "list", "--filter", "タカハシ"}).out.find("A-001") != std::string::npos);
}

TEST_CASE("no core file arises, not even when the program is told to abort") {
    Desk desk;
    Program program = desk.serve();
    desk.work();
    std::ifstream limits("/proc/" + std::to_string(program.id()) + "/limits");
    for (std::string line; std::getline(limits, line);)
        if (line.starts_with("Max core file size")) CHECK(line.find(" 0 ") != std::string::npos);
    const int ended = program.end(SIGABRT);
    CHECK(WIFSIGNALED(ended));
    CHECK_FALSE(WCOREDUMP(ended));
    CHECK(fs::is_empty(desk.here()));

    Program other({"/bin/sleep", "60"}, desk.here(),
                  no_printing);  // the same, of a program that does not see to it
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const int control = other.end(SIGABRT);
    if (!WCOREDUMP(control)) MESSAGE("this system makes no core files at all, so the last check says little");
}

TEST_CASE("a sheet through a real print service leaves nothing in spool, logs, store or temporary files") {
    tests::PrintRoom room;
    REQUIRE_MESSAGE(room.start_cups(), room.words());
    if (tests::content_of("/proc/net/if_inet6").find("00000000000000000000000000000001") ==
        std::string::npos) {
        MESSAGE("left out: ippeveprinter needs the address ::1, which this machine does not have");
        return;
    }
    REQUIRE_MESSAGE(room.start_printer(), room.words());
    REQUIRE(room.add_queue("counter"));
    Desk desk;
    const Program program = desk.serve({}, getenv("CUPS_SERVER"));
    const std::string id = desk.work();
    REQUIRE(desk.tell({"case", "set", id, "visitor_phone=" + phone}).exit_code == 0);
    CHECK(desk.tell({"case", "card", id}, Json{{"pin", short_pin}}.dump()).exit_code == 1);
    const auto printed = desk.tell({"case", "print", id, "F01", "--kind", "draft", "--printer", "counter"});
    REQUIRE_MESSAGE(printed.exit_code == 0, printed.err);
    const std::string title = "a-001";  // A-001: the printer names its files in small letters
    REQUIRE(tests::within(45'000, [&] { return !room.paper(title).empty(); }));
    const auto read = tests::run_program({"/usr/bin/pdftotext", room.paper(title).front(), "-"});
    CHECK(holds(read.out, "太郎右衛門"));  // the sheet is the right one

    CHECK(tests::within(10'000, [&] { return room.spool('d').empty(); }));
    for (const char* in_the_machine : {"/paper", "/memory1"}) fs::remove_all(room.place() + in_the_machine);
    std::vector<tests::Needle> needles = tests::planted(name);
    for (const auto& text : {kana, password, pin, phone})
        for (auto& needle : tests::planted(text)) needles.push_back(std::move(needle));
    needles.push_back({"a document", "%PDF-"});
    const tests::DigitsGuessed guessed({"", "0237-86-"});
    std::uint64_t bytes = 0;
    for (const std::string& place : {desk.store(), desk.here(), desk.tmp(), room.place()}) {
        for (const auto& leak : tests::leaks_in(place, needles, bytes)) FAIL_CHECK(leak);
        for (const auto& guess : guessed.in(place)) FAIL_CHECK(guess);
    }
    CHECK(bytes > 100'000);
}

TEST_CASE("somebody who tries all four digits would find them, had any file kept a digest of them") {
    support::TempFolder folder;
    const tests::DigitsGuessed guessed({"", "0237-86-"});
    CHECK(guessed.in(folder.path().string()).empty());
    tests::DigitsGuessed::leave_digest(folder / "careless", phone);
    const auto found = guessed.in(folder.path().string());
    REQUIRE(found.size() == 1);
    CHECK(holds(found.front(), phone));
}
