// Fitted text to glyph runs at their pens.
#pragma once

#include <vector>

#include "forms/pdf/placed_page.h"
#include "forms/pdf/text_fit.h"

namespace forms::pdf {

// Lays the lines into the box as the style says. Left and right edges keep the style's padding; the ink of
// first and last line stays inside the box whenever the fit said so.
std::vector<PlacedRun> place_text(const Fitted& fitted, const TextStyle& style, const Box& box);

// One line with its pen at `pen`, `spacing_mm` added after each character.
void place_line(const FittedLine& line, double size_pt, Point pen, double spacing_mm, double gray,
                std::vector<PlacedRun>& out);

}  // namespace forms::pdf
