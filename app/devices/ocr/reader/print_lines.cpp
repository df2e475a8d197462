#include "app/devices/ocr/reader/print_lines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace app {
namespace {

constexpr double line_gap_mm = 0.35;    // more than that parts two lines, less is inside a letter
constexpr double line_height_mm = 1.2;  // what is lower is dirt, or the edge of a neighbour
constexpr double row_ink_mm = 0.1;      // a row with less ink is none
constexpr double ground_share = 0.6, light_share = 0.9;

// What counts as ink: so large a share of the dots, so much darker than the ground. One thin letter in a wide
// field is less than a hundredth of it; so little must be black, or grain would count as print.
struct Ink {
    double share, contrast;
};
constexpr Ink much_ink{0.01, 20}, little_ink{0.002, 80};

l_uint8* row_of(Pix* grey, int y) {
    return reinterpret_cast<l_uint8*>(pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey));
}

// The grey value below which this share of the dots lies.
int value_at(const std::array<int, 256>& counts, double share) {
    int all = 0;
    for (const int count : counts) all += count;
    double sum = 0;
    for (std::size_t value = 0; value < counts.size(); ++value) {
        sum += counts[value];
        if (sum >= share * all) return static_cast<int>(value);
    }
    return 255;
}

// Ink to 0, ground to 255. Ground is what most dots are; how far it spreads upwards tells how far its pattern
// and grain reach downwards.
PixPtr cleaned(Pix* grey, const Ink& ink) {
    const int width = pixGetWidth(grey), height = pixGetHeight(grey);
    std::array<int, 256> counts{};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) ++counts[GET_DATA_BYTE(row_of(grey, y), x)];
    }
    const double ground = value_at(counts, ground_share), dark = value_at(counts, ink.share);
    const double spread = std::max(4.0, value_at(counts, light_share) - ground);
    const double white = std::min(ground - 8, std::max(ground - 2.5 * spread, dark + 30));
    if (white - dark < ink.contrast) return nullptr;  // nothing is printed there
    PixPtr out(pixCreate(width, height, 8));
    if (!out) return out;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double value = (GET_DATA_BYTE(row_of(grey, y), x) - dark) / (white - dark) * 255;
            SET_DATA_BYTE(row_of(out.get(), y), x, static_cast<l_uint8>(std::clamp(value, 0.0, 255.0)));
        }
    }
    return out;
}

struct Band {
    int from{0}, to{0};
};

// Rows that hold ink, parted where more than `gap` rows hold none.
std::vector<Band> bands_in(const std::vector<int>& ink, int least, int gap) {
    std::vector<Band> out;
    for (int at = 0; at < static_cast<int>(ink.size()); ++at) {
        if (ink[static_cast<std::size_t>(at)] < least) continue;
        if (out.empty() || at - out.back().to > gap) out.push_back({at, at});
        out.back().to = at + 1;
    }
    return out;
}

PixPtr cut(Pix* pix, int left, int top, int width, int height) {
    BOX* box = boxCreate(left, top, width, height);
    PixPtr out(pixClipRectangle(pix, box, nullptr));
    boxDestroy(&box);
    return out;
}

}  // namespace

std::vector<int> ink_along(Pix* grey, bool columns) {
    const int width = pixGetWidth(grey), height = pixGetHeight(grey);
    std::vector<int> out(static_cast<std::size_t>(columns ? width : height), 0);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            if (GET_DATA_BYTE(row_of(grey, y), x) < dark_below)
                ++out[static_cast<std::size_t>(columns ? x : y)];
        }
    }
    return out;
}

std::vector<PrintLine> print_lines(const PixPtr& strip, int most, double dots_per_mm) {
    std::vector<PrintLine> out;
    PixPtr clean = cleaned(strip.get(), much_ink);
    if (!clean) clean = cleaned(strip.get(), little_ink);
    if (!clean) return out;
    const auto dots = [&](double mm) { return std::max(1, static_cast<int>(std::lround(mm * dots_per_mm))); };
    std::vector<Band> bands = bands_in(ink_along(clean.get(), false), dots(row_ink_mm), dots(line_gap_mm));
    std::erase_if(bands, [&](const Band& band) { return band.to - band.from < dots(line_height_mm); });
    if (static_cast<int>(bands.size()) > most) {
        std::sort(bands.begin(), bands.end(),
                  [](const Band& a, const Band& b) { return a.to - a.from > b.to - b.from; });
        bands.resize(static_cast<std::size_t>(std::max(0, most)));
        std::sort(bands.begin(), bands.end(), [](const Band& a, const Band& b) { return a.from < b.from; });
    }
    for (const Band& band : bands) {
        const PixPtr whole = cut(clean.get(), 0, band.from, pixGetWidth(clean.get()), band.to - band.from);
        if (!whole) continue;
        const std::vector<int> columns = ink_along(whole.get(), true);
        const auto inked = [](int count) { return count > 0; };
        const auto first = std::find_if(columns.begin(), columns.end(), inked);
        const auto last = std::find_if(columns.rbegin(), columns.rend(), inked).base();
        if (first >= last) continue;
        const int left = static_cast<int>(first - columns.begin());
        PixPtr print = cut(whole.get(), left, 0, static_cast<int>(last - first), band.to - band.from);
        if (print) out.push_back({std::move(print), left, band.from});
    }
    return out;
}

PixPtr with_margin(const PrintLine& line, int margin) {
    Pix* print = line.print.get();
    PixPtr out(pixCreate(pixGetWidth(print) + 2 * margin, pixGetHeight(print) + 2 * margin, 8));
    if (!out) return out;
    pixSetAllArbitrary(out.get(), 255);
    pixRasterop(out.get(), margin, margin, pixGetWidth(print), pixGetHeight(print), PIX_SRC, print, 0, 0);
    return out;
}

}  // namespace app
