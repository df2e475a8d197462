#include "tests/app/site/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

extern char** environ;

namespace tests {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

// A file without a name, so that neither output can block the program.
int scratch() { return open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); }

std::string all_of(int fd) {
    std::string text;
    char buffer[4096];
    lseek(fd, 0, SEEK_SET);
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    close(fd);
    return text;
}

int wait_for_end(pid_t pid, int timeout_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > end) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return -1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// The sentences that fit any error of a class; nobody learns from them what to do.
constexpr const char* too_general[] = {
    "見つかりませんでした。入力した内容を確かめて", "入力した内容に誤りがあります。直してから",
    "ほかの操作と重なりました。画面を更新して",     "機器が応答しません。接続を確かめて",
    "時間内に応答がありませんでした。もう一度",     "この操作には対応していません。別の方法で",
    "エラーが起きました。管理者に連絡して"};

}  // namespace

Outcome run_program(std::vector<std::string> command, const std::string& input,
                    std::vector<std::string> environment, int timeout_ms) {
    for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
    auto words = pointers(command);
    auto variables = pointers(environment);
    const int in = scratch();
    const int out = scratch();
    const int err = scratch();
    (void)!write(in, input.data(), input.size());
    lseek(in, 0, SEEK_SET);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        execve(words[0], words.data(), variables.data());
        _exit(127);
    }
    Outcome outcome;
    outcome.exit_code = wait_for_end(pid, timeout_ms);
    close(in);
    outcome.out = all_of(out);
    outcome.err = all_of(err);
    return outcome;
}

std::string fault_of(const Outcome& outcome) {
    const std::string& said = outcome.err;
    if (outcome.exit_code != 1) return "exit code " + std::to_string(outcome.exit_code) + ": " + said;
    if (said.empty()) return "nothing on stderr";
    if (std::count(said.begin(), said.end(), '\n') != 1 || !said.ends_with("。\n"))
        return "not one line that ends in 。: " + said;
    if (said.find("ください") == std::string::npos) return "does not say what to do: " + said;
    for (const char* general : too_general) {
        if (said.starts_with(general)) return "too general: " + said;
    }
    return "";
}

std::string program_path(const std::string& name) { return std::string(KAKANAI_BINARY_DIR) + "/bin/" + name; }

}  // namespace tests
