// A TrueType font on a coarser grid. IPAex draws on 2,048 units to the em, which at 10 pt is twenty times
// finer than the dots of a 600 dpi printer; most of the bytes of a printed form are such outlines. Fewer
// units make a third less.
#pragma once

#include "forms/core/bytes.h"

namespace forms::pdf {

// The grid on which no point of an outline moves by more than a third of a dot at 600 dpi when the font is
// printed in `size_pt`: a multiple of 32, at least 128. May be finer than the font's own grid; then there is
// nothing to gain.
unsigned grid_for(double size_pt);

// `font`: glyf, loca, head, hhea, hmtx, maxp and no instructions, as cut_font makes it. Returns the same font
// with `units_per_em` units and thinned, tightly coded outlines (glyph_outline.h), each of which states the
// whole font's box; the input if it is not such a font or the grid is not coarser.
core::Bytes on_grid(const core::Bytes& font, unsigned units_per_em);

}  // namespace forms::pdf
