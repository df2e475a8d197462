// The lines of print in a field's strip, each alone on white ground: the card's tint, its fine pattern and
// the picture's grain are gone. The recogniser's own search for lines gives up on strips that hold one short
// line; on lines cut out for it, it does not have to search. Pure functions over pictures.
#pragma once

#include <vector>

#include "app/devices/ocr/reader/pix.h"

namespace app {

inline constexpr int dark_below = 140;  // of a cleaned picture: what is darker is ink

struct PrintLine {
    PixPtr print;         // grey, cut to its ink
    int left{0}, top{0};  // where that stood in the strip
};

// Top to bottom, at most `most` (the tallest stay); none where nothing is printed.
std::vector<PrintLine> print_lines(const PixPtr& strip, int most, double dots_per_mm);

// The line with white around it, `margin` dots on each side.
PixPtr with_margin(const PrintLine& line, int margin);

// How many dark dots each column (or row) of a grey picture holds.
std::vector<int> ink_along(Pix* grey, bool columns);

}  // namespace app
