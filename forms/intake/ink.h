// A signature as it was drawn: strokes in time. Micrometres from the top left corner of the signature box, so
// that it prints as large as it was written.
//
//   ink := format:u8(1) width_um:varint height_um:varint strokes:(n stroke{n})
//   stroke := n point{n}            n:varint
//   point := dx:zigzag dy:zigzag dt_ms:varint      relative to the point before, the first of a stroke to the
//                                                  last of the stroke before it (0, 0, 0 at the very first)
// Limits: 500 strokes, 20,000 points, a box of one metre, one hour. Same ink, same bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace forms {

struct InkPoint {
    std::int32_t x_um{0};
    std::int32_t y_um{0};
    std::uint32_t t_ms{0};  // since the first point
    bool operator==(const InkPoint&) const = default;
};
using InkStroke = std::vector<InkPoint>;

struct Ink {
    std::uint32_t width_um{0};
    std::uint32_t height_um{0};
    std::vector<InkStroke> strokes;

    bool empty() const { return strokes.empty(); }
    bool operator==(const Ink&) const = default;
};

// True if somebody has written: more than a dot, and most of it inside the box.
bool is_signature(const Ink& ink);

core::Bytes encode_ink(const Ink& ink);
core::Result<Ink> decode_ink(core::ByteView bytes);  // ink.malformed

}  // namespace forms
