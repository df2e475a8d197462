#include "app/devices/ocr/reader/card_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace app {
namespace {

constexpr double skew_max_degrees = 9;
constexpr double proportion_slack = 0.035;
constexpr double smallest_share = 0.3;  // of the picture's width that a card takes at least
constexpr double sheet_from_mm = 150;   // wider than any card
constexpr double larger = 40;           // points of a box as wide as the picture; sides count up to 280

// How a card or a sheet is looked for, in a small copy of the picture. The frame of a sheet is one of many
// ruled lines, and is as thin as they are.
struct Search {
    int side;                // pixels of the copy's longer side
    std::size_t candidates;  // lines that may be a side, each way
};
constexpr Search for_card{480, 14}, for_sheet{800, 60};

PixPtr scaled_to(Pix* pix, double factor) {
    return PixPtr(pixScale(pix, static_cast<float>(factor), static_cast<float>(factor)));
}

// The angle by which text lines lean, from a small copy in which grain has been averaged away.
double skew_of(Pix* grey) {
    const double factor = std::min(1.0, 900.0 / std::max(1, pixGetWidth(grey)));
    const PixPtr small = scaled_to(grey, factor);
    const PixPtr even(pixBackgroundNormSimple(small.get(), nullptr, nullptr));
    const PixPtr black(pixThresholdToBinary(even ? even.get() : small.get(), 140));
    float angle = 0, trust = 0;
    if (!black ||
        pixFindSkewSweepAndSearch(black.get(), &angle, &trust, 2, 1, skew_max_degrees, 0.5F, 0.01F) != 0)
        return 0;
    return trust > 1.5F ? double(angle) : 0;
}

PixPtr turned(Pix* pix, double degrees) {
    if (std::abs(degrees) < 0.05) return PixPtr(pixClone(pix));
    const auto radians = static_cast<float>(degrees * std::numbers::pi / 180);
    return PixPtr(pixRotate(pix, radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
}

// Steps of grey across one direction, summed up along the other, so that the mean of any stretch of a side is
// two look-ups away. Columns: at(x, y) sums the steps to the left and right of column x down to row y.
class Edges {
  public:
    Edges(Pix* pix, bool columns)
        : lines_(columns ? pixGetWidth(pix) : pixGetHeight(pix)),
          length_(columns ? pixGetHeight(pix) : pixGetWidth(pix)),
          sums_(static_cast<std::size_t>(lines_) * static_cast<std::size_t>(length_ + 1), 0) {
        void** rows = pixGetLinePtrs(pix, nullptr);
        const auto grey = [&](int line, int along) {
            const int x = columns ? line : along, y = columns ? along : line;
            return static_cast<double>(GET_DATA_BYTE(rows[y], x));
        };
        for (int line = 0; line < lines_; ++line) {
            const int low = std::max(0, line - 1), high = std::min(lines_ - 1, line + 1);
            for (int along = 0; along < length_; ++along) {
                const double step = std::abs(grey(low, along) - grey(high, along));
                sums_[index(line, along + 1)] = sums_[index(line, along)] + std::min(step, step_max);
            }
        }
        lept_free(rows);
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
std::vector<int> sides_in(const Edges& edges, std::size_t most) {
    std::vector<int> peaks;
    for (int at = 2; at + 2 < edges.lines(); ++at) {
        if (edges.whole(at) >= edges.whole(at - 1) && edges.whole(at) > edges.whole(at + 1))
            peaks.push_back(at);
    }
    std::sort(peaks.begin(), peaks.end(), [&](int a, int b) { return edges.whole(a) > edges.whole(b); });
    if (peaks.size() > most) peaks.resize(most);
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
    double weakest{0};  // mean step of the side that shows least
};

Sides best_box(Pix* small, double proportion, std::size_t candidates) {
    const int width = pixGetWidth(small);
    const Edges columns(small, true), rows(small, false);
    const std::vector<int> across = sides_in(columns, candidates), down = sides_in(rows, candidates);
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
                    // All four sides must show, so the weakest counts most. A photo or a frame on the card
                    // may show more clearly, so the larger box is preferred.
                    const double weakest = *std::min_element(sides.begin(), sides.end());
                    const double score =
                        3 * weakest + sides[0] + sides[1] + sides[2] + sides[3] + larger * wide / width;
                    if (score > best.score) best = {left, top, right, bottom, score, weakest};
                }
            }
        }
    }
    return best;
}

struct Turned {
    double degrees{0};
    Sides sides;
};

Turned at_angle(Pix* small, double degrees, double proportion, std::size_t candidates) {
    const PixPtr pix = turned(small, degrees);
    return {degrees, pix ? best_box(pix.get(), proportion, candidates) : Sides{}};
}

// Where the text lines do not tell the angle, the sides do: they show sharpest when they stand upright. They
// tell its last half degree in any case.
Turned best_angle(Pix* small, double guess, double proportion, std::size_t candidates) {
    constexpr double clear_side = 12;
    Turned best = at_angle(small, guess, proportion, candidates);
    const auto try_angle = [&](double degrees) {
        const Turned at = at_angle(small, degrees, proportion, candidates);
        if (at.sides.score > best.sides.score) best = at;
    };
    if (best.sides.weakest < clear_side) {
        for (double degrees = -6; degrees <= 6; degrees += 1) try_angle(degrees);
    }
    for (const double step : {0.5, 0.25, 0.12}) {
        const double middle = best.degrees;
        try_angle(middle - step);
        try_angle(middle + step);
    }
    return best;
}

}  // namespace

core::Result<PixPtr> decode_grey(core::ByteView picture) {
    const PixPtr decoded(pixReadMem(picture.data(), picture.size()));
    if (!decoded) return core::invalid("face.unreadable");
    const PixPtr plain(pixRemoveColormap(decoded.get(), REMOVE_CMAP_BASED_ON_SRC));
    PixPtr grey(plain ? pixConvertTo8(plain.get(), 0) : nullptr);
    if (!grey) return core::invalid("face.unreadable");
    return grey;
}

core::Result<FoundCard> find_card(const PixPtr& grey, double width_mm, double height_mm) {
    const Search& search = width_mm < sheet_from_mm ? for_card : for_sheet;
    const double factor = double(search.side) / std::max(pixGetWidth(grey.get()), pixGetHeight(grey.get()));
    const PixPtr small = scaled_to(grey.get(), factor);
    if (!small) return core::invalid("face.unreadable");
    const Turned best = best_angle(small.get(), skew_of(grey.get()), width_mm / height_mm, search.candidates);
    const Sides& box = best.sides;
    if (box.score < 0) return core::invalid("face.no_card");
    FoundCard out;
    out.angle_degrees = best.degrees;
    out.straight = turned(grey.get(), best.degrees);
    if (!out.straight) return core::invalid("face.unreadable");
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
