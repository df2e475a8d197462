// A program of the product run to its end as a clerk or a script would, with what it said on both outputs.
#pragma once

#include <string>
#include <vector>

namespace tests {

struct Outcome {
    int exit_code{-1};  // -1: ended by a signal or by the time limit
    std::string out;
    std::string err;
};

// Neither a shell nor a search path: command[0] is a file. `environment` stands beside this process's own.
Outcome run_program(std::vector<std::string> command, const std::string& input = {},
                    std::vector<std::string> environment = {}, int timeout_ms = 60'000);

// What a refusal must look like: exit code 1 and one Japanese sentence or two on one line of stderr, ending
// in 。 and naming the next step; never only the sentence that stands for a whole class of errors. "" if it
// does.
std::string fault_of(const Outcome& outcome);

std::string program_path(const std::string& name);  // build/bin/NAME

}  // namespace tests
