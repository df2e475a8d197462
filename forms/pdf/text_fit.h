// Text into a box: first smaller in the steps that the style names, then on several lines, and if that is not
// enough it does not fit and the caller takes it to the continuation sheet. Nothing is ever cut.
#pragma once

#include <string>
#include <vector>

#include "forms/pdf/font_book.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

inline constexpr double kMmPerPoint = 25.4 / 72.0;
inline constexpr double kEmAscent = 0.88;  // the em square of Japanese type above and below its baseline
inline constexpr double kEmDescent = 0.12;

struct FittedLine {
    std::vector<Picked> text;
    double width{0};  // em
};

struct Fitted {
    bool fits{false};
    double size_pt{0};  // the smallest step if it does not fit
    std::vector<FittedLine> lines;
    double ascent{kEmAscent};           // em, of the first line's ink or the em square, whichever is higher
    double descent{kEmDescent};         // em, of the last line
    std::vector<MissingGlyph> missing;  // each stands in `lines` as 〓
};

// Width and height in mm, padding of the style not yet taken off.
Fitted fit_text(const FontBook& book, const TextStyle& style, const std::string& text, double width_mm,
                double height_mm);

// All of the text at one size on as many lines as it needs.
Fitted wrap_text(const FontBook& book, const TextStyle& style, const std::string& text, double width_mm,
                 double size_pt);

}  // namespace forms::pdf
