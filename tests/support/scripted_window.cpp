#include "tests/support/scripted_window.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace test_support {

std::string ScriptedWindow::usual_folder() { return std::string(KAKANAI_BINARY_DIR) + "/gui"; }

ScriptedWindow::ScriptedWindow(const std::string& name, int width, int height, const std::string& folder)
    : folder_(folder), calls_(folder + "/" + name + ".calls"), x_(width, height) {
    std::filesystem::create_directories(folder_);
    std::filesystem::remove(calls_);
}

bool ScriptedWindow::start(const std::string& print_size, const std::string& contrast) {
    return x_.start({std::string(KAKANAI_BINARY_DIR) + "/bin/kakanai-desk-scripted", calls_, folder_,
                     print_size, contrast});
}

bool ScriptedWindow::sign_in() {
    x_.type("sato");
    x_.keys({"Return"});
    x_.type("kakanai-2026");
    x_.keys({"Return"});
    return x_.wait_for_title("受付一覧") && called("queue");
}

bool ScriptedWindow::open_case(const std::string& ticket) {
    x_.type(ticket);
    x_.keys({"Return"});
    return x_.wait_for_title("聞き取り");
}

std::string ScriptedWindow::calls() const {
    std::ifstream in(calls_);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool ScriptedWindow::called(const std::string& line) const {
    for (int i = 0; i < 80; ++i) {
        if (calls().find(line) != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace test_support
