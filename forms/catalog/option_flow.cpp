#include "forms/catalog/option_flow.h"

#include <algorithm>

#include "forms/catalog/layout_reader.h"

namespace forms {

namespace {

constexpr double gap_mm = 2.2;  // between two options
constexpr double after_mark_mm = 0.6;

struct Measures {
    double size_pt;
    double mark;
    double count;      // width for the number of copies
    std::string unit;  // 通
    const DataNode* notes;
};

double note_width(const Measures& m, const Option& option) {
    return m.notes ? m.notes->number_of(option.value, 0) : 0;
}

double width_of(const Measures& m, const Option& option) {
    double width = m.mark + after_mark_mm + text_width_mm(option.label, m.size_pt);
    if (m.count > 0) width += m.count + text_width_mm(m.unit, m.size_pt);
    const double note = note_width(m, option);
    if (note > 0) width += note + text_width_mm("（）", m.size_pt);
    return width;
}

// Places one option at x on the line [y, y + height]; with `column` wide, the count goes to the right edge.
void place_one(const Measures& m, const Option& option, double x, double y, double height, double column,
               std::vector<OptionBox>& out) {
    OptionBox box;
    box.value = option.value;
    box.label = option.label;
    box.mark = {x, y + (height - m.mark) / 2, m.mark, m.mark};
    const double text_x = x + m.mark + after_mark_mm;
    const double text_width = text_width_mm(option.label, m.size_pt);
    box.text = {text_x, y, text_width, height};
    const double unit = text_width_mm(m.unit, m.size_pt);
    if (m.count > 0) {
        const double right = column > 0 ? x + column - gap_mm : text_x + text_width + m.count + unit;
        box.count = {right - unit - m.count, y, m.count, height};
        box.unit = {right - unit, y, unit, height};
        box.unit_label = m.unit;
    }
    if (const double note = note_width(m, option); note > 0) {
        const double bracket = text_width_mm("（", m.size_pt);
        box.note = {text_x + text_width + bracket, y, note, height};
    }
    out.push_back(box);
}

// The options, line by line. Options that `rows` does not name are printed nowhere; form check reports them.
std::vector<std::vector<const Option*>> lines_of(const DataNode* spec, const std::vector<Option>& options,
                                                 const Measures& m, double width) {
    std::vector<std::vector<const Option*>> lines;
    if (const auto* rows = spec ? spec->find("rows") : nullptr) {
        for (const auto& row : rows->items) {
            lines.emplace_back();
            for (const auto& item : row.items)
                for (const auto& option : options)
                    if (option.value == item.text) lines.back().push_back(&option);
        }
        return lines;
    }
    double x = 0;
    lines.emplace_back();
    for (const auto& option : options) {
        const double needed = width_of(m, option);
        if (!lines.back().empty() && x + needed > width + 0.01) {
            lines.emplace_back();
            x = 0;
        }
        lines.back().push_back(&option);
        x += needed + gap_mm;
    }
    return lines;
}

bool place_columns(const Measures& m, const std::vector<Option>& options, const Box& box, std::size_t columns,
                   std::vector<OptionBox>& out) {
    const std::size_t rows = (options.size() + columns - 1) / columns;
    const double width = box.width / static_cast<double>(columns);
    const double height = box.height / static_cast<double>(std::max<std::size_t>(rows, 1));
    bool fits = height >= m.size_pt * mm_per_point;
    for (std::size_t i = 0; i < options.size(); ++i) {
        // Down first, then right: people read a column of options as one list.
        const double x = box.x + width * static_cast<double>(i / rows);
        place_one(m, options[i], x, box.y + height * static_cast<double>(i % rows), height, width, out);
        fits = fits && width_of(m, options[i]) <= width + 0.01;
    }
    return fits;
}

}  // namespace

bool place_options(const DataNode& owner, const std::vector<Option>& options, bool counted, const Box& box,
                   double size_pt, std::vector<OptionBox>& out) {
    const DataNode* spec = owner.find("options");
    Measures m;
    m.size_pt = size_pt;
    m.mark = size_pt * mm_per_point * 0.85;
    m.count = counted ? (spec ? spec->number_of("count", 8) : 8) : 0;
    m.unit = counted ? (spec ? spec->text_of("unit", "通") : "通") : "";
    m.notes = spec ? spec->find("note") : nullptr;
    if (const double columns = spec ? spec->number_of("columns") : 0; columns >= 1)
        return place_columns(m, options, box, static_cast<std::size_t>(columns), out);
    const auto lines = lines_of(spec, options, m, box.width);
    const double height = box.height / static_cast<double>(lines.size());
    bool fits = height >= size_pt * mm_per_point;
    for (std::size_t row = 0; row < lines.size(); ++row) {
        double x = box.x;
        for (const auto* option : lines[row]) {
            place_one(m, *option, x, box.y + height * static_cast<double>(row), height, 0, out);
            x += width_of(m, *option) + gap_mm;
        }
        fits = fits && (lines[row].empty() || x - gap_mm <= box.right() + 0.01);
    }
    return fits;
}

}  // namespace forms
