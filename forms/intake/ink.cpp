#include "forms/intake/ink.h"

#include <cmath>

namespace forms {

namespace {

constexpr std::uint64_t strokes_max = 500;
constexpr std::uint64_t points_max = 20'000;
constexpr std::int64_t extent_max_um = 1'000'000;
constexpr std::uint64_t time_max_ms = 3'600'000;
constexpr std::uint8_t format = 1;
constexpr double shortest_signature_um = 5'000;

core::Error malformed() { return core::corrupt("ink.malformed", "signature strokes"); }

bool inside_limits(std::int64_t value) { return value >= -extent_max_um && value <= extent_max_um; }

// Reads one stroke behind `last`; false if a limit is passed or the bytes end.
bool read_stroke(core::Reader& in, InkPoint& last, std::uint64_t& points, InkStroke& out) {
    const std::uint64_t count = in.varint();
    if (!in.ok() || count == 0 || (points += count) > points_max) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::int64_t dx = in.zigzag(), dy = in.zigzag();
        const std::uint64_t dt = in.varint();
        if (!in.ok() || !inside_limits(dx) || !inside_limits(dy) || dt > time_max_ms) return false;
        const std::int64_t x = last.x_um + dx, y = last.y_um + dy;
        const std::uint64_t t = last.t_ms + dt;
        if (!inside_limits(x) || !inside_limits(y) || t > time_max_ms) return false;
        last = {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), static_cast<std::uint32_t>(t)};
        out.push_back(last);
    }
    return true;
}

}  // namespace

bool is_signature(const Ink& ink) {
    double length = 0;
    std::size_t inside = 0, all = 0;
    for (const auto& stroke : ink.strokes)
        for (std::size_t i = 0; i < stroke.size(); ++i) {
            const auto& point = stroke[i];
            ++all;
            inside += point.x_um >= 0 && point.y_um >= 0 &&
                              point.x_um <= static_cast<std::int64_t>(ink.width_um) &&
                              point.y_um <= static_cast<std::int64_t>(ink.height_um)
                          ? 1
                          : 0;
            if (i > 0) length += std::hypot(point.x_um - stroke[i - 1].x_um, point.y_um - stroke[i - 1].y_um);
        }
    return length >= shortest_signature_um && inside * 2 > all;
}

core::Bytes encode_ink(const Ink& ink) {
    core::Writer out;
    out.u8(format).varint(ink.width_um).varint(ink.height_um).varint(ink.strokes.size());
    InkPoint last;
    for (const auto& stroke : ink.strokes) {
        out.varint(stroke.size());
        for (const auto& point : stroke) {
            out.zigzag(point.x_um - last.x_um).zigzag(point.y_um - last.y_um).varint(point.t_ms - last.t_ms);
            last = point;
        }
    }
    return core::Bytes(out.bytes().begin(), out.bytes().end());
}

core::Result<Ink> decode_ink(core::ByteView bytes) {
    core::Reader in(bytes);
    Ink ink;
    if (in.u8() != format) return malformed();
    const std::uint64_t width = in.varint(), height = in.varint(), strokes = in.varint();
    if (!in.ok() || width > extent_max_um || height > extent_max_um || strokes > strokes_max)
        return malformed();
    ink.width_um = static_cast<std::uint32_t>(width);
    ink.height_um = static_cast<std::uint32_t>(height);
    InkPoint last;
    std::uint64_t points = 0;
    for (std::uint64_t i = 0; i < strokes; ++i)
        if (!read_stroke(in, last, points, ink.strokes.emplace_back())) return malformed();
    if (!in.done()) return malformed();
    return ink;
}

}  // namespace forms
