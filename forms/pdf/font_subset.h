// Cuts a font down to the glyphs of one document (HarfBuzz's subsetter), ready to be embedded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "forms/pdf/font_book.h"

namespace forms::pdf {

struct FontProgram {
    core::Bytes data;                             // a TrueType file, or the bare CFF table of a CFF font
    std::map<std::uint32_t, std::uint16_t> cids;  // glyph of the whole font → code in this one
    std::array<int, 4> bbox{};                    // left, bottom, right, top in 1/1000 em
};

// font.subset (unsupported): the subsetter refused; detail = font name. Deterministic for one HarfBuzz
// release.
core::Result<FontProgram> cut_font(const FontBook& book, std::uint16_t face,
                                   const std::set<std::uint32_t>& glyphs, double size_pt);

}  // namespace forms::pdf
