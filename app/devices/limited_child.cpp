#include "app/devices/limited_child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace app {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

void limit_child(int what, std::uint64_t to) {
    const rlimit both{to, to};
    setrlimit(static_cast<__rlimit_resource_t>(what), &both);
}

// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(const char* program, char* const* words, char* const* environment, int talk,
                         const ChildLimits& limits) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(talk, STDIN_FILENO);
    dup2(talk, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    limit_child(RLIMIT_CPU, static_cast<std::uint64_t>(limits.seconds));
    limit_child(RLIMIT_AS, limits.memory_bytes);
    limit_child(RLIMIT_NOFILE, limits.open_files);
    limit_child(RLIMIT_CORE, 0);
    limit_child(RLIMIT_FSIZE, limits.file_bytes);
    execve(program, words, environment);
    _exit(127);
}

// The child and the end of the socket to it. Kills it, with what it started, and reaps it at the end.
class Child {
  public:
    explicit Child(const ChildPlan& plan) {
        std::vector<std::string> words = plan.words;
        words.insert(words.begin(), plan.program.substr(plan.program.rfind('/') + 1));
        const std::vector<char*> argv = pointers(words), envp = pointers(plan.environment);
        std::array<int, 2> ends{-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
        id_ = fork();
        if (id_ == 0) become(plan.program.c_str(), argv.data(), envp.data(), ends[1], plan.limits);
        close(ends[1]);
        talk_ = ends[0];
        fcntl(talk_, F_SETFL, O_NONBLOCK);
        if (id_ > 0) setpgid(id_, id_);  // whichever of both comes first
    }
    ~Child() {
        if (talk_ >= 0) close(talk_);
        if (id_ <= 0) return;
        kill(-id_, SIGKILL);
        if (!reaped_) waitpid(id_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    bool started() const { return id_ > 0; }
    int talk() const { return talk_; }
    // How it ended; only after it closed its side.
    int wait() {
        int status = 0;
        reaped_ = waitpid(id_, &status, 0) == id_;
        return status;
    }

  private:
    pid_t id_{-1};
    int talk_{-1};
    bool reaped_{false};
};

core::Error child_failed(const char* detail) { return {core::ErrorCode::device, "child.failed", detail}; }

enum class Talk { going, over, broken };

// One turn: as much of the input as the child takes, as much of the answer as it has.
Talk talk_once(int socket, core::ByteView& input, bool& telling, core::Bytes& answer, std::size_t most) {
    if (telling) {
        const ssize_t sent = input.empty() ? 0 : send(socket, input.data(), input.size(), MSG_NOSIGNAL);
        if (sent > 0) input = input.subspan(static_cast<std::size_t>(sent));
        if (sent < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it has closed; it may have answered
        telling = !input.empty();
        if (!telling) shutdown(socket, SHUT_WR);
    }
    std::array<std::uint8_t, 65'536> chunk{};
    const ssize_t got = recv(socket, chunk.data(), chunk.size(), 0);
    if (got == 0) return Talk::over;
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Talk::going : Talk::over;
    if (answer.size() + static_cast<std::size_t>(got) > most) return Talk::broken;
    answer.insert(answer.end(), chunk.begin(), chunk.begin() + got);
    return Talk::going;
}

}  // namespace

core::Result<ChildAnswer> run_limited(const ChildPlan& plan, core::ByteView input) {
    if (access(plan.program.c_str(), X_OK) != 0)
        return core::Error{core::ErrorCode::not_found, "child.missing", plan.program};
    Child child(plan);
    if (!child.started()) return child_failed("not started");
    ChildAnswer out;
    bool telling = true;
    const auto end = Clock::now() + std::chrono::seconds(plan.limits.seconds);
    for (Talk state = Talk::going; state == Talk::going;) {
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (wait <= 0) return core::Error{core::ErrorCode::timeout, "child.timeout", plan.program};
        pollfd ready{child.talk(), static_cast<short>(POLLIN | (telling ? POLLOUT : 0)), 0};
        if (poll(&ready, 1, static_cast<int>(wait)) < 0 && errno != EINTR) return child_failed("poll");
        state = talk_once(child.talk(), input, telling, out.bytes, plan.answer_max);
        if (state == Talk::broken) return child_failed("answer too long");
    }
    out.status = child.wait();
    return out;
}

std::string beside_this_program(const std::string& name) {
    std::array<char, 4096> self{};
    const ssize_t size = readlink("/proc/self/exe", self.data(), self.size() - 1);
    const std::string path(self.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return path.substr(0, path.rfind('/') + 1) + name;
}

}  // namespace app
