// Which font and glyph each character of a text gets, for `form glyphs TEXT` and for the list before a print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/pdf/font_book.h"

namespace forms::pdf {

struct GlyphLine {
    std::string text;
    std::string code_points;  // "U+845B U+E0100"
    bool shown{false};        // false: no font of the role has it, the rest is empty
    std::string font;         // PostScript name
    std::string file;
    std::vector<std::uint32_t> glyphs;
};

// One line for each character in the order of the text. font.role (not_found): no such role.
core::Result<std::vector<GlyphLine>> glyph_report(const FontBook& book, std::string_view role,
                                                  std::string_view text);

// "葛󠄀  U+845B U+E0100  IPAexMincho #13421" or "…  no font has it".
std::string to_text(const GlyphLine& line);

}  // namespace forms::pdf
