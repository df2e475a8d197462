#include "tests/support/x_session.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "forms/core/text.h"
#include "tests/support/temp_folder.h"

namespace test_support {

namespace {

constexpr int tries = 100;
constexpr std::chrono::milliseconds pause{80};
constexpr uid_t nobody = 65534;
constexpr const char* first_screen = "DUMMY0";
constexpr const char* second_screen = "DUMMY1";

constexpr const char* mozc_profile =
    "[Groups/0]\nName=Default\nDefault "
    "Layout=us\nDefaultIM=mozc\n[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n"
    "[Groups/0/Items/1]\nName=mozc\nLayout=\n[GroupOrder]\n0=Default\n";

void stop(pid_t pid) {
    if (pid <= 0) return;
    kill(pid, SIGTERM);
    for (int i = 0; i < 200; ++i) {
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

// Numbers that no other process asks for: a server that ends takes the socket of its number away, also from
// one that has just been given that number.
std::string next_display() {
    static int sessions = 0;
    return ":" + std::to_string(100 + 4 * (getpid() % 10'000) + sessions++ % 4);
}

}  // namespace

XSession::XSession(int width, int height, Screens screens)
    : mode_(std::to_string(width) + "x" + std::to_string(height)) {
    if (screens == Screens::two) {
        serve_two(width, height);
    } else {
        serve({"Xvfb", "-screen", "0", mode_ + "x24"});
    }
}

bool XSession::serve(const std::vector<std::string>& server) {
    for (int i = 0; i < 5; ++i) {
        stop(server_);
        const std::string display = next_display();
        std::vector<std::string> command = server;
        // Without -noreset it begins anew, and refuses who comes then, each time its only client leaves.
        command.insert(command.end(), {display, "-displayfd", "1", "-nolisten", "tcp", "-noreset"});
        if (first_line_of(command, server_).empty()) continue;
        display_ = display;
        return true;
    }
    return false;
}

bool XSession::serve_two(int width, int height) {
    const support::TempFolder folder;
    const std::string config = folder / "xorg.conf";
    std::ofstream(config)
        << "Section \"ServerFlags\"\n Option \"AutoAddDevices\" \"false\"\n"
           " Option \"AutoAddGPU\" \"false\"\nEndSection\n"
           "Section \"Device\"\n Identifier \"card\"\n Driver \"dummy\"\n"
           " VideoRam 256000\nEndSection\n"
           "Section \"Monitor\"\n Identifier \"any\"\n HorizSync 5-1000\n VertRefresh 5-200\n"
           "EndSection\n"
           "Section \"Screen\"\n Identifier \"screen\"\n Device \"card\"\n Monitor \"any\"\n"
           " DefaultDepth 24\n SubSection \"Display\"\n  Depth 24\n  Virtual "
        << 2 * width << " " << height << "\n  Modes \"" << mode_ << "\"\n EndSubSection\nEndSection\n";
    if (!serve(
            {"/usr/lib/xorg/Xorg", "-config", config, "-logfile", "/dev/null", "-novtswitch", "-sharevts"}))
        return false;
    run({"xrandr", "--addmode", second_screen, mode_});
    plug_second_screen();
    return true;
}

void XSession::plug_second_screen() {
    run({"xrandr", "--output", second_screen, "--mode", mode_, "--right-of", first_screen});
    run({"xrandr"});  // the driver calls a screen connected once it is asked while the screen is lit
}

void XSession::unplug_second_screen() {
    run({"xrandr", "--output", second_screen, "--off"});
    run({"xrandr"});
}

XSession::~XSession() {
    stop(program_);
    stop(input_method_);
    stop(bus_);
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
    for (const auto& [name, value] : environment_) setenv(name.c_str(), value.c_str(), 1);
    if (bus_ > 0) unsetenv("NO_AT_BRIDGE");
    if (as_nobody_ && geteuid() == 0 &&
        (setgroups(0, nullptr) != 0 || setgid(nobody) != 0 || setuid(nobody) != 0))
        _exit(126);
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

std::string XSession::first_line_of(const std::vector<std::string>& command, pid_t& started) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    started = spawn(command, ends[1]);
    close(ends[1]);
    char buffer[256];
    const ssize_t got = read(ends[0], buffer, sizeof buffer);
    close(ends[0]);
    return got > 0 ? first_line(std::string(buffer, static_cast<std::size_t>(got))) : std::string();
}

bool XSession::with_session_bus() {
    const std::string address =
        first_line_of({"dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"}, bus_);
    environment_.emplace_back("DBUS_SESSION_BUS_ADDRESS", address);
    return !address.empty();
}

bool XSession::with_input_method(const std::string& home) {
    namespace fs = std::filesystem;
    fs::create_directories(home + "/.config/fcitx5");
    fs::create_directories(home + "/run");
    std::ofstream(home + "/.config/fcitx5/profile") << mozc_profile;
    if (geteuid() == 0) {
        for (const auto& entry : fs::recursive_directory_iterator(home))
            if (chown(entry.path().c_str(), nobody, nobody) != 0) return false;
        if (chown(home.c_str(), nobody, nobody) != 0) return false;
    }
    chmod((home + "/run").c_str(), 0700);
    as_nobody_ = true;
    stop(bus_);
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"HOME", home},
                                                          {"XDG_CONFIG_HOME", home + "/.config"},
                                                          {"XDG_RUNTIME_DIR", home + "/run"},
                                                          {"GTK_IM_MODULE", "fcitx"}})
        environment_.emplace_back(name, value);
    if (!with_session_bus()) return false;
    // Its conversion server outlives it by minutes, and must not hold what this test prints to.
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    input_method_ = spawn(
        {"sh", "-c", "exec fcitx5 --disable=wayland,waylandim,kimpanel,notificationitem,notifications 2>&1"},
        nowhere);
    close(nowhere);
    // Asked of the bus itself: fcitx5-remote would start a second one before the first has its name.
    const std::vector<std::string> has_owner{"dbus-send",
                                             "--session",
                                             "--print-reply=literal",
                                             "--dest=org.freedesktop.DBus",
                                             "/org/freedesktop/DBus",
                                             "org.freedesktop.DBus.NameHasOwner",
                                             "string:org.fcitx.Fcitx5"};
    for (int i = 0; i < 2 * tries; ++i) {
        std::this_thread::sleep_for(pause);
        if (run(has_owner).find("true") != std::string::npos) return true;
    }
    return false;
}

bool XSession::start(const std::vector<std::string>& program, const std::vector<std::string>& environment) {
    program_ = spawn(program, 2, environment);
    for (int i = 0; i < 4 * tries; ++i) {  // beside a whole test run
        std::this_thread::sleep_for(pause);
        if (focus_title_now("")) return true;
    }
    return false;
}

bool XSession::focus_title(const std::string& part) {
    for (int i = 0; i < tries; ++i) {
        if (focus_title_now(part)) return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

std::string XSession::window_named(const std::string& part) {
    const std::string found = run({"xdotool", "search", "--onlyvisible", "--name", ".*"});
    for (std::size_t at = 0; at < found.size();) {
        const std::size_t end = std::min(found.find('\n', at), found.size());
        const std::string window = found.substr(at, end - at);
        at = end + 1;
        const std::string name = first_line(run({"xdotool", "getwindowname", window}));
        if (!name.empty() && name.find(part) != std::string::npos) return window;
    }
    return {};
}

bool XSession::focus_title_now(const std::string& part) {
    const std::string window = window_named(part);
    if (window.empty()) return false;
    run({"xdotool", "windowfocus", "--sync", window});
    std::this_thread::sleep_for(pause);
    return true;
}

void XSession::close_window(const std::string& part) {
    if (const std::string window = window_named(part); !window.empty())
        send_close(display_, std::stoul(window));
    std::this_thread::sleep_for(pause);
}

void XSession::keys(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        run({"xdotool", "key", name});
        std::this_thread::sleep_for(pause);
    }
}

// Letters that no key of the layout has are put on spare keys before the first is pressed: a key that changes
// its letter while keys are pressed is read by the program as the letter it has later.
void XSession::lend_keys(const std::vector<std::string>& letters) {
    std::vector<std::string> changes{"xmodmap"};
    for (std::size_t i = 0; i < letters.size(); ++i) {
        char name[16];
        std::snprintf(name, sizeof name, "U%04X",
                      static_cast<unsigned>(core::decode_utf8(letters[i])->front()));
        changes.insert(changes.end(), {"-e", spare_keys_[i] + "= " + name});
    }
    run(changes);
    lent_ = letters;
    std::this_thread::sleep_for(4 * pause);  // until every program has heard of it
}

void XSession::find_spare_keys() {
    std::istringstream keys(run({"xmodmap", "-pke"}));
    for (std::string line; std::getline(keys, line);) {
        const bool empty = line.find_last_not_of(' ') == line.find('=');
        if (empty || line.find("XF86") != std::string::npos)
            spare_keys_.push_back(line.substr(0, line.find('=')));
    }
}

void XSession::type(const std::string& text) {
    if (spare_keys_.empty()) find_spare_keys();
    std::string piece;
    std::vector<std::string> foreign;  // letters of the piece without a key of their own
    const auto send = [&] {
        const auto lent = [this](const std::string& letter) {
            return std::find(lent_.begin(), lent_.end(), letter) != lent_.end();
        };
        if (!std::all_of(foreign.begin(), foreign.end(), lent)) lend_keys(foreign);
        if (!piece.empty()) run({"xdotool", "type", "--delay", "12", piece});
        std::this_thread::sleep_for(pause);
        piece.clear();
        foreign.clear();
    };
    for (const std::string& letter : core::letters(text)) {
        if (letter.size() > 1 && std::find(foreign.begin(), foreign.end(), letter) == foreign.end()) {
            if (foreign.size() == spare_keys_.size()) send();
            foreign.push_back(letter);
        }
        piece += letter;
    }
    send();
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
