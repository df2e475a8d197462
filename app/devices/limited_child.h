// A program run for one answer, in a process of its own with limits on time, memory and files: whatever it
// makes of its input, it can end itself and nothing else. Its input goes through a socket and so does its
// answer, never through a file; what it complains of is dropped.
#pragma once

#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

struct ChildLimits {
    int seconds{60};                          // by the clock; the processor's time is limited to the same
    std::uint64_t memory_bytes{1536U << 20};  // address space
    std::uint64_t file_bytes{0};              // what it may write to a file
    std::uint64_t open_files{32};
};

struct ChildPlan {
    std::string program;                     // a path
    std::vector<std::string> words{};        // after its name; seen by everybody on the machine: no secret
    std::vector<std::string> environment{};  // NAME=VALUE; nothing is inherited
    ChildLimits limits{};
    std::size_t answer_max{16U << 20};
};

struct ChildAnswer {
    core::Bytes bytes;
    int status{0};  // as waitpid tells it
};

// Blocks up to the limit; call it off the window's thread. Errors: child.missing (no such program),
// child.timeout, child.failed (not started, or more than `answer_max` of answer). The child and what it
// started are gone afterwards.
core::Result<ChildAnswer> run_limited(const ChildPlan& plan, core::ByteView input);

// A program of ours: beside this one.
std::string beside_this_program(const std::string& name);

}  // namespace app
