#include "app/practice/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

extern char** environ;

namespace app {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

core::Result<pid_t> spawn(std::vector<std::string> command, const std::vector<std::string>& more, int in,
                          int out, int log) {
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string name = std::string(*entry).substr(0, std::string(*entry).find('=') + 1);
        bool replaced = false;
        for (const auto& own : more) replaced = replaced || own.starts_with(name);
        if (!replaced) environment.emplace_back(*entry);
    }
    environment.insert(environment.end(), more.begin(), more.end());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, log, 2);
    auto arguments = pointers(command);
    auto variables = pointers(environment);
    pid_t pid = 0;
    const int failed =
        posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return core::Error{core::ErrorCode::io, "process.not_started",
                           command[0] + ": " + std::strerror(failed)};
    return pid;
}

}  // namespace

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(in_, other.in_);
    std::swap(out_, other.out_);
    return *this;
}

ChildProcess::~ChildProcess() { end(); }

core::Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command,
                                               const Options& options) {
    int to[2] = {-1, -1};
    int from[2] = {-1, -1};
    if (options.talk && (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0))
        return core::Error{core::ErrorCode::io, "process.pipe"};
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int log = options.log.empty()
                        ? null
                        : open(options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    auto pid =
        spawn(command, options.environment, options.talk ? to[0] : null, options.talk ? from[1] : log, log);
    if (log != null) close(log);
    close(null);
    if (options.talk) {
        close(to[0]);
        close(from[1]);
    }
    if (!pid) return pid.error();
    ChildProcess child;
    child.id_ = *pid;
    child.in_ = to[1];
    child.out_ = from[0];
    return child;
}

bool ChildProcess::running() {
    if (id_ == 0) return false;
    if (waitpid(id_, nullptr, WNOHANG) == 0) return true;
    id_ = 0;
    return false;
}

void ChildProcess::end() {
    for (int* pipe_end : {&in_, &out_}) {
        if (*pipe_end >= 0) close(std::exchange(*pipe_end, -1));
    }
    if (id_ == 0) return;
    kill(id_, SIGTERM);
    for (int i = 0; i < 100 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill_now();
}

void ChildProcess::kill_now() {
    if (id_ == 0) return;
    kill(id_, SIGKILL);
    waitpid(std::exchange(id_, 0), nullptr, 0);
}

std::string ChildProcess::ask(const std::string& line, int timeout_ms) {
    const std::string sent = line + "\n";
    if (write(in_, sent.data(), sent.size()) != static_cast<ssize_t>(sent.size())) return "";
    std::string answer;
    for (char c = 0; c != '\n';) {
        pollfd ready{out_, POLLIN, 0};
        if (poll(&ready, 1, timeout_ms) <= 0 || read(out_, &c, 1) != 1) return "";
        if (c != '\n') answer += c;
    }
    return answer;
}

core::Result<std::string> run_to_end(const std::vector<std::string>& command, const std::string& input) {
    int to[2];
    int from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
        return core::Error{core::ErrorCode::io, "process.pipe"};
    auto pid = spawn(command, {}, to[0], from[1], 2);
    close(to[0]);
    close(from[1]);
    if (!pid) return pid.error();
    (void)!write(to[1], input.data(), input.size());
    close(to[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t got; (got = read(from[0], buffer, sizeof buffer)) > 0;)
        output.append(buffer, static_cast<std::size_t>(got));
    close(from[0]);
    int status = 0;
    waitpid(*pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
    return core::Error{core::ErrorCode::io, "process.failed", command[0],
                       WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

}  // namespace app
