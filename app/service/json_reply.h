// A command that went well: its document and, for people, a sentence.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "app/service/command.h"

namespace app {

inline Reply done(const nlohmann::json& json, std::string message = {}) {
    return {0, json.dump(2), std::move(message), {}, 0};
}

}  // namespace app
