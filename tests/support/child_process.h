// A program started by a test, with its input and output as lines. Ends with the test.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

namespace tests {

class ChildProcess {
  public:
    explicit ChildProcess(std::vector<std::string> command) {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) return;
        pid_ = fork();
        if (pid_ == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            std::vector<char*> words;
            for (std::string& word : command) words.push_back(word.data());
            words.push_back(nullptr);
            execvp(words[0], words.data());
            _exit(127);
        }
        close(in[0]);
        close(out[1]);
        to_ = in[1];
        from_ = out[0];
    }
    ~ChildProcess() { end(SIGTERM); }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Sends a line and gives the line that answers it; empty if the program is gone or silent.
    std::string ask(const std::string& line, int timeout_ms = 10'000) {
        const std::string message = line + "\n";
        if (write(to_, message.data(), message.size()) != static_cast<ssize_t>(message.size())) return {};
        return read_line(timeout_ms);
    }

    std::string read_line(int timeout_ms = 10'000) {
        while (buffer_.find('\n') == std::string::npos) {
            pollfd waiting{from_, POLLIN, 0};
            char chunk[512];
            if (poll(&waiting, 1, timeout_ms) <= 0) return {};
            const ssize_t got = read(from_, chunk, sizeof chunk);
            if (got <= 0) return std::exchange(buffer_, {});
            buffer_.append(chunk, static_cast<std::size_t>(got));
        }
        const std::size_t end = buffer_.find('\n');
        const std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
    }

    // Everything it writes until it ends, and its exit code.
    std::pair<int, std::string> finish() {
        std::string all = std::exchange(buffer_, {});
        char chunk[512];
        for (ssize_t got = read(from_, chunk, sizeof chunk); got > 0;
             got = read(from_, chunk, sizeof chunk)) {
            all.append(chunk, static_cast<std::size_t>(got));
        }
        return {end(0), all};
    }

    // Closes its input, sends a signal if one is named, and waits for it. -1 if it had ended before.
    int end(int signal) {
        if (pid_ <= 0) return -1;
        close(to_);
        close(from_);
        if (signal != 0) kill(pid_, signal);
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    pid_t pid_{-1};
    int to_{-1}, from_{-1};
    std::string buffer_;
};

}  // namespace tests
