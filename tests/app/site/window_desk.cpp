#include "tests/app/site/window_desk.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace tests {

namespace {

constexpr int tries = 50;
constexpr std::chrono::milliseconds pause{100};

}  // namespace

std::string gallery() {
    const char* chosen = std::getenv("KAKANAI_GALLERY");
    return chosen != nullptr ? chosen : std::string(KAKANAI_BINARY_DIR) + "/gallery";
}

WindowDesk::WindowDesk(WindowPlaces places)
    : places_(std::move(places)), x_(places_.width, places_.height, places_.screens) {
    std::filesystem::create_directories(places_.pictures);
}

bool WindowDesk::start() {
    std::vector<std::string> command{program_path("kakanai-desk"), "--store", places_.store, "--print-size",
                                     std::to_string(places_.print_size)};
    if (!places_.print_folder.empty())
        command.insert(command.end(), {"--print-folder", places_.print_folder});
    if (!places_.picture_folder.empty())
        command.insert(command.end(), {"--picture-folder", places_.picture_folder});
    if (!x_.up() || !x_.start(command, places_.environment)) return false;
    return places_.screens == test_support::XSession::Screens::one || x_.focus_title("サインイン");
}

bool WindowDesk::sign_in(const std::string& account, const std::string& password) {
    x_.type(account);
    x_.keys({"Return"});
    x_.type(password);
    x_.keys({"Return"});
    return on("受付一覧");
}

bool WindowDesk::open_people(const std::string& ticket) {
    type(ticket);
    keys({"Return"});
    if (!on("証明書の受付")) return false;
    keys({"F2"});
    return on("来庁者");
}

void WindowDesk::keys(const std::vector<std::string>& names) {
    keystrokes_ += names.size();
    x_.keys(names);
}

void WindowDesk::type(const std::string& text) {
    for (const char byte : text) letters_ += (byte & 0xc0) != 0x80;
    x_.type(text);
}

Outcome WindowDesk::tell(std::vector<std::string> words, const std::string& secrets) const {
    words.insert(words.begin(), program_path("kakanai-admin"));
    words.insert(words.end(), {"--store", places_.store, "--json"});
    if (!secrets.empty()) words.push_back("--secrets-stdin");
    return run_program(std::move(words), secrets);
}

nlohmann::json WindowDesk::screen() const {
    const auto told = tell({"screen", "words"});
    return nlohmann::json::parse(told.exit_code == 0 ? told.out : "{}", nullptr, false);
}

std::string WindowDesk::message_with(const std::string& part) const {
    std::string message;
    for (int i = 0; i < tries; ++i) {
        message = screen().value("message", "");
        if (message.find(part) != std::string::npos) break;
        std::this_thread::sleep_for(pause);
    }
    return message;
}

bool WindowDesk::shows_in(const char* list, const std::string& part) const {
    for (int i = 0; i < tries; ++i) {
        for (const std::string& words : screen().value(list, std::vector<std::string>{}))
            if (words.find(part) != std::string::npos) return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

bool WindowDesk::shows(const std::string& part) const { return shows_in("words", part); }
bool WindowDesk::shows_resident(const std::string& part) const { return shows_in("resident", part); }

bool WindowDesk::choose_ticket(const std::string& ticket) {
    x_.type(ticket);
    for (int i = 0; i < tries; ++i) {
        if (screen().value("focus", "").find(ticket) != std::string::npos) return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

std::string WindowDesk::picture(const std::string& name) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const std::string file = places_.pictures + "/" + name + ".png";
    // Few colours keep a picture of a plain screen small.
    x_.run({"import", "-window", "root", "-depth", "8", "+dither", "-colors", "48", "PNG8:" + file});
    if (!std::filesystem::exists(file)) return "no picture " + file;
    std::string cut;
    for (const std::string& text : screen().value("cut", std::vector<std::string>{})) cut += text + "\n";
    return cut;
}

}  // namespace tests
