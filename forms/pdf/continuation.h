// The sheet that takes what fits nowhere: one ruled row per entry with its number, what it belongs to, and
// the whole text.
#pragma once

#include <string>
#include <vector>

#include "forms/pdf/page_layout.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

// The page that begins with entries[at]; moves `at` to the first entry that is not finished. An entry longer
// than the page goes on: `rest` then holds what is left of it, and is empty otherwise.
Page continuation_page(const Document& document, const std::vector<Overflowed>& entries, std::size_t& at,
                       std::string& rest, const FontBook& book);

}  // namespace forms::pdf
