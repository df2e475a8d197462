// argv to a Command, by the command table. Secrets never come from here (see --secrets-stdin).
#pragma once

#include <optional>

#include "app/admin/command_table.h"
#include "app/service/command.h"

namespace app {

struct Arguments {
    const CommandSpec* spec{nullptr};
    Command command;
    std::string store;  // --store DIR
    bool json{false};
    bool secrets_stdin{false};
};

// Prints help or the mistake itself; then only the exit code is left (0 or 2).
std::optional<Arguments> parse_arguments(int argc, char** argv, int& exit_code);

}  // namespace app
