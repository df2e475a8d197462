// A print room for one test: a CUPS of its own on a Unix socket and IPP printers (ippeveprinter) on loopback.
// Paper is a file in the folder `paper`, made once a sheet has come out whole; a hold keeps sheets in the
// machine. Every program runs in a process group of its own and is ended by the id it was started with.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/practice/free_port.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace tests {

namespace fs = std::filesystem;

template <typename Condition>
bool within(int limit_ms, const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_ms);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

inline std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
}

// A service that runs until it is ended; its words go to a file.
class Service {
  public:
    Service() = default;
    ~Service() { end(SIGTERM); }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    void start(std::vector<std::string> command, const std::string& log) {
        pid_ = fork();
        if (pid_ != 0) {
            setpgid(pid_, pid_);
            return;
        }
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        std::vector<char*> words;
        for (std::string& word : command) words.push_back(word.data());
        words.push_back(nullptr);
        execvp(words[0], words.data());
        _exit(127);
    }
    bool running() {
        if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
        return pid_ > 0;
    }
    void freeze() const { kill(-pid_, SIGSTOP); }
    void thaw() const { kill(-pid_, SIGCONT); }
    void end(int signal) {
        if (pid_ <= 0) return;
        const pid_t group = pid_;
        kill(-group, signal);
        if (!within(10'000, [&] { return !running(); })) {
            kill(-group, SIGKILL);
            waitpid(group, nullptr, 0);
            pid_ = -1;
        }
    }

  private:
    pid_t pid_{-1};
};

class PrintRoom {
  public:
    static constexpr int start_limit_ms = 10'000;

    // The socket's name is told to libcups by the environment, which it reads once: one room a program.
    PrintRoom() {
        fs::permissions(folder_.path(), fs::perms(0755));  // CUPS' helpers run as another user
        for (const char* name : {"root", "spool", "spool/tmp", "cache", "state", "log", "wet", "paper"})
            fs::create_directories(folder_ / name);
        write_settings();
        write_press();
        port_ = app::free_port();
        setenv("CUPS_SERVER", socket().c_str(), 1);
        setenv("HOME", folder_.path().c_str(), 1);
        setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + folder_ / "bus").c_str(), 1);
    }
    ~PrintRoom() {
        printer.end(SIGKILL);
        cups.end(SIGTERM);
    }

    // Each says whether it came up.
    bool start_cups() {
        cups.start({"/usr/sbin/cupsd", "-f", "-c", folder_ / "cupsd.conf", "-s", folder_ / "files.conf"},
                   folder_ / "log/cupsd.out");
        return within(start_limit_ms, [&] { return answers(AF_UNIX) || !cups.running(); }) && cups.running();
    }
    bool start_printer() {
        if (!bus_.running()) {
            bus_.start({"dbus-daemon", "--session", "--nofork", "--nopidfile",
                        "--address=unix:path=" + folder_ / "bus"},
                       folder_ / "log/bus.out");
            if (!within(start_limit_ms, [&] { return fs::exists(folder_ / "bus"); })) return false;
        }
        // A printer that was switched off remembers nothing: each start has its own memory.
        const std::string memory = folder_ / ("memory" + std::to_string(++starts_));
        fs::create_directories(memory);
        printer.start({"ippeveprinter", "-r", "off", "-f", "application/pdf", "-k", "-d", memory, "-p",
                       std::to_string(port_), "-n", "localhost", "-c", folder_ / "press", "Counter"},
                      folder_ / "log/printer.out");
        return within(start_limit_ms, [&] { return answers(AF_INET) || !printer.running(); }) &&
               printer.running();
    }
    bool administer(std::vector<std::string> command) const {
        return ChildProcess(std::move(command)).finish().first == 0;
    }
    bool add_queue(const std::string& name) const {
        return administer({"/usr/sbin/lpadmin", "-p", name, "-E", "-v",
                           "ipp://localhost:" + std::to_string(port_) + "/ipp/print"});
    }

    void hold_paper() const { std::ofstream(folder_ / "hold").put('1'); }
    void release_paper() const { fs::remove(folder_ / "hold"); }
    // Sheets that came out under exactly this title: the printer names them NUMBER-TITLE.pdf, the press puts
    // six signs and a dash before.
    std::vector<fs::path> paper(const std::string& title) const {
        std::vector<fs::path> found = files_in(folder_ / "paper");
        std::erase_if(found, [&](const fs::path& sheet) {
            const std::string name = sheet.filename().string().substr(7);
            return name.substr(name.find_first_not_of("0123456789")) != "-" + title + ".pdf";
        });
        return found;
    }
    // Sheets in the machine: begun and not out.
    std::size_t begun() const { return files_in(folder_ / "wet").size(); }
    // Documents that CUPS keeps, by its own naming: d* documents, c* job records.
    std::vector<fs::path> spool(char kind) const {
        std::vector<fs::path> found = files_in(folder_ / "spool");
        std::erase_if(found, [&](const fs::path& file) { return file.filename().string().front() != kind; });
        return found;
    }
    // Where everything of the room lies; what came out of the machine is in `paper` below it.
    std::string place() const { return folder_.path().string(); }
    std::string words() const {
        return content_of(folder_ / "log/cupsd.out") + content_of(folder_ / "log/printer.out") +
               content_of(folder_ / "log/bus.out");
    }

    Service cups;
    Service printer;

  private:
    std::string socket() const { return folder_ / "cups.sock"; }

    bool answers(int family) const {
        const int probe = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int failed = -1;
        if (family == AF_UNIX) {
            sockaddr_un to{};
            to.sun_family = AF_UNIX;
            socket().copy(to.sun_path, sizeof to.sun_path - 1);
            failed = connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        } else {
            const sockaddr_in to = loopback(port_);
            failed = connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        }
        close(probe);
        return failed == 0;
    }
    static sockaddr_in loopback(int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    void write_settings() const {
        const std::string here = folder_.path().string();
        std::ofstream(folder_ / "cupsd.conf")
            << "LogLevel warn\nListen " << socket()
            << "\nBrowsing No\nDefaultAuthType None\nWebInterface No\nPreserveJobFiles "
               "No\nPreserveJobHistory Yes\n"
               "ErrorPolicy retry-current-job\nJobRetryInterval 2\n<Location />\nOrder allow,deny\nAllow "
               "localhost\n"
               "</Location>\n<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n";
        std::ofstream(folder_ / "files.conf")
            << "SystemGroup root\nUser lp\nGroup lp\nServerRoot " << here << "/root\nRequestRoot " << here
            << "/spool\nTempDir " << here << "/spool/tmp\nCacheDir " << here << "/cache\nStateDir " << here
            << "/state\nAccessLog " << here << "/log/access\nErrorLog " << here << "/log/error\nPageLog "
            << here << "/log/page\n";
    }
    // What the printer does with a document: a sheet in the works, then, unless held for a minute, out.
    void write_press() const {
        const std::string here = folder_.path().string();
        const std::string press = folder_ / "press";
        std::ofstream(press)
            << "#!/bin/sh\nsheet=$(mktemp '" << here << "/wet/XXXXXX') || exit 1\ntries=0\nwhile [ -e '"
            << here
            << "/hold' ]; do\n  tries=$((tries + 1)); [ $tries -gt 600 ] && exit 1\n  sleep 0.1\n"
               "done\ncp \"$1\" \"$sheet\" && mv \"$sheet\" '"
            << here << "/paper/'\"$(basename \"$sheet\")-$(basename \"$1\")\"\n";
        fs::permissions(press, fs::perms(0755));
    }

    support::TempFolder folder_;
    Service bus_;
    int port_{0};
    int starts_{0};
};

}  // namespace tests
