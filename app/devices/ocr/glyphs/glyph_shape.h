// The shape of one printed character as numbers that hardly change with font, size and grain: which way its
// strokes run, in each of 8 × 8 places. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace app {

struct GreyCell {
    int width{0}, height{0};
    std::vector<std::uint8_t> ink;  // row by row, 0 ground … 255 ink
};

inline constexpr std::size_t shape_size = 8 * 8 * 4;     // places × directions
using GlyphShape = std::array<std::int8_t, shape_size>;  // of length 3 × 127

// Nothing but zeros for a cell without ink.
GlyphShape shape_of(const GreyCell& cell);

// 0 … 1.
double likeness(const GlyphShape& a, const GlyphShape& b);

}  // namespace app
