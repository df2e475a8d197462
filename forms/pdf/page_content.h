// The operators of one page's content stream. Numbers are written by integer arithmetic in 1/1000 point, so
// no locale and no floating-point printing can change a byte.
#pragma once

#include <map>
#include <string>

#include "forms/pdf/font_subset.h"
#include "forms/pdf/placed_page.h"

namespace forms::pdf {

// A font as the page's operators see it.
struct PageFont {
    std::string resource;  // "F1"
    const std::map<std::uint32_t, std::uint16_t>* cids{nullptr};
    const std::map<std::uint16_t, std::string>* meaning{nullptr};  // what ToUnicode says of a code
};

// The sheet, and what stands on it. Each leaves nothing set that the other could trip over.
std::string ground_content(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts);
std::string value_content(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts);

// PDF hex string of UTF-16BE; with_mark puts FEFF in front, as text strings outside streams want it.
std::string utf16_hex(std::string_view utf8, bool with_mark);

}  // namespace forms::pdf
