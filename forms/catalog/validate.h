// Checks of single values, by the names that forms/data uses ("check"). An error must be mended before the
// form can be signed; a warning is shown and may stand.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "forms/core/calendar.h"

namespace forms {

struct Finding {
    std::string reason;  // "value.kana", for the sentence beside the box
    bool warning{false};
    std::string detail{};  // what a sentence may put in: a corrected number
};

// `text` as stored; empty text is never a finding. None: all is well, or no such check.
std::optional<Finding> validate_text(std::string_view check, std::string_view text);
std::optional<Finding> validate_date(std::string_view check, const core::DateValue& date, core::Date today);

std::span<const std::string_view> validation_names();

}  // namespace forms
