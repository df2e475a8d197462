// The fonts of one document: which glyphs of which faces, cut to them, and what each code means.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "forms/core/result.h"
#include "forms/pdf/font_subset.h"
#include "forms/pdf/placed_page.h"

namespace forms::pdf {

// One face as used in this document.
struct UsedFont {
    std::set<std::uint32_t> glyphs;
    double largest_pt{0};                                // of text; a watermark may be coarser
    std::map<std::uint32_t, std::string> first_meaning;  // by glyph of the whole font
    FontProgram program;
    std::map<std::uint16_t, std::string> meaning;  // by code
};
using UsedFonts = std::map<std::uint16_t, UsedFont>;

// font.subset: see cut_font.
core::Result<UsedFonts> cut_fonts(const std::vector<PlacedPage>& pages, const FontBook& book);

// The table by which a reader finds text again: code → UTF-16, variation selectors included.
std::string to_unicode(const UsedFont& font);

// Six capitals from the font's bytes: the tag that marks a subset, the same for the same subset.
std::string subset_tag(core::ByteView data);

}  // namespace forms::pdf
