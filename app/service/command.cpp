#include "app/service/command.h"

#include "app/service/sentences.h"

namespace app {

std::string Command::name() const {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string Command::option(const std::string& key, const std::string& otherwise) const {
    const auto at = options.find(key);
    return at == options.end() ? otherwise : at->second;
}

std::string Command::argument(std::size_t index) const {
    return index < arguments.size() ? arguments[index] : "";
}

Reply refused(const core::Error& error) { return {1, {}, sentence(error), error.reason, error.count}; }

Reply usage(const std::string& message) { return {2, {}, message, "usage", 0}; }

}  // namespace app
