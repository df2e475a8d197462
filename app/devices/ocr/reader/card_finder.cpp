#include "app/devices/ocr/reader/card_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace app {
namespace {

constexpr int search_width = 480;  // pixels; the sides are looked for in a small copy first
constexpr double skew_max_degrees = 9;
constexpr double proportion_slack = 0.035;
constexpr double smallest_share = 0.3;  // of the picture's width that a card takes at least
constexpr std::size_t candidates_max = 14;

PixPtr scaled_to(Pix* pix, double factor) {
    return PixPtr(pixScale(pix, static_cast<float>(factor), static_cast<float>(factor)));
}

// The angle by which text lines lean, from a copy reduced to black and white.
double skew_of(const PixPtr& grey) {
    const double factor = std::min(1.0, 1200.0 / std::max(1, pixGetWidth(grey.get())));
    const PixPtr small = scaled_to(grey.get(), factor);
    const PixPtr even(pixBackgroundNormSimple(small.get(), nullptr, nullptr));
    const PixPtr black(pixThresholdToBinary(even ? even.get() : small.get(), 150));
    if (!black) return 0;
    float angle = 0, trust = 0;
    if (pixFindSkewSweepAndSearch(black.get(), &angle, &trust, 2, 1, skew_max_degrees, 0.5F, 0.01F) != 0)
        return 0;
    return trust > 1.5F ? angle : 0;
}

// Steps of grey across one direction, summed up along the other, so that the mean of any stretch of a side is
// two look-ups away. Columns: at(x, y) sums the steps to the left and right of column x down to row y.
class Edges {
  public:
    Edges(Pix* pix, bool columns)
        : lines_(columns ? pixGetWidth(pix) : pixGetHeight(pix)),
          length_(columns ? pixGetHeight(pix) : pixGetWidth(pix)),
          sums_(static_cast<std::size_t>(lines_) * static_cast<std::size_t>(length_ + 1), 0) {
        for (int line = 0; line < lines_; ++line) {
            for (int along = 0; along < length_; ++along) {
                l_uint32 before = 0, after = 0;
                const int low = std::max(0, line - 1), high = std::min(lines_ - 1, line + 1);
                pixGetPixel(pix, columns ? low : along, columns ? along : low, &before);
                pixGetPixel(pix, columns ? high : along, columns ? along : high, &after);
                const double step = std::abs(double(before) - double(after));
                sums_[index(line, along + 1)] = sums_[index(line, along)] + std::min(step, step_max);
            }
        }
    }
    int lines() const { return lines_; }
    double mean(int line, int from, int to) const {
        return to <= from ? 0 : (sums_[index(line, to)] - sums_[index(line, from)]) / (to - from);
    }
    double whole(int line) const { return mean(line, 0, length_); }

  private:
    static constexpr double step_max = 40;
    std::size_t index(int line, int along) const {
        return static_cast<std::size_t>(line) * static_cast<std::size_t>(length_ + 1) +
               static_cast<std::size_t>(along);
    }
    int lines_, length_;
    std::vector<double> sums_;
};

// Where a side may be: the strongest local peaks, and the picture's own border, for pictures that were cut to
// the card.
std::vector<int> sides_in(const Edges& edges) {
    std::vector<int> peaks;
    for (int at = 2; at + 2 < edges.lines(); ++at) {
        if (edges.whole(at) >= edges.whole(at - 1) && edges.whole(at) > edges.whole(at + 1))
            peaks.push_back(at);
    }
    std::sort(peaks.begin(), peaks.end(), [&](int a, int b) { return edges.whole(a) > edges.whole(b); });
    if (peaks.size() > candidates_max) peaks.resize(candidates_max);
    peaks.push_back(0);
    peaks.push_back(edges.lines() - 1);
    return peaks;
}

// A picture's border is a weak side: anything that shows the card's own edge is better.
double strength(const Edges& edges, int line, int from, int to) {
    constexpr double border_strength = 4;
    const double shown = edges.mean(line, from, to);
    const bool border = line == 0 || line == edges.lines() - 1;
    return border ? std::max(shown, border_strength) : shown;
}

struct Sides {
    int left{0}, top{0}, right{0}, bottom{0};
    double score{-1};
};

Sides best_box(Pix* small, double proportion) {
    const int width = pixGetWidth(small);
    const Edges columns(small, true), rows(small, false);
    const std::vector<int> across = sides_in(columns), down = sides_in(rows);
    Sides best;
    for (const int left : across) {
        for (const int right : across) {
            const double wide = right - left;
            if (wide < width * smallest_share) continue;
            for (const int top : down) {
                for (const int bottom : down) {
                    const double high = bottom - top;
                    if (high <= 0 || std::abs(wide / high / proportion - 1) > proportion_slack) continue;
                    const std::array<double, 4> sides{
                        strength(columns, left, top, bottom), strength(columns, right, top, bottom),
                        strength(rows, top, left, right), strength(rows, bottom, left, right)};
                    // All four sides must show, so the weakest counts most.
                    const double score = 3 * *std::min_element(sides.begin(), sides.end()) + sides[0] +
                                         sides[1] + sides[2] + sides[3] + 4 * wide / width;
                    if (score > best.score) best = {left, top, right, bottom, score};
                }
            }
        }
    }
    return best;
}

}  // namespace

core::Result<PixPtr> decode_grey(core::ByteView picture) {
    const PixPtr decoded(pixReadMem(picture.data(), picture.size()));
    if (!decoded) return core::invalid("picture.unreadable");
    const PixPtr plain(pixRemoveColormap(decoded.get(), REMOVE_CMAP_BASED_ON_SRC));
    PixPtr grey(plain ? pixConvertTo8(plain.get(), 0) : nullptr);
    if (!grey) return core::invalid("picture.unreadable");
    return grey;
}

core::Result<FoundCard> find_card(const PixPtr& grey, double width_mm, double height_mm) {
    FoundCard out;
    out.angle_degrees = skew_of(grey);
    const double radians = out.angle_degrees * std::numbers::pi / 180;
    out.straight =
        PixPtr(std::abs(out.angle_degrees) < 0.05 ? pixClone(grey.get())
                                                  : pixRotate(grey.get(), static_cast<float>(radians),
                                                              L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    if (!out.straight) return core::invalid("picture.unreadable");
    const double factor = double(search_width) / pixGetWidth(out.straight.get());
    const PixPtr small = scaled_to(out.straight.get(), factor);
    const Sides box = small ? best_box(small.get(), width_mm / height_mm) : Sides{};
    if (box.score < 0) return core::invalid("picture.no_card");
    out.left = static_cast<int>(std::lround(box.left / factor));
    out.top = static_cast<int>(std::lround(box.top / factor));
    out.width = static_cast<int>(std::lround((box.right - box.left) / factor));
    out.height = static_cast<int>(std::lround((box.bottom - box.top) / factor));
    out.dots_per_mm = (out.width / width_mm + out.height / height_mm) / 2;
    return out;
}

PixPtr cut_field(const FoundCard& card, double x_mm, double y_mm, double width_mm, double height_mm,
                 double margin_mm, double dots_per_mm) {
    const auto pixels = [&](double mm) { return static_cast<int>(std::lround(mm * card.dots_per_mm)); };
    BOX* box = boxCreate(card.left + pixels(x_mm - margin_mm), card.top + pixels(y_mm - margin_mm),
                         pixels(width_mm + 2 * margin_mm), pixels(height_mm + 2 * margin_mm));
    const PixPtr cut(pixClipRectangle(card.straight.get(), box, nullptr));
    boxDestroy(&box);
    if (!cut) return nullptr;
    const PixPtr sized = scaled_to(cut.get(), dots_per_mm / card.dots_per_mm);
    if (!sized) return nullptr;
    PixPtr even(pixBackgroundNorm(sized.get(), nullptr, nullptr, 10, 15, 100, 50, 255, 2, 2));
    return even ? std::move(even) : PixPtr(pixClone(sized.get()));
}

}  // namespace app
