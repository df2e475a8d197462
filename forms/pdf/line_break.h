// Where a line of Japanese text may end (禁則): closing marks, small kana and iteration marks start no line,
// opening brackets end none, and Latin words and numbers stay whole unless one alone is longer than the line.
#pragma once

#include <cstddef>
#include <vector>

#include "forms/pdf/font_book.h"

namespace forms::pdf {

struct LineRange {
    std::size_t begin{0};
    std::size_t end{0};  // behind the last character that prints; spaces at the turn are in no line
};

// `width` in em. Every printing character is in exactly one line. A line may be wider than `width` only if a
// single character is.
std::vector<LineRange> break_lines(const std::vector<Picked>& text, double width);

bool may_break_between(const Picked& before, const Picked& after);

}  // namespace forms::pdf
