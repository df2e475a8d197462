#include "tests/support/x_session.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace test_support {

namespace {

constexpr int tries = 100;
constexpr std::chrono::milliseconds pause{80};

void stop(pid_t pid) {
    if (pid <= 0) return;
    kill(pid, SIGTERM);
    for (int i = 0; i < 40; ++i) {
        if (waitpid(pid, nullptr, WNOHANG) == pid) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

std::string read_all(int fd) {
    std::string out;
    char buffer[512];
    for (ssize_t got = 0; (got = read(fd, buffer, sizeof buffer)) > 0;)
        out.append(buffer, static_cast<std::size_t>(got));
    return out;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

XSession::XSession(int width, int height) {
    int ends[2];
    if (pipe(ends) != 0) return;
    const std::string size = std::to_string(width) + "x" + std::to_string(height) + "x24";
    server_ = spawn({"Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"}, ends[1]);
    close(ends[1]);
    char buffer[16];
    const ssize_t got = read(ends[0], buffer, sizeof buffer);
    close(ends[0]);
    if (got > 0) display_ = ":" + first_line(std::string(buffer, static_cast<std::size_t>(got)));
}

XSession::~XSession() {
    stop(program_);
    stop(server_);
}

pid_t XSession::spawn(const std::vector<std::string>& command, int out_fd,
                      const std::vector<std::string>& environment) {
    const pid_t pid = fork();
    if (pid != 0) return pid;
    dup2(out_fd, 1);
    if (!display_.empty()) setenv("DISPLAY", display_.c_str(), 1);
    setenv("NO_AT_BRIDGE", "1", 1);
    setenv("GTK_IM_MODULE", "gtk-im-context-simple", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    for (const std::string& pair : environment) putenv(const_cast<char*>(pair.c_str()));
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execvp(words.front(), words.data());
    _exit(127);
}

std::string XSession::run(const std::vector<std::string>& command) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const pid_t pid = spawn(command, ends[1]);
    close(ends[1]);
    std::string out = read_all(ends[0]);
    close(ends[0]);
    waitpid(pid, nullptr, 0);
    return out;
}

void XSession::end_program() {
    stop(program_);
    program_ = -1;
}

void XSession::kill_program() {
    if (program_ > 0) kill(program_, SIGKILL);
    end_program();
}

bool XSession::start(const std::vector<std::string>& program, const std::vector<std::string>& environment) {
    program_ = spawn(program, 2, environment);
    for (int i = 0; i < tries; ++i) {
        std::this_thread::sleep_for(pause);
        if (focus_title("")) return true;
    }
    return false;
}

bool XSession::focus_title(const std::string& part) {
    const std::string found = run({"xdotool", "search", "--onlyvisible", "--name", ".*"});
    for (std::size_t at = 0; at < found.size();) {
        const std::size_t end = std::min(found.find('\n', at), found.size());
        const std::string window = found.substr(at, end - at);
        at = end + 1;
        const std::string name = first_line(run({"xdotool", "getwindowname", window}));
        if (name.empty() || name.find(part) == std::string::npos) continue;
        run({"xdotool", "windowfocus", "--sync", window});
        std::this_thread::sleep_for(pause);
        return true;
    }
    return false;
}

void XSession::keys(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        run({"xdotool", "key", name});
        std::this_thread::sleep_for(pause);
    }
}

void XSession::type(const std::string& text) {
    run({"xdotool", "type", "--delay", "12", text});
    std::this_thread::sleep_for(pause);
}

std::string XSession::title() { return first_line(run({"xdotool", "getwindowfocus", "getwindowname"})); }

bool XSession::wait_for_title(const std::string& part) {
    for (int i = 0; i < tries; ++i) {
        if (title().find(part) != std::string::npos) return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

bool XSession::picture(const std::string& file) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    run({"import", "-window", "root", file});
    return access(file.c_str(), R_OK) == 0;
}

std::string XSession::pixel(const std::string& file, int x, int y) {
    const std::string where = "%[hex:p{" + std::to_string(x) + "," + std::to_string(y) + "}]";
    return "#" + first_line(run({"convert", file, "-format", where, "info:"})).substr(0, 6);
}

}  // namespace test_support
