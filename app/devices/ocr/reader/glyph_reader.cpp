#include "app/devices/ocr/reader/glyph_reader.h"

#include <algorithm>
#include <cmath>

#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::size_t likest_kept = 9, others_kept = 8;

// Places by their width and where the first begins, in dots of the line.
struct Grid {
    double start{0}, width{0};
    double crossed{0};  // ink on the seams, per seam
    double score{1e9};  // the less the better
};

// Ink on the seams between places: the mean over three columns each.
double ink_on_seams(const std::vector<int>& columns, double start, double width, int places) {
    double sum = 0;
    for (int seam = 1; seam < places; ++seam) {
        const auto at = static_cast<int>(std::lround(start + seam * width));
        for (int column = at - 1; column <= at + 1; ++column) {
            if (column >= 0 && column < static_cast<int>(columns.size()))
                sum += columns[static_cast<std::size_t>(column)];
        }
    }
    return places > 1 ? sum / (3 * (places - 1)) : 0;
}

// Letters fill their place but for a little on each side; how much, and where the seams are, shows where they
// cross least ink.
void try_places(const std::vector<int>& columns, int height, int places, Grid& best) {
    const double ink_width = static_cast<double>(columns.size());
    for (double room = 0.0; room <= 0.45; room += 0.03) {  // white before the first and behind the last
        const double width = ink_width / (places - room);
        for (double share = 0.2; share <= 0.81; share += 0.1) {
            const double start = -room * share * width;
            const double crossed = ink_on_seams(columns, start, width, places);
            // Of equals the one whose letters nearly fill their places, with even room at both ends.
            const double score = crossed / height + 0.15 * std::abs(width / height - 1.08) +
                                 0.05 * std::abs(room - 0.1) + 0.02 * std::abs(share - 0.5);
            if (score < best.score) best = {start, width, crossed, score};
        }
    }
}

// Full-width letters are about as wide as high, so ink of this width holds so many of them, or a few less.
Grid best_grid(const std::vector<int>& columns, int height, int known) {
    constexpr double narrowest = 0.95, widest = 1.4;  // of the line's height
    Grid best;
    if (known > 0) {
        try_places(columns, height, known, best);
        return best;
    }
    const double ink_width = static_cast<double>(columns.size());
    const int fewest = std::max(1, static_cast<int>(ink_width / (height * (widest + 0.05))));
    const int most = static_cast<int>(ink_width / (height * (narrowest - 0.03))) + 1;
    for (int places = fewest; places <= most; ++places) {
        Grid grid;
        try_places(columns, height, places, grid);
        if (grid.width >= height * narrowest && grid.width <= height * widest && grid.score < best.score)
            best = grid;
    }
    return best;
}

// A seam moves to where least ink stands near it: no printer keeps its places to the dot, and a neighbour's
// stroke in the picture of a letter makes another letter of it.
int settled_seam(const std::vector<int>& columns, double seam, double width) {
    const int at = static_cast<int>(std::lround(seam)), reach = static_cast<int>(width * 0.13);
    const auto ink = [&](int column) {
        return column < 0 || column >= static_cast<int>(columns.size())
                   ? 0
                   : columns[static_cast<std::size_t>(column)];
    };
    int best = at;
    for (int away = 1; away <= reach && ink(best) > 0; ++away) {
        if (ink(at - away) < ink(best)) best = at - away;
        if (ink(at + away) < ink(best)) best = at + away;
    }
    return best;
}

// ツ and ッ have one shape; which it is shows by how much of its place it fills.
struct KanaSizes {
    std::u32string_view small{U"ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"};
    std::u32string_view large{U"あいうえおつやゆよわアイウエオツヤユヨワカケ"};
};

char32_t sized(char32_t c, bool large) {
    const KanaSizes sizes;
    std::size_t at = sizes.small.find(c);
    if (at == std::u32string_view::npos) at = sizes.large.find(c);
    if (at == std::u32string_view::npos) return c;
    return large ? sizes.large[at] : sizes.small[at];
}

double filled_share(const GreyCell& cell, double place) {
    int left = cell.width, right = 0, top = cell.height, bottom = 0;
    for (int y = 0; y < cell.height; ++y) {
        for (int x = 0; x < cell.width; ++x) {
            if (cell.ink[static_cast<std::size_t>(y * cell.width + x)] <= 255 - dark_below) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = std::max(bottom, y + 1);
        }
    }
    return std::max(right - left, bottom - top) / place;
}

GreyCell cell_of(Pix* grey, int left, int right) {
    GreyCell cell{right - left, pixGetHeight(grey), {}};
    for (int y = 0; y < cell.height; ++y) {
        const auto* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey);
        for (int x = left; x < right; ++x) {
            const bool inside = x >= 0 && x < pixGetWidth(grey);
            cell.ink.push_back(inside ? static_cast<std::uint8_t>(255 - GET_DATA_BYTE(row, x))
                                      : std::uint8_t{0});
        }
    }
    return cell;
}

bool is_blank(const GreyCell& cell) {
    const auto dark = std::count_if(cell.ink.begin(), cell.ink.end(),
                                    [](std::uint8_t ink) { return ink > 255 - dark_below; });
    return dark < cell.height / 8;
}

void offer(ReadSymbol& symbol, char32_t character, double likeness) {
    std::string text;
    core::append_utf8(text, character);
    const auto same = [&](const auto& other) { return other.first == text; };
    if (text == symbol.text || std::any_of(symbol.others.begin(), symbol.others.end(), same)) return;
    if (symbol.text.empty()) {
        symbol.text = text;
        symbol.confidence = likeness;
    } else if (symbol.others.size() < others_kept) {
        symbol.others.emplace_back(text, likeness);
    }
}

ReadSymbol symbol_of(const GlyphTable& table, const GreyCell& cell, double place) {
    constexpr double large_from = 0.63, other_size = 2.5;  // points that the other size is less likely
    const bool large = filled_share(cell, place) >= large_from;
    ReadSymbol symbol;
    for (const GlyphMatch& match : table.likest(shape_of(cell), likest_kept)) {
        offer(symbol, sized(match.character, large), match.likeness * 100);
        offer(symbol, sized(match.character, !large), match.likeness * 100 - other_size);
    }
    return symbol;
}

}  // namespace

std::vector<std::pair<int, int>> places_in(const PrintLine& line, std::size_t known) {
    constexpr double crossed_most = 0.12;  // of a place's height, seam for seam
    std::vector<std::pair<int, int>> out;
    const std::vector<int> columns = ink_along(line.print.get(), true);
    const int height = pixGetHeight(line.print.get());
    const Grid grid = best_grid(columns, height, static_cast<int>(known));
    if (grid.width <= 0 || (known == 0 && grid.crossed > crossed_most * height)) return out;
    int left = static_cast<int>(std::lround(grid.start));
    for (int place = 1; left + grid.width * 0.5 < static_cast<double>(columns.size()); ++place) {
        const int right = settled_seam(columns, grid.start + place * grid.width, grid.width);
        out.emplace_back(left, right);
        left = right;
    }
    return out;
}

SymbolRow read_glyphs(const GlyphTable& table, const std::vector<PrintLine>& lines, std::size_t known,
                      double dots_per_mm) {
    SymbolRow out;
    if (table.empty()) return out;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto places = places_in(lines[at], known);
        if (places.empty()) return {};
        const double place_width =
            double(places.back().second - places.front().first) / double(places.size());
        for (const auto& [left, right] : places) {
            const GreyCell cell = cell_of(lines[at].print.get(), left, right);
            ReadSymbol symbol = is_blank(cell) ? ReadSymbol{std::string(blank_symbol), 100}
                                               : symbol_of(table, cell, place_width);
            const auto hundredths = [&, first = lines[at].left](int x) {
                return static_cast<int>(std::lround((x + first) * 100 / dots_per_mm));
            };
            symbol.line = static_cast<int>(at);
            symbol.left = hundredths(left);
            symbol.right = hundredths(right);
            out.push_back(std::move(symbol));
        }
    }
    return out;
}

}  // namespace app
