// The command line as data: words, what they are for, arguments and options. CLI11 is built from it, and
// docs/commands.md is checked against it.
#pragma once

#include <string>
#include <vector>

namespace app {

enum class Where : std::uint8_t {
    desk,          // at a desk's store: over its socket if it runs, else the store is opened here
    setup,         // makes or joins a site: the store must not be running
    scratch,       // at a scratch store of its own, never at a site's
    free_standing  // needs no store
};

struct OptionSpec {
    std::string name;
    std::string help;
    bool flag{false};
};
struct CommandSpec {
    std::string words;  // "case open"
    std::string help;
    Where where{Where::desk};
    std::string arguments;  // as shown in the help: "CASE FIELD=TEXT…"
    std::vector<OptionSpec> options;
};

const std::vector<CommandSpec>& command_table();

}  // namespace app
