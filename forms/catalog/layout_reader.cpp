#include "forms/catalog/layout_reader.h"

#include <algorithm>

#include "forms/catalog/option_flow.h"
#include "forms/core/text.h"

namespace forms {

namespace {

constexpr double kClearOfLineMm = 1.2;

// Where the parts of an element go: the page itself, or a row of a table, which the page repeats.
struct Target {
    std::vector<Label>* labels;
    std::vector<FieldBox>* fields;
    const FormField* persons{nullptr};  // whose columns are meant; null: the form's own fields
    double x{0}, y{0};                  // added to every place
};

class LayoutReader {
  public:
    LayoutReader(const std::string& file, const FormDefinition& form, Problems& problems)
        : file_(file), form_(form), problems_(problems) {}

    Layout read(const DataNode& root) {
        Layout layout;
        layout.id = file_;
        const std::string page = root.text_of("page", "A4 portrait");
        if (page == "A4 landscape") std::swap(layout.width_mm, layout.height_mm);
        if (page != "A4 landscape" && page != "A4 portrait") report(root, "forms.page_unknown", page);
        field_look_.sizes_pt = {10.5, 9, 8, 7, 6};
        label_look_.sizes_pt = {8};
        label_look_.align = AlignH::center;
        if (const auto* defaults = root.find("defaults")) {
            if (const auto* look = defaults->find("label")) label_look_ = read_look(*look, label_look_);
            if (const auto* look = defaults->find("field")) field_look_ = read_look(*look, field_look_);
        }
        const auto* pages = root.find("pages");
        if (!pages || pages->items.empty()) report(root, "forms.layout_without_page", "");
        if (pages)
            for (const auto& item : pages->items) layout.pages.push_back(read_page(item));
        return layout;
    }

  private:
    void report(const DataNode& node, std::string reason, std::string detail) {
        problems_.push_back({file_, node.line, std::move(reason), std::move(detail)});
    }

    LayoutPage read_page(const DataNode& node) {
        LayoutPage page;
        page_ = &page;
        const Target target{&page.labels, &page.fields, nullptr, 0, 0};
        if (const auto* elements = node.find("elements"))
            for (const auto& element : elements->items) read_element(element, target);
        return page;
    }

    bool read_box(const DataNode& node, const Target& target, Box& out) {
        const auto at = node.numbers_of("at");
        if (at.size() != 4) {
            report(node, "forms.element_without_place", node.text_of("draw"));
            return false;
        }
        out = {at[0] + target.x, at[1] + target.y, at[2], at[3]};
        return true;
    }

    void read_element(const DataNode& node, const Target& target) {
        const std::string draw = node.text_of("draw", node.find("field")  ? "field"
                                                      : node.find("text") ? "text"
                                                                          : "");
        if (draw == "line") return read_line(node, target);
        if (draw == "grid") return read_grid(node, target);
        if (draw == "rows") return read_rows(node, target);
        Box box;
        if (!read_box(node, target, box)) return;
        if (draw == "rect")
            page_->frames.push_back(
                {box, node.number_of("line", 0.15), node.number_of("fill", 1), node.flag_of("dashed")});
        else if (draw == "text")
            target.labels->push_back({box, node.text_of("text"), read_look(node, label_look_)});
        else if (draw == "field")
            read_field(node, target, box);
        else if (draw == "page_number")
            page_->page_numbers.push_back({box, "{page}/{pages}", read_look(node, label_look_)});
        else if (draw == "state")
            page_->states.push_back({box, "", read_look(node, label_look_)});
        else if (draw == "code")
            page_->codes.push_back(box);
        else
            report(node, "forms.element_unknown", draw);
    }

    void read_line(const DataNode& node, const Target& target) {
        const auto from = node.numbers_of("from"), to = node.numbers_of("to");
        if (from.size() != 2 || to.size() != 2) return report(node, "forms.element_without_place", "line");
        page_->lines.push_back({from[0] + target.x, from[1] + target.y, to[0] + target.x, to[1] + target.y,
                                node.number_of("line", 0.15), node.flag_of("dashed")});
    }

    const FormField* find_field(const Target& target, const std::string& id) const {
        if (!target.persons) return form_.field(id);
        for (const auto& column : target.persons->columns)
            if (column.id == id) return &column;
        return nullptr;
    }

    static FieldStyle style_of(const std::string& name, bool& known) {
        static const std::pair<std::string_view, FieldStyle> styles[] = {
            {"text", FieldStyle::text},           {"wareki", FieldStyle::wareki},
            {"options", FieldStyle::options},     {"digits", FieldStyle::digits},
            {"signature", FieldStyle::signature}, {"office", FieldStyle::office}};
        for (const auto& [word, style] : styles)
            if (word == name) return style;
        known = false;
        return FieldStyle::text;
    }

    void read_field(const DataNode& node, const Target& target, const Box& box) {
        FieldBox field;
        field.field = node.text_of("field");
        field.line = node.line;
        field.box = box;
        field.look = read_look(node, field_look_);
        bool style_known = true;
        field.style = style_of(node.text_of("style", "text"), style_known);
        if (!style_known) report(node, "forms.style_unknown", node.text_of("style"));
        field.eras = node.texts_of("eras");
        for (const double group : node.numbers_of("groups")) field.groups.push_back(static_cast<int>(group));
        field.before = node.text_of("before");
        field.after = node.text_of("after");
        const auto* definition = find_field(target, field.field);
        if (!definition) return report(node, "forms.field_unknown", field.field);
        if (field.style == FieldStyle::options && !flow_options(node, *definition, field))
            report(node, "forms.options_too_wide", field.field);
        target.fields->push_back(std::move(field));
    }

    static bool flow_with(double pad, const DataNode& node, const FormField& definition, FieldBox& field) {
        const Box inner{field.box.x + pad, field.box.y, field.box.width - 2 * pad, field.box.height};
        field.options.clear();
        return place_options(node, definition.options, definition.counted, inner, field.look.sizes_pt.front(),
                             field.options);
    }
    static double last_line(const FieldBox& field) {
        return field.options.empty() ? 0 : field.options.back().text.height;
    }

    // Squares stand clear of the cell's line where that costs no further line.
    static bool flow_options(const DataNode& node, const FormField& definition, FieldBox& field) {
        const bool fits = flow_with(field.look.padding_mm, node, definition, field);
        const double height = last_line(field);
        if (field.look.padding_mm >= kClearOfLineMm ||
            (flow_with(kClearOfLineMm, node, definition, field) && last_line(field) == height))
            return fits;
        return flow_with(field.look.padding_mm, node, definition, field);
    }

    // Lines of a grid stand between cells that are not joined; `owner` says which cell covers a place.
    void read_grid(const DataNode& node, const Target& target) {
        const auto at = node.numbers_of("at"), widths = node.numbers_of("widths"),
                   heights = node.numbers_of("heights");
        if (at.size() < 2 || widths.empty() || heights.empty() || widths.size() > 100 || heights.size() > 100)
            return report(node, "forms.element_without_place", "grid");
        const double x0 = at[0] + target.x, y0 = at[1] + target.y;
        std::vector<double> xs{x0}, ys{y0};
        for (const double w : widths) xs.push_back(xs.back() + w);
        for (const double h : heights) ys.push_back(ys.back() + h);
        std::vector<int> owner(widths.size() * heights.size(), -1);
        int next = 0;
        if (const auto* cells = node.find("cells"))
            for (const auto& cell : cells->items) read_cell(cell, target, xs, ys, owner, next++);
        for (auto& id : owner)
            if (id < 0) id = next++;
        rule_grid(xs, ys, owner, node.number_of("line", 0.15));
        page_->frames.push_back(
            {{x0, y0, xs.back() - x0, ys.back() - y0}, node.number_of("frame", 0.35), 1, false});
    }

    void read_cell(const DataNode& cell, const Target& target, const std::vector<double>& xs,
                   const std::vector<double>& ys, std::vector<int>& owner, int id) {
        const double row = cell.number_of("r"), column = cell.number_of("c");
        const double rows = cell.number_of("rs", 1), columns = cell.number_of("cs", 1);
        if (row < 0 || column < 0 || rows < 1 || columns < 1 ||
            row + rows > static_cast<double>(ys.size() - 1) ||
            column + columns > static_cast<double>(xs.size() - 1))
            return report(cell, "forms.cell_outside_grid", cell.text_of("text", cell.text_of("field")));
        const auto r0 = static_cast<std::size_t>(row), c0 = static_cast<std::size_t>(column);
        const auto r1 = r0 + static_cast<std::size_t>(rows), c1 = c0 + static_cast<std::size_t>(columns);
        for (std::size_t r = r0; r < r1; ++r)
            for (std::size_t c = c0; c < c1; ++c) {
                int& place = owner[r * (xs.size() - 1) + c];
                if (place >= 0)
                    report(cell, "forms.cells_overlap", cell.text_of("text", cell.text_of("field")));
                place = id;
            }
        const Box box{xs[c0], ys[r0], xs[c1] - xs[c0], ys[r1] - ys[r0]};
        if (const double fill = cell.number_of("fill", 1); fill < 1)
            page_->frames.push_back({box, 0, fill, false});
        if (cell.find("text"))
            target.labels->push_back({box, cell.text_of("text"), read_look(cell, label_look_)});
        if (cell.find("field")) read_field(cell, target, box);
        if (const auto* parts = cell.find("parts")) {
            Target inner = target;
            inner.x = box.x;
            inner.y = box.y;
            for (const auto& part : parts->items) read_element(part, inner);
        }
    }

    // Neighbouring pieces of one line are joined, so that a long line is one line.
    void rule_grid(const std::vector<double>& xs, const std::vector<double>& ys,
                   const std::vector<int>& owner, double width) {
        const std::size_t columns = xs.size() - 1, rows = ys.size() - 1;
        for (std::size_t r = 1; r < rows; ++r)
            for (std::size_t c = 0, from = 0; c <= columns; ++c) {
                const bool ruled = c < columns && owner[(r - 1) * columns + c] != owner[r * columns + c];
                if (ruled) continue;
                if (c > from) page_->lines.push_back({xs[from], ys[r], xs[c], ys[r], width, false});
                from = c + 1;
            }
        for (std::size_t c = 1; c < columns; ++c)
            for (std::size_t r = 0, from = 0; r <= rows; ++r) {
                const bool ruled = r < rows && owner[r * columns + c - 1] != owner[r * columns + c];
                if (ruled) continue;
                if (r > from) page_->lines.push_back({xs[c], ys[from], xs[c], ys[r], width, false});
                from = r + 1;
            }
    }

    void read_rows(const DataNode& node, const Target& target) {
        RowTable table;
        table.field = node.text_of("field");
        table.line = node.line;
        table.rows = static_cast<int>(node.number_of("rows"));
        if (!read_box(node, target, table.first)) return;
        const auto* persons = form_.field(table.field);
        if (!persons || persons->type != FieldType::persons)
            return report(node, "forms.field_unknown", table.field);
        if (table.rows < 1 || table.rows > 50) return report(node, "forms.rows_impossible", table.field);
        const Target row{&table.labels, &table.cells, persons, 0, 0};
        if (const auto* cells = node.find("cells"))
            for (const auto& cell : cells->items) read_element(cell, row);
        const auto* rules = node.find("rules");
        for (int n = 0; n < table.rows; ++n) {
            const Box& first = table.first;
            const double y = first.y + n * first.height;
            if (rules)
                for (const auto& rule : rules->items)
                    read_line(rule, {&table.labels, &table.cells, nullptr, first.x, y});
            if (n > 0)
                page_->lines.push_back({first.x, y, first.right(), y, node.number_of("line", 0.15), false});
        }
        page_->frames.push_back(
            {{table.first.x, table.first.y, table.first.width, table.first.height * table.rows},
             node.number_of("frame", 0.35),
             1,
             false});
        page_->tables.push_back(std::move(table));
    }

    template <class Enum>
    void read_word(const DataNode& node, std::string_view key,
                   std::initializer_list<std::pair<std::string_view, Enum>> words, Enum& out) {
        const auto* value = node.find(key);
        if (!value) return;
        for (const auto& [word, meaning] : words)
            if (value->text == word) {
                out = meaning;
                return;
            }
        report(*value, "forms.word_unknown", std::string(key) + " " + value->text);
    }

    TextLook read_look(const DataNode& node, TextLook look) {
        look.font = node.text_of("font", look.font);
        if (look.font != "mincho" && look.font != "gothic")
            report(node, "forms.word_unknown", "font " + look.font);
        if (auto sizes = node.numbers_of("sizes"); !sizes.empty()) look.sizes_pt = std::move(sizes);
        read_word<AlignH>(node, "align",
                          {{"left", AlignH::left},
                           {"center", AlignH::center},
                           {"right", AlignH::right},
                           {"even", AlignH::even}},
                          look.align);
        read_word<AlignV>(node, "valign",
                          {{"top", AlignV::top}, {"middle", AlignV::middle}, {"bottom", AlignV::bottom}},
                          look.valign);
        read_word<Flow>(node, "flow",
                        {{"line", Flow::line}, {"wrap", Flow::wrap}, {"paragraph", Flow::paragraph}},
                        look.flow);
        look.vertical = node.flag_of("vertical", look.vertical);
        look.padding_mm = node.number_of("padding", look.padding_mm);
        look.gray = node.number_of("gray", look.gray);
        look.leading = node.number_of("leading", look.leading);
        return look;
    }

    const std::string& file_;
    const FormDefinition& form_;
    Problems& problems_;
    LayoutPage* page_{nullptr};
    TextLook label_look_, field_look_;
};

}  // namespace

double text_width_mm(std::string_view text, double size_pt) {
    double ems = 0;
    for (const char32_t point : core::decode_utf8(text).value_or(U"")) {
        if (core::is_variation_selector(point) || core::is_combining_mark(point)) continue;
        const bool half = point < 0x250 || (point >= 0xFF61 && point <= 0xFF9F);
        ems += half ? 0.5 : 1.0;
    }
    return ems * size_pt * mm_per_point;
}

Layout read_layout(const DataNode& root, const std::string& file, const FormDefinition& form,
                   Problems& problems) {
    return LayoutReader(file, form, problems).read(root);
}

}  // namespace forms
