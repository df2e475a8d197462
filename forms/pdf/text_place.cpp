#include "forms/pdf/text_place.h"

#include <algorithm>

namespace forms::pdf {
namespace {

constexpr double kEvenSpacingMaxEm = 3;  // 均等割付 beyond this looks like separate words

struct LinePlace {
    double x{0};
    double spacing_mm{0};
};

LinePlace place_of(const FittedLine& line, const TextStyle& style, const Box& box, double em) {
    const double inner = box.width - 2 * style.padding_mm;
    const double left = box.x + style.padding_mm;
    const double rest = inner - line.width * em;
    const std::size_t gaps = line.text.empty() ? 0 : line.text.size() - 1;
    switch (style.align) {
        case AlignH::left:
            return {left, 0};
        case AlignH::centre:
            return {left + rest / 2, 0};
        case AlignH::right:
            return {left + rest, 0};
        case AlignH::even:
            break;
    }
    if (gaps == 0 || rest <= 0) return {left + rest / 2, 0};
    const double spacing = std::min(rest / static_cast<double>(gaps), kEvenSpacingMaxEm * em);
    return {left + (rest - spacing * static_cast<double>(gaps)) / 2, spacing};
}

// Baseline of the first line, in mm from the top of the page.
double first_baseline(const Fitted& fitted, const TextStyle& style, const Box& box, double em) {
    const double between = style.line_spacing * static_cast<double>(fitted.lines.size() - 1) * em;
    const double block = em + between;
    const double highest = box.y + fitted.ascent * em;
    const double lowest = box.y + box.height - fitted.descent * em - between;
    double baseline = box.y + kEmAscent * em;
    if (style.align_v == AlignV::middle) baseline += (box.height - block) / 2;
    if (style.align_v == AlignV::bottom) baseline += box.height - block;
    return std::max(highest, std::min(baseline, lowest));
}

// Letters below each other, each centred on the column.
std::vector<PlacedRun> place_column(const Fitted& fitted, const TextStyle& style, const Box& box) {
    std::vector<PlacedRun> out;
    if (fitted.lines.empty()) return out;
    const double em = fitted.size_pt * kMmPerPoint;
    const auto gaps = static_cast<double>(fitted.lines.size() - 1);
    const double rest = box.height - 2 * style.padding_mm - em;  // for the steps from letter to letter
    double step = gaps > 0 ? rest / gaps : 0;
    if (style.align != AlignH::even) step = std::min(step, style.line_spacing * em);
    step = std::min(step, (1 + kEvenSpacingMaxEm) * em);
    double top = box.y + style.padding_mm;
    if (style.align_v == AlignV::middle || style.align == AlignH::even) top += (rest - step * gaps) / 2;
    if (style.align_v == AlignV::bottom && style.align != AlignH::even) top += rest - step * gaps;
    for (const FittedLine& line : fitted.lines) {
        const double x = box.x + (box.width - line.width * em) / 2;
        place_line(line, fitted.size_pt, {x, top + kEmAscent * em}, 0, style.gray, out);
        top += step;
    }
    return out;
}

}  // namespace

void place_line(const FittedLine& line, double size_pt, Point pen, double spacing_mm, double gray,
                std::vector<PlacedRun>& out) {
    const double em = size_pt * kMmPerPoint;
    bool joined = false;  // the next glyph stands where the last run's pen is
    for (const Picked& character : line.text) {
        const bool simple =
            character.glyphs.size() == 1 && character.glyphs[0].dx == 0 && character.glyphs[0].dy == 0;
        double x = pen.x;
        for (std::size_t i = 0; i < character.glyphs.size(); ++i) {
            const PickedGlyph& g = character.glyphs[i];
            if (!joined || !simple || out.back().face != character.face) {
                PlacedRun run{
                    character.face, size_pt, {x + g.dx * em, pen.y - g.dy * em}, spacing_mm, gray, 0, {}};
                out.push_back(std::move(run));
            }
            out.back().glyphs.push_back({g.glyph, i == 0 ? character.text : std::string()});
            x += g.advance * em;
            joined = simple;
        }
        pen.x += character.advance * em + spacing_mm;
    }
}

std::vector<PlacedRun> place_text(const Fitted& fitted, const TextStyle& style, const Box& box) {
    if (style.vertical) return place_column(fitted, style, box);
    std::vector<PlacedRun> out;
    const double em = fitted.size_pt * kMmPerPoint;
    double baseline = first_baseline(fitted, style, box, em);
    for (const FittedLine& line : fitted.lines) {
        const LinePlace place = place_of(line, style, box, em);
        place_line(line, fitted.size_pt, {place.x, baseline}, place.spacing_mm, style.gray, out);
        baseline += style.line_spacing * em;
    }
    return out;
}

}  // namespace forms::pdf
