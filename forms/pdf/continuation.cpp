#include "forms/pdf/continuation.h"

#include <algorithm>

#include "forms/pdf/text_fit.h"

namespace forms::pdf {
namespace {

constexpr double kMarginMm = 20;
constexpr double kNumberWidthMm = 14;
constexpr double kLabelWidthMm = 46;
constexpr double kTopMm = 34;
constexpr double kBottomMm = 24;
constexpr double kRowMinMm = 9;
constexpr double kRowPaddingMm = 2.5;
constexpr double kTextSizePt = 10.5;

// Words of the sheet are set in the face of the forms' own labels, whose letters the file mostly holds
// already.
TextStyle cell_style(AlignH align) {
    TextStyle style;
    style.role = "gothic";
    style.sizes_pt = {9.5, 9, 8, 7};
    style.align = align;
    style.padding_mm = 2;
    return style;
}

TextStyle value_style() {
    TextStyle style = cell_style(AlignH::left);
    style.role = "mincho";
    style.sizes_pt = {kTextSizePt};
    style.flow = Flow::paragraph;
    style.line_spacing = 1.4;
    return style;
}

// Splits at a line's end; a text that was one paragraph stays one in what is left.
std::string lines_text(const Fitted& fitted, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
        for (const Picked& p : fitted.lines[i].text) out += p.text;
        if (i + 1 < end) out += "\n";
    }
    return out;
}

void heading(Page& page, const Document& document) {
    TextStyle style;
    style.role = "gothic";
    style.sizes_pt = {14, 12, 10};
    style.align = AlignH::centre;
    page.items.push_back(TextBox{{kMarginMm, 14, page.width_mm - 2 * kMarginMm, 10},
                                 document.continuation.title,
                                 style,
                                 Layer::value,
                                 {},
                                 {}});
    TextStyle form = cell_style(AlignH::left);
    form.sizes_pt = {9, 8, 7, 6};
    form.padding_mm = 0;
    page.items.push_back(TextBox{
        {kMarginMm, 25, page.width_mm - 2 * kMarginMm, 6}, document.title, form, Layer::value, {}, {}});
}

void row(Page& page, double y, double height, const Overflowed& entry, const std::string& text) {
    const double width = page.width_mm - 2 * kMarginMm;
    const Box whole{kMarginMm, y, width, height};
    page.items.push_back(Rect{whole, 0.2, -1, false, Layer::value});
    for (double x : {kMarginMm + kNumberWidthMm, kMarginMm + kNumberWidthMm + kLabelWidthMm})
        page.items.push_back(Rule{{x, y}, {x, y + height}, 0.15, false, Layer::value});
    page.items.push_back(TextBox{{kMarginMm, y, kNumberWidthMm, height},
                                 std::to_string(entry.number),
                                 cell_style(AlignH::centre),
                                 Layer::value,
                                 {},
                                 {}});
    page.items.push_back(TextBox{{kMarginMm + kNumberWidthMm, y, kLabelWidthMm, height},
                                 entry.label,
                                 cell_style(AlignH::left),
                                 Layer::value,
                                 {},
                                 {}});
    const double x = kMarginMm + kNumberWidthMm + kLabelWidthMm;
    page.items.push_back(TextBox{{x, y, width - kNumberWidthMm - kLabelWidthMm, height},
                                 text,
                                 value_style(),
                                 Layer::value,
                                 entry.field,
                                 {}});
}

}  // namespace

Page continuation_page(const Document& document, const std::vector<Overflowed>& entries, std::size_t& at,
                       std::string& rest, const FontBook& book) {
    Page page;
    if (!document.pages.empty()) page.width_mm = document.pages.front().width_mm;
    if (!document.pages.empty()) page.height_mm = document.pages.front().height_mm;
    page.items = document.continuation.fixed;
    heading(page, document);

    const TextStyle style = value_style();
    const double em = kTextSizePt * kMmPerPoint;
    const double text_width = page.width_mm - 2 * kMarginMm - kNumberWidthMm - kLabelWidthMm;
    double y = kTopMm;
    const double bottom = page.height_mm - kBottomMm;
    while (at < entries.size()) {
        const std::string text = rest.empty() ? entries[at].text : rest;
        const Fitted fitted = wrap_text(book, style, text, text_width, kTextSizePt);
        const double room = bottom - y - 2 * kRowPaddingMm - em * (fitted.ascent + fitted.descent);
        const auto lines_that_fit =
            room < 0 ? 0 : static_cast<std::size_t>(room / (style.line_spacing * em)) + 1;
        if (lines_that_fit < fitted.lines.size() && y > kTopMm) break;  // begin it on the next sheet
        const std::size_t taken = std::min(std::max<std::size_t>(lines_that_fit, 1), fitted.lines.size());
        const double text_height =
            em * (fitted.ascent + fitted.descent + style.line_spacing * static_cast<double>(taken - 1));
        const double height = std::max(kRowMinMm, text_height + 2 * kRowPaddingMm);
        row(page, y, height, entries[at], lines_text(fitted, 0, taken));
        y += height;
        rest = lines_text(fitted, taken, fitted.lines.size());
        if (!rest.empty()) break;
        ++at;
    }
    return page;
}

}  // namespace forms::pdf
