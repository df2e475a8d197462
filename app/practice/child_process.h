// A program started and ended by its process id, and by nothing else.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "forms/core/result.h"

namespace app {

class ChildProcess {
  public:
    ChildProcess() = default;
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess();  // ends it: SIGTERM, and after five seconds SIGKILL

    struct Options {
        std::vector<std::string> environment;  // "NAME=value", beside this process's own
        std::string log;                       // file for its output; "" = none
        bool talk{false};                      // lines to and from it
    };
    static core::Result<ChildProcess> start(const std::vector<std::string>& command, const Options& options);

    bool running();
    void end();       // as the destructor
    void kill_now();  // SIGKILL: a power cut for one process
    std::string ask(const std::string& line,
                    int timeout_ms = 5000);  // with talk: one line there, one back; "" if it did not answer
    pid_t id() const { return id_; }

  private:
    pid_t id_{0};
    int in_{-1};
    int out_{-1};
};

// Runs to its end; its output, or an error with its exit code in count.
core::Result<std::string> run_to_end(const std::vector<std::string>& command, const std::string& input = {});

}  // namespace app
