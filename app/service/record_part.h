// A part of a record, of a fact or of a set's element; "" where it has none. Pure.
#pragma once

#include <string>

#include "forms/casework/value.h"

namespace app {

inline std::string record_part(const forms::Record& record, const std::string& name) {
    const auto at = record.find(name);
    return at == record.end() ? std::string() : at->second;
}
inline std::string record_part(const forms::Value& value, const std::string& name) {
    const auto* record = std::get_if<forms::Record>(&value);
    return record == nullptr ? std::string() : record_part(*record, name);
}

}  // namespace app
