#include "forms/pdf/form_look.h"

#include <algorithm>

namespace forms::pdf {

Box box_of(const forms::Box& b, double dx, double dy) { return {b.x + dx, b.y + dy, b.width, b.height}; }

TextStyle style_of(const TextLook& look) {
    TextStyle style;
    style.role = look.font;
    style.sizes_pt = look.sizes_pt;
    style.align = look.align == forms::AlignH::center  ? AlignH::centre
                  : look.align == forms::AlignH::right ? AlignH::right
                  : look.align == forms::AlignH::even  ? AlignH::even
                                                       : AlignH::left;
    style.align_v = look.valign == forms::AlignV::top      ? AlignV::top
                    : look.valign == forms::AlignV::bottom ? AlignV::bottom
                                                           : AlignV::middle;
    style.flow = look.flow == forms::Flow::line        ? Flow::line
                 : look.flow == forms::Flow::paragraph ? Flow::paragraph
                                                       : Flow::wrap;
    style.padding_mm = look.padding_mm;
    style.gray = look.gray;
    style.line_spacing = look.leading;
    style.vertical = look.vertical;
    return style;
}

TextStyle label_style(const TextLook& look) {
    TextStyle style = style_of(look);
    const double smallest = style.sizes_pt.back();
    for (double scale : {0.92, 0.85, 0.78, 0.7, 0.6}) style.sizes_pt.push_back(smallest * scale);
    return style;
}

std::optional<Ink> placed_ink(const forms::Ink& ink, const Box& box, const std::string& field) {
    constexpr double margin = 0.8;
    constexpr double mm = 0.001;
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (const forms::InkStroke& stroke : ink.strokes)
        for (const forms::InkPoint& p : stroke) {
            left = std::min(left, p.x_um * mm), right = std::max(right, p.x_um * mm);
            top = std::min(top, p.y_um * mm), bottom = std::max(bottom, p.y_um * mm);
        }
    if (right < left) return std::nullopt;
    const double scale = std::min({1.0, (box.width - 2 * margin) / std::max(right - left, 0.1),
                                   (box.height - 2 * margin) / std::max(bottom - top, 0.1)});
    if (scale <= 0) return std::nullopt;
    Ink placed{box, {}, 0.45, field};
    for (const forms::InkStroke& stroke : ink.strokes) {
        placed.strokes.emplace_back();
        for (const forms::InkPoint& p : stroke)
            placed.strokes.back().push_back({box.width / 2 + (p.x_um * mm - (left + right) / 2) * scale,
                                             box.height / 2 + (p.y_um * mm - (top + bottom) / 2) * scale});
    }
    return placed;
}

}  // namespace forms::pdf
