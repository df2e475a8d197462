// One command as the command line knows it, and its answer: what kakanai-admin runs itself when the store is
// free, and sends to the owner's socket otherwise. Rights and answers are the same either way.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/service/secret_input.h"

namespace app {

struct Command {
    std::vector<std::string> words;              // {"case", "open"}
    std::map<std::string, std::string> options;  // without dashes; flags hold "1"
    std::vector<std::string> arguments;          // beside the words: case ids, form ids, files
    Secrets secrets;

    std::string name() const;  // "case open"
    std::string option(const std::string& key, const std::string& otherwise = {}) const;
    std::string argument(std::size_t index) const;
};

struct Reply {
    int exit_code{0};
    std::string json;       // one JSON document; "" on failure
    std::string message;    // one sentence in Japanese; on failure what to do next
    std::string reason;     // Error::reason, for programs
    std::int64_t count{0};  // Error::count
};

using CommandHandler = std::function<Reply(Command&)>;

Reply refused(const core::Error& error);
Reply usage(const std::string& message);  // exit code 2

}  // namespace app
