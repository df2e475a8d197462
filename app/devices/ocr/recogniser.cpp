#include "app/devices/ocr/recogniser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "app/devices/ocr/picture_header.h"

namespace app {
namespace {

using Clock = std::chrono::steady_clock;

std::string beside_this_program() {
    std::array<char, 4096> self{};
    const ssize_t size = readlink("/proc/self/exe", self.data(), self.size() - 1);
    std::string path(self.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return path.substr(0, path.rfind('/') + 1) + "kakanai-recogniser";
}

void limit(int what, std::uint64_t to) {
    const rlimit both{to, to};
    setrlimit(static_cast<__rlimit_resource_t>(what), &both);
}

// Between fork and exec: only calls that are safe there.
[[noreturn]] void become_recogniser(const char* program, int talk, const RecogniserLimits& limits) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(talk, STDIN_FILENO);
    dup2(talk, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.seconds));
    limit(RLIMIT_AS, limits.memory_bytes);
    limit(RLIMIT_NOFILE, 32);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    std::array<char, 20> one_thread{"OMP_THREAD_LIMIT=1"};
    std::array<char*, 2> environment{one_thread.data(), nullptr};
    std::array<char*, 2> words{const_cast<char*>("kakanai-recogniser"), nullptr};
    execve(program, words.data(), environment.data());
    _exit(127);
}

// The child and the end of the socket to it. Kills and reaps it at the end.
class Child {
  public:
    Child(const std::string& program, const RecogniserLimits& limits) {
        std::array<int, 2> ends{-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
        id_ = fork();
        if (id_ == 0) become_recogniser(program.c_str(), ends[1], limits);
        close(ends[1]);
        talk_ = ends[0];
        fcntl(talk_, F_SETFL, O_NONBLOCK);
    }
    ~Child() {
        if (talk_ >= 0) close(talk_);
        if (id_ <= 0 || reaped_) return;
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
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

core::Error failed(const char* detail) { return {core::ErrorCode::device, "face.reader_failed", detail}; }

enum class Talk { going, over, broken };

// One turn: as much of the request as the child takes, as much of the answer as it has.
Talk talk_once(int socket, core::ByteView& request, core::Bytes& answer) {
    if (!request.empty()) {
        const ssize_t sent = send(socket, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent > 0) request = request.subspan(static_cast<std::size_t>(sent));
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            request = {};  // it has closed; it may have answered
        if (request.empty()) shutdown(socket, SHUT_WR);
    }
    std::array<std::uint8_t, 65'536> chunk{};
    const ssize_t got = recv(socket, chunk.data(), chunk.size(), 0);
    if (got == 0) return Talk::over;
    if (got < 0) return errno == EAGAIN || errno == EINTR ? Talk::going : Talk::over;
    if (answer.size() + static_cast<std::size_t>(got) > recogniser_answer_max) return Talk::broken;
    answer.insert(answer.end(), chunk.begin(), chunk.begin() + got);
    return Talk::going;
}

}  // namespace

core::Result<RecogniserAnswer> recognise_picture(const Recogniser& recogniser,
                                                 const RecogniserRequest& request, core::ByteView picture) {
    auto header = read_picture_header(picture);
    if (!header) return header.error();
    const std::string program = recogniser.program.empty() ? beside_this_program() : recogniser.program;
    if (access(program.c_str(), X_OK) != 0)
        return core::Error{core::ErrorCode::not_found, "face.no_reader", program};
    core::Bytes question = encode_request(request, picture);
    core::ByteView left = question;
    core::Bytes answer;
    Child child(program, recogniser.limits);
    if (!child.started()) return failed("not started");
    const auto end = Clock::now() + std::chrono::seconds(recogniser.limits.seconds);
    for (Talk state = Talk::going; state == Talk::going;) {
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (wait <= 0) return core::Error{core::ErrorCode::timeout, "face.timeout", {}};
        pollfd ready{child.talk(), static_cast<short>(POLLIN | (left.empty() ? 0 : POLLOUT)), 0};
        if (poll(&ready, 1, static_cast<int>(wait)) < 0 && errno != EINTR) return failed("poll");
        state = talk_once(child.talk(), left, answer);
        if (state == Talk::broken) return failed("answer too long");
    }
    explicit_bzero(question.data(), question.size());
    const int ended = child.wait();
    if (answer.empty()) return failed(WIFSIGNALED(ended) ? strsignal(WTERMSIG(ended)) : "ended early");
    return decode_answer(answer);
}

}  // namespace app
