#include "app/devices/ocr/glyphs/glyph_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace app {
namespace {

constexpr int side = 40, places = 8, directions = 4;
constexpr int rim = 4;           // white around the character: 32 dots hold it
constexpr int inked_above = 96;  // what is lighter is grain
using Plane = std::array<float, static_cast<std::size_t>(side) * side>;

struct Extent {
    int left{0}, top{0}, right{0}, bottom{0};
};

Extent ink_extent(const GreyCell& cell) {
    Extent out{cell.width, cell.height, 0, 0};
    for (int y = 0; y < cell.height; ++y) {
        for (int x = 0; x < cell.width; ++x) {
            if (cell.ink[static_cast<std::size_t>(y * cell.width + x)] < inked_above) continue;
            out = {std::min(out.left, x), std::min(out.top, y), std::max(out.right, x + 1),
                   std::max(out.bottom, y + 1)};
        }
    }
    return out;
}

float ink_at(const GreyCell& cell, double x, double y) {
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const auto dot = [&](int px, int py) -> double {
        if (px < 0 || py < 0 || px >= cell.width || py >= cell.height) return 0;
        return cell.ink[static_cast<std::size_t>(py * cell.width + px)];
    };
    const double right_share = x - left, low_share = y - top;
    return static_cast<float>(
        (dot(left, top) * (1 - right_share) + dot(left + 1, top) * right_share) * (1 - low_share) +
        (dot(left, top + 1) * (1 - right_share) + dot(left + 1, top + 1) * right_share) * low_share);
}

// The character in the middle of a square, its longer side as long as the square's inside. A narrow or flat
// one is stretched a little (square root), so that 一 stays flat and a condensed font still fits.
Plane squared(const GreyCell& cell, const Extent& e) {
    const double wide = e.right - e.left, high = e.bottom - e.top, inside = side - 2 * rim;
    const double ratio = std::sqrt(std::min(wide, high) / std::max(wide, high));
    const double out_wide = wide >= high ? inside : inside * ratio;
    const double out_high = high >= wide ? inside : inside * ratio;
    Plane out{};
    // Two samples a dot each way: small enough for the prints of a scanner.
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            float sum = 0;
            for (const double dy : {0.25, 0.75}) {
                for (const double dx : {0.25, 0.75}) {
                    const double from_x = (x + dx - (side - out_wide) / 2) / out_wide * wide + e.left - 0.5;
                    const double from_y = (y + dy - (side - out_high) / 2) / out_high * high + e.top - 0.5;
                    sum += ink_at(cell, from_x, from_y);
                }
            }
            out[static_cast<std::size_t>(y * side + x)] = sum / 4;
        }
    }
    return out;
}

// 1 2 1 both ways: stroke edges of a drawn font become as soft as a picture's.
Plane softened(const Plane& plane) {
    Plane across{}, out{};
    const auto at = [](int x, int y) { return static_cast<std::size_t>(y * side + x); };
    for (int y = 1; y + 1 < side; ++y) {
        for (int x = 1; x + 1 < side; ++x)
            across[at(x, y)] = (plane[at(x - 1, y)] + 2 * plane[at(x, y)] + plane[at(x + 1, y)]) / 4;
    }
    for (int y = 1; y + 1 < side; ++y) {
        for (int x = 1; x + 1 < side; ++x)
            out[at(x, y)] = (across[at(x, y - 1)] + 2 * across[at(x, y)] + across[at(x, y + 1)]) / 4;
    }
    return out;
}

// An edge's weight, shared between the two directions nearest to its own and the four places nearest to it.
void add_edge(std::array<float, shape_size>& sums, int x, int y, double gx, double gy) {
    const double strength = std::hypot(gx, gy);
    if (strength < 8) return;
    double turn = std::atan2(gy, gx) / std::numbers::pi * directions;  // half a turn has four directions
    if (turn < 0) turn += directions;
    const int first = static_cast<int>(turn) % directions, second = (first + 1) % directions;
    const double second_share = turn - std::floor(turn);
    const double px = (x + 0.5) * places / side - 0.5, py = (y + 0.5) * places / side - 0.5;
    const int left = static_cast<int>(std::floor(px)), top = static_cast<int>(std::floor(py));
    for (int dy = 0; dy < 2; ++dy) {
        for (int dx = 0; dx < 2; ++dx) {
            const int cx = left + dx, cy = top + dy;
            if (cx < 0 || cy < 0 || cx >= places || cy >= places) continue;
            const double share =
                (dx == 0 ? 1 - (px - left) : px - left) * (dy == 0 ? 1 - (py - top) : py - top);
            const auto base = static_cast<std::size_t>((cy * places + cx) * directions);
            sums[base + static_cast<std::size_t>(first)] +=
                static_cast<float>(strength * share * (1 - second_share));
            sums[base + static_cast<std::size_t>(second)] +=
                static_cast<float>(strength * share * second_share);
        }
    }
}

}  // namespace

GlyphShape shape_of(const GreyCell& cell) {
    GlyphShape out{};
    const Extent extent = ink_extent(cell);
    if (extent.left >= extent.right || extent.top >= extent.bottom) return out;
    const Plane plane = softened(squared(cell, extent));
    std::array<float, shape_size> sums{};
    for (int y = 1; y + 1 < side; ++y) {
        for (int x = 1; x + 1 < side; ++x) {
            const auto at = static_cast<std::size_t>(y * side + x);
            add_edge(sums, x, y, double(plane[at + 1] - plane[at - 1]),
                     double(plane[at + side] - plane[at - side]));
        }
    }
    double length = 0;
    for (float& sum : sums) {
        sum = std::sqrt(sum);  // a bold stroke must not outshout a thin one
        length += double(sum) * double(sum);
    }
    length = std::sqrt(length);
    if (length <= 0) return out;
    for (std::size_t at = 0; at < shape_size; ++at)
        out[at] = static_cast<std::int8_t>(std::min(127L, std::lround(double(sums[at]) / length * 127 * 3)));
    return out;
}

double likeness(const GlyphShape& a, const GlyphShape& b) {
    int sum = 0;
    for (std::size_t at = 0; at < shape_size; ++at) sum += int{a[at]} * int{b[at]};
    return sum / (127.0 * 127.0 * 9);
}

}  // namespace app
