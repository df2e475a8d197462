// A date to be filled in: printed eras with one ringed, then year, month and day before their words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms/core/calendar.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

struct DateBox {
    Box box;
    TextStyle style;  // of the figures
    std::vector<std::string>
        eras;  // printed, e.g. 明 大 昭 平 令 西暦; empty: the era's name is written in front
    std::string field;
    std::string label;  // for the continuation sheet
};

// A date of which a part is unknown, or which carries a phrase (不詳), is written out in the box instead.
std::vector<Item> date_items(const DateBox& box, const std::optional<core::DateValue>& value);

}  // namespace forms::pdf
