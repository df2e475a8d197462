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
};

// `text` as stored; empty text is never a finding. None: all is well, or no such check.
std::optional<Finding> validate_text(std::string_view check, std::string_view text);
std::optional<Finding> validate_date(std::string_view check, const core::DateValue& date, core::Date today);

std::span<const std::string_view> validation_names();

// 行政手続における特定の個人を識別するための番号の利用等に関する法律の総務省令 5条: check digit of the twelve
// digits.
bool is_my_number(std::string_view digits);

}  // namespace forms
