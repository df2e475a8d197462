#include "forms/catalog/layout_check.h"

#include <algorithm>
#include <set>

#include "forms/catalog/layout_reader.h"

namespace forms {

namespace {

constexpr double tolerance_mm = 0.05;

bool inside(const Box& box, double width, double height) {
    return box.x >= -tolerance_mm && box.y >= -tolerance_mm && box.right() <= width + tolerance_mm &&
           box.bottom() <= height + tolerance_mm && box.width > 0 && box.height > 0;
}

bool overlap(const Box& a, const Box& b) {
    return a.x < b.right() - tolerance_mm && b.x < a.right() - tolerance_mm &&
           a.y < b.bottom() - tolerance_mm && b.y < a.bottom() - tolerance_mm;
}

class LayoutCheck {
  public:
    LayoutCheck(const FormDefinition& form, Problems& problems) : form_(form), problems_(problems) {}

    void run() {
        for (const auto& page : form_.layout.pages) {
            check_fields(page.fields, form_.layout.width_mm, form_.layout.height_mm, &form_.fields);
            for (const auto& table : page.tables) check_table(table);
            for (const auto& label : page.labels)
                if (!inside(label.box, form_.layout.width_mm, form_.layout.height_mm))
                    report("forms.outside_page", label.text);
        }
        for (const auto& field : form_.fields)
            if (!shown_.contains(field.id)) report("forms.not_on_paper", field.id, 1);
    }

  private:
    void report(std::string reason, std::string detail, int line = 0) {
        problems_.push_back({form_.layout.id, line, std::move(reason), std::move(detail)});
    }

    void check_fields(const std::vector<FieldBox>& boxes, double width, double height,
                      const std::vector<FormField>* fields) {
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const auto& box = boxes[i];
            shown_.insert(box.field);
            if (!inside(box.box, width, height)) report("forms.outside_page", box.field, box.line);
            for (std::size_t j = 0; j < i; ++j)
                if (overlap(box.box, boxes[j].box))
                    report("forms.boxes_overlap", box.field + " " + boxes[j].field, box.line);
            if (box.style != FieldStyle::text) continue;
            const auto field = std::find_if(fields->begin(), fields->end(),
                                            [&](const auto& f) { return f.id == box.field; });
            if (field != fields->end()) check_longest_option(*field, box);
        }
    }

    // A choice printed as a word must hold its longest word at the smallest size.
    void check_longest_option(const FormField& field, const FieldBox& box) {
        const double room = box.box.width - 2 * box.look.padding_mm;
        const double size = box.look.sizes_pt.back();
        for (const auto& option : field.options)
            if (text_width_mm(option.label, size) > room + tolerance_mm)
                report("forms.option_too_long", field.id + " " + option.label, box.line);
    }

    void check_table(const RowTable& table) {
        shown_.insert(table.field);
        const Box whole{table.first.x, table.first.y, table.first.width, table.first.height * table.rows};
        if (!inside(whole, form_.layout.width_mm, form_.layout.height_mm))
            report("forms.outside_page", table.field, table.line);
        const auto* persons = form_.field(table.field);
        if (!persons) return;
        if (persons->rows != table.rows) report("forms.rows_differ", table.field, table.line);
        check_fields(table.cells, table.first.width, table.first.height, &persons->columns);
        for (const auto& column : persons->columns) {
            const bool shown = std::any_of(table.cells.begin(), table.cells.end(),
                                           [&](const auto& cell) { return cell.field == column.id; });
            if (!shown) report("forms.not_on_paper", table.field + "." + column.id, table.line);
        }
    }

    const FormDefinition& form_;
    Problems& problems_;
    std::set<std::string> shown_;
};

}  // namespace

void check_layout(const FormDefinition& form, Problems& problems) { LayoutCheck(form, problems).run(); }

}  // namespace forms
