#include "forms/pdf/glyph_outline.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace forms::pdf {
namespace {

// Table "glyf", one glyph: contour count i16, box 4 × i16, then of a simple glyph the last point of each
// contour (u16), the length of its instructions (u16, here 0), flags, x deltas, y deltas. All numbers
// big-endian.
constexpr std::uint8_t kOnCurve = 1, kXShort = 2, kYShort = 4, kRepeat = 8, kXSameOrPositive = 16,
                       kYSameOrPositive = 32;

std::uint8_t put_delta(core::Bytes& out, int delta, std::uint8_t is_short, std::uint8_t same) {
    if (delta == 0) return same;
    if (delta > -256 && delta < 256) {
        out.push_back(static_cast<std::uint8_t>(std::abs(delta)));
        return static_cast<std::uint8_t>(is_short | (delta > 0 ? same : 0));
    }
    put16(out, delta);
    return 0;
}

long cross(const OutlinePoint& a, const OutlinePoint& b, const OutlinePoint& c) {
    return static_cast<long>(b.x - a.x) * (c.y - a.y) - static_cast<long>(b.y - a.y) * (c.x - a.x);
}
bool between(const OutlinePoint& a, const OutlinePoint& b, const OutlinePoint& c) {
    return static_cast<long>(b.x - a.x) * (c.x - b.x) + static_cast<long>(b.y - a.y) * (c.y - b.y) >= 0;
}

// b lies between a and c, and no further than `halves` half units from the line.
bool on_line(const OutlinePoint& a, const OutlinePoint& b, const OutlinePoint& c, long halves) {
    const long dx = c.x - a.x, dy = c.y - a.y, twice = 2 * cross(a, b, c);
    return twice * twice <= halves * halves * (dx * dx + dy * dy) && between(a, b, c);
}

bool superfluous(const OutlinePoint& before, const OutlinePoint& p, const OutlinePoint& after) {
    if (p == before) return true;
    // A quadratic curve leaves its chord by half of what its control point does.
    if (before.on_curve && after.on_curve) return on_line(before, p, after, p.on_curve ? 1 : 2);
    const bool middle =
        std::abs(2 * p.x - before.x - after.x) <= 1 && std::abs(2 * p.y - before.y - after.y) <= 1;
    return p.on_curve && !before.on_curve && !after.on_curve && middle;
}

// One contour. No two neighbours go in one pass, so that what is left out does not add up; three points
// always stay.
std::vector<OutlinePoint> pass(const std::vector<OutlinePoint>& contour) {
    std::vector<OutlinePoint> out;
    const std::size_t n = contour.size();
    std::size_t left = n;
    bool dropped = false;
    for (std::size_t i = 0; i < n; ++i) {
        const bool last_beside_dropped = i + 1 == n && !out.empty() && !(out.front() == contour.front());
        dropped = !dropped && !last_beside_dropped && left > 3 &&
                  superfluous(contour[(i + n - 1) % n], contour[i], contour[(i + 1) % n]);
        if (dropped)
            --left;
        else
            out.push_back(contour[i]);
    }
    return out;
}

}  // namespace

void put16(core::Bytes& out, int value) {
    out.push_back(static_cast<std::uint8_t>((value >> 8) & 0xFF));
    out.push_back(static_cast<std::uint8_t>(value & 0xFF));
}
std::optional<Outline> read_simple(BigReader& in, int contours) {
    Outline out;
    for (int i = 0; i < contours; ++i) out.ends.push_back(in.u16());
    if (in.u16() != 0 || !in.ok() || out.ends.empty()) return std::nullopt;  // instructions
    const std::size_t count = out.ends.back() + 1U;
    if (count > 0xFFFF) return std::nullopt;
    std::vector<std::uint8_t> flags;
    flags.reserve(count + 255);
    out.points.reserve(count);
    while (flags.size() < count && in.ok()) {
        const auto flag = static_cast<std::uint8_t>(in.u8());
        const unsigned times = (flag & kRepeat) != 0 ? in.u8() + 1 : 1;
        flags.insert(flags.end(), times, flag);
    }
    if (flags.size() != count) return std::nullopt;
    const auto delta = [&](std::uint8_t flag, std::uint8_t is_short, std::uint8_t same) {
        if ((flag & is_short) != 0)
            return (flag & same) != 0 ? static_cast<int>(in.u8()) : -static_cast<int>(in.u8());
        return (flag & same) != 0 ? 0 : in.i16();
    };
    int x = 0, y = 0;
    for (std::uint8_t flag : flags)
        out.points.push_back({(flag & kOnCurve) != 0, x += delta(flag, kXShort, kXSameOrPositive), 0});
    for (std::size_t i = 0; i < count; ++i) out.points[i].y = y += delta(flags[i], kYShort, kYSameOrPositive);
    if (!in.ok()) return std::nullopt;
    return out;
}

Outline thinned(const Outline& outline) {
    Outline out;
    std::size_t begin = 0;
    for (const unsigned last : outline.ends) {
        const std::size_t end = std::min<std::size_t>(last + 1U, outline.points.size());
        if (end <= begin) return outline;  // contours that overlap: not ours to understand
        const std::vector<OutlinePoint> contour =
            pass({outline.points.begin() + static_cast<std::ptrdiff_t>(begin),
                  outline.points.begin() + static_cast<std::ptrdiff_t>(end)});
        out.points.insert(out.points.end(), contour.begin(), contour.end());
        out.ends.push_back(static_cast<unsigned>(out.points.size() - 1));
        begin = end;
    }
    return out;
}

core::Bytes write_simple(const Outline& outline) {
    core::Bytes out, xs, ys;
    std::vector<std::uint8_t> flags;
    flags.reserve(outline.points.size());
    xs.reserve(2 * outline.points.size());
    ys.reserve(2 * outline.points.size());
    out.reserve(6 * outline.points.size() + 64);
    OutlinePoint low = outline.points.front(), high = low, pen;
    for (const OutlinePoint& p : outline.points) {
        low = {false, std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {false, std::max(high.x, p.x), std::max(high.y, p.y)};
        std::uint8_t flag = p.on_curve ? kOnCurve : 0;
        flag = static_cast<std::uint8_t>(flag | put_delta(xs, p.x - pen.x, kXShort, kXSameOrPositive));
        flag = static_cast<std::uint8_t>(flag | put_delta(ys, p.y - pen.y, kYShort, kYSameOrPositive));
        flags.push_back(flag);
        pen = p;
    }
    put16(out, static_cast<int>(outline.ends.size()));
    for (int edge : {low.x, low.y, high.x, high.y}) put16(out, edge);
    for (unsigned end : outline.ends) put16(out, static_cast<int>(end));
    put16(out, 0);
    for (std::size_t i = 0; i < flags.size();) {
        std::size_t end = i + 1;
        while (end < flags.size() && flags[end] == flags[i] && end - i < 256) ++end;
        const std::size_t times = end - i;
        if (times > 2) {
            out.push_back(static_cast<std::uint8_t>(flags[i] | kRepeat));
            out.push_back(static_cast<std::uint8_t>(times - 1));
        } else {
            out.insert(out.end(), times, flags[i]);
        }
        i = end;
    }
    out.insert(out.end(), xs.begin(), xs.end());
    out.insert(out.end(), ys.begin(), ys.end());
    return out;
}

}  // namespace forms::pdf
