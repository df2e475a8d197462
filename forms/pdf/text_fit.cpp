#include "forms/pdf/text_fit.h"

#include <algorithm>

#include "forms/pdf/line_break.h"

namespace forms::pdf {
namespace {

constexpr const char* kGeta = "〓";  // the printer's mark for a sort that is missing
constexpr double kRoundingMm = 0.005;

using Paragraph = std::vector<Picked>;

// Glyphs of every paragraph; lines of the source are paragraphs.
std::vector<Paragraph> pick_all(const FontBook& book, const TextStyle& style, const std::string& text,
                                std::vector<MissingGlyph>& missing) {
    std::vector<Paragraph> out(1);
    for (const Cluster& cluster : clusters_of(text)) {
        if (cluster.text == "\n") {
            out.emplace_back();
            continue;
        }
        std::optional<Picked> picked = book.pick(style.role, cluster, style.vertical);
        if (!picked) {
            missing.push_back({cluster.text, cluster.code_points, {}});
            picked = book.pick(style.role, clusters_of(kGeta).front());
        }
        if (picked) out.back().push_back(std::move(*picked));
    }
    return out;
}

FittedLine line_of(const Paragraph& text, std::size_t begin, std::size_t end) {
    FittedLine line;
    line.text.assign(text.begin() + static_cast<std::ptrdiff_t>(begin),
                     text.begin() + static_cast<std::ptrdiff_t>(end));
    for (const Picked& p : line.text) line.width += p.advance;
    return line;
}

std::vector<FittedLine> unbroken(const std::vector<Paragraph>& paragraphs) {
    std::vector<FittedLine> lines;
    for (const Paragraph& p : paragraphs) lines.push_back(line_of(p, 0, p.size()));
    return lines;
}

std::vector<FittedLine> wrapped(const std::vector<Paragraph>& paragraphs, double width_em) {
    std::vector<FittedLine> lines;
    for (const Paragraph& p : paragraphs) {
        for (const LineRange& range : break_lines(p, width_em))
            lines.push_back(line_of(p, range.begin, range.end));
        if (p.empty()) lines.emplace_back();
    }
    return lines;
}

void measure_ink(Fitted& fitted) {
    fitted.ascent = kEmAscent;
    fitted.descent = kEmDescent;
    if (fitted.lines.empty()) return;
    for (const Picked& p : fitted.lines.front().text) fitted.ascent = std::max(fitted.ascent, p.ink_top);
    for (const Picked& p : fitted.lines.back().text) fitted.descent = std::max(fitted.descent, p.ink_bottom);
}

bool inside(const Fitted& fitted, const TextStyle& style, double width_mm, double height_mm) {
    const double em = fitted.size_pt * kMmPerPoint;
    for (const FittedLine& line : fitted.lines)
        if (line.width * em > width_mm + kRoundingMm) return false;
    const double between = style.line_spacing * static_cast<double>(fitted.lines.size() - 1);
    return (fitted.ascent + fitted.descent + between) * em <= height_mm + kRoundingMm;
}

// One column, a character a line; "\n" is not a turn here. Runs over what would be the width of a line.
Fitted fit_column(const TextStyle& style, const std::vector<Paragraph>& paragraphs,
                  std::vector<MissingGlyph> missing, double width_mm, double height_mm) {
    Fitted out;
    out.missing = std::move(missing);
    for (const Paragraph& p : paragraphs)
        for (std::size_t i = 0; i < p.size(); ++i) out.lines.push_back(line_of(p, i, i + 1));
    for (double size : style.sizes_pt) {
        out.size_pt = size;
        const double em = size * kMmPerPoint;
        const double needed = static_cast<double>(out.lines.size()) * em + 2 * style.padding_mm;
        out.fits = needed <= height_mm + kRoundingMm && em <= width_mm + kRoundingMm;
        if (out.fits) break;
    }
    return out;
}

}  // namespace

Fitted fit_text(const FontBook& book, const TextStyle& style, const std::string& text, double width_mm,
                double height_mm) {
    Fitted out;
    const std::vector<Paragraph> paragraphs = pick_all(book, style, text, out.missing);
    if (style.vertical) return fit_column(style, paragraphs, std::move(out.missing), width_mm, height_mm);
    const double inner = width_mm - 2 * style.padding_mm;
    const auto tried = [&](double size, bool wrap) {
        out.size_pt = size;
        out.lines = wrap ? wrapped(paragraphs, inner / (size * kMmPerPoint)) : unbroken(paragraphs);
        measure_ink(out);
        return inside(out, style, inner, height_mm);
    };
    if (style.flow != Flow::paragraph)
        for (double size : style.sizes_pt)
            if ((out.fits = tried(size, false))) return out;
    if (style.flow != Flow::line)
        for (double size : style.sizes_pt)
            if ((out.fits = tried(size, true))) return out;
    return out;
}

Fitted wrap_text(const FontBook& book, const TextStyle& style, const std::string& text, double width_mm,
                 double size_pt) {
    Fitted out;
    const std::vector<Paragraph> paragraphs = pick_all(book, style, text, out.missing);
    out.size_pt = size_pt;
    out.lines = wrapped(paragraphs, (width_mm - 2 * style.padding_mm) / (size_pt * kMmPerPoint));
    measure_ink(out);
    out.fits = true;
    return out;
}

}  // namespace forms::pdf
