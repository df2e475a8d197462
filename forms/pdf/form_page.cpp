#include "forms/pdf/form_page.h"

#include <algorithm>

#include "forms/pdf/date_box.h"
#include "forms/pdf/form_look.h"
#include "forms/pdf/form_text.h"

namespace forms::pdf {
namespace {

constexpr const char* kSameAsAbove = "同上";
constexpr double kOptionTextMinPt = 4;

// Where on the forms a value stands: the form itself, or one row of a table.
struct Place {
    const FormValues* values{nullptr};
    const FormField* table{nullptr};  // whose columns are meant
    std::size_t row{0};               // counted over all sheets
    double dx{0};
    double dy{0};
};

std::string lines(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : "\n") + text;
    return out;
}

class FormPages {
  public:
    FormPages(const FormDefinition& form, const FormValues& values, const FormPrint& print)
        : form_(form), values_(values), print_(print) {
        words_ = {{"title", form.title},
                  {"addressee", form.addressee},
                  {"edition", form.edition},
                  {"form", form.id},
                  {"law", form.law},
                  {"ticket", print.ticket},
                  {"state", state_text(print.state)}};
        for (const ConsentText& consent : form.consents) words_[consent.id] = consent.text;
        words_["notes"] = lines(form.notes);
        words_["back"] = lines(form.back);
    }

    Document make() {
        document_.title = form_.title;
        for (const LayoutPage& page : form_.layout.pages)
            for (std::size_t sheet = 0; sheet < sheets_of(page); ++sheet) add_page(page, sheet);
        continuation_frame();
        return std::move(document_);
    }

  private:
    std::size_t rows_given(const RowTable& table) const {
        const auto given = values_.find(table.field);
        return given == values_.end() ? 0 : given->second.rows.size();
    }
    std::size_t sheets_of(const LayoutPage& page) const {
        std::size_t most = 1;
        for (const RowTable& table : page.tables)
            if (table.rows > 0)
                most = std::max(most, (rows_given(table) + static_cast<std::size_t>(table.rows) - 1) /
                                          static_cast<std::size_t>(table.rows));
        return most;
    }
    void add(Item item) { document_.pages.back().items.push_back(std::move(item)); }

    void add_page(const LayoutPage& page, std::size_t sheet) {
        document_.pages.emplace_back();
        document_.pages.back().width_mm = form_.layout.width_mm;
        document_.pages.back().height_mm = form_.layout.height_mm;
        add_state(page);
        for (const Frame& frame : page.frames)
            add(Rect{box_of(frame.box), frame.line_mm, frame.fill < 1 ? frame.fill : -1, frame.dashed,
                     Layer::sheet});
        for (const RuleLine& line : page.lines)
            add(Rule{{line.x1, line.y1}, {line.x2, line.y2}, line.width_mm, line.dashed, Layer::sheet});
        for (const Label& label : page.labels) add_label(label, {});
        const Place whole{&values_, nullptr, 0, 0, 0};
        for (const FieldBox& box : page.fields) add_field(box, whole);
        for (const RowTable& table : page.tables) add_rows(table, sheet);
        for (const Label& number : page.page_numbers)
            add(PageNumber{box_of(number.box), label_style(number.look), number.text});
        const std::string& payload = print_.code.empty() ? print_.ticket : print_.code;
        if (!payload.empty())
            for (const forms::Box& code : page.codes) add(QrCode{box_of(code), payload});
    }

    // 下書き and 練習・見本 lie under the whole page; 再 stands small in the corner, so that the sheet stays
    // a sheet.
    void add_state(const LayoutPage& page) {
        const std::string text = state_text(print_.state);
        if (text.empty()) return;
        if (print_.state == PrintState::reprint) {
            TextStyle style;
            style.role = "gothic";
            style.sizes_pt = {10};
            style.align = AlignH::centre;
            style.padding_mm = 0;
            add(Rect{{3, 3, 6, 6}, 0.3, -1, false, Layer::value});
            add(TextBox{{3, 3, 6, 6}, text, style, Layer::value, {}, {}});
            return;
        }
        if (page.states.empty()) add(Watermark{text, {}, {}});
        for (const Label& state : page.states) {
            TextStyle style = label_style(state.look);
            style.flow = Flow::line;
            add(Watermark{text, box_of(state.box), style});
        }
    }

    void add_label(const Label& label, const Place& place) {
        std::map<std::string, std::string> words = words_;
        if (place.table != nullptr) words["n"] = std::to_string(place.row + 1);
        add(TextBox{box_of(label.box, place.dx, place.dy),
                    filled_in(label.text, words),
                    label_style(label.look),
                    Layer::sheet,
                    {},
                    {},
                    label.text.find("{n}") != std::string::npos});
    }

    void add_rows(const RowTable& table, std::size_t sheet) {
        static const FormValues no_row;
        const FormField* field = form_.field(table.field);
        if (field == nullptr) return;
        const auto given = values_.find(table.field);
        for (int n = 0; n < table.rows; ++n) {
            const std::size_t row =
                sheet * static_cast<std::size_t>(table.rows) + static_cast<std::size_t>(n);
            const bool filled = given != values_.end() && row < given->second.rows.size();
            const Place place{filled ? &given->second.rows[row] : &no_row, field, row, table.first.x,
                              table.first.y + n * table.first.height};
            for (const Label& label : table.labels) add_label(label, place);
            for (const FieldBox& cell : table.cells) add_field(cell, place);
        }
    }

    const FormField* definition(const std::string& id, const Place& place) const {
        if (place.table == nullptr) return form_.field(id);
        for (const FormField& column : place.table->columns)
            if (column.id == id) return &column;
        return nullptr;
    }
    // How the continuation sheet calls it: "異動する人 2人目 住所".
    std::string label_of(const FormField& field, const Place& place) const {
        if (place.table != nullptr)
            return place.table->label + " " + std::to_string(place.row + 1) + "人目 " + field.label;
        return field.section.empty() || field.section == field.label ? field.label
                                                                     : field.section + " " + field.label;
    }
    std::string my_number_key(const FormField& field, const Place& place) const {
        if (place.table == nullptr) return field.id;
        return place.table->id + "/" + std::to_string(place.row) + "/" + field.id;
    }

    void add_field(const FieldBox& box, const Place& place) {
        static const FormValue nothing;
        const FormField* field = definition(box.field, place);
        if (field == nullptr) return;
        const auto found = place.values->find(box.field);
        const FormValue& value = found == place.values->end() ? nothing : found->second;
        const Box at = box_of(box.box, place.dx, place.dy);
        switch (box.style) {
            case FieldStyle::text:
            case FieldStyle::office:
                return add_text(box, *field, value, at, place);
            case FieldStyle::wareki:
                return add_date(box, *field, value, at, place);
            case FieldStyle::options:
                return add_options(box, *field, value, place);
            case FieldStyle::digits:
                return add_digits(box, *field, value, at, place);
            case FieldStyle::signature:
                return add_signature(box, *field, value, at, place);
        }
    }

    void add_text(const FieldBox& box, const FormField& field, const FormValue& value, const Box& at,
                  const Place& place) {
        std::string text = printed_value(field, value);
        const auto same = field.same_as.empty() ? place.values->end() : place.values->find(field.same_as);
        if (same != place.values->end() && !value.empty() && same->second == value) text = kSameAsAbove;
        if (text.empty()) return;
        add(TextBox{at, box.before + text + box.after, style_of(box.look), Layer::value, field.id,
                    label_of(field, place)});
    }

    void add_date(const FieldBox& box, const FormField& field, const FormValue& value, const Box& at,
                  const Place& place) {
        if (!value.date && !value.text.empty()) return add_text(box, field, value, at, place);
        for (Item& item :
             date_items({at, style_of(box.look), box.eras, field.id, label_of(field, place)}, value.date))
            add(std::move(item));
    }

    void add_digits(const FieldBox& box, const FormField& field, const FormValue& value, const Box& at,
                    const Place& place) {
        DigitBoxes digits;
        digits.box = at;
        digits.field = field.id;
        digits.role = box.look.font;
        digits.size_pt = box.look.sizes_pt.front();
        if (!box.groups.empty()) digits.groups = box.groups;
        digits.gap_mm = digits.groups.size() > 1 ? 1.5 : 0;
        if (field.type == FieldType::mynumber) {
            digits.secret = true;
            const auto given = print_.my_numbers.find(my_number_key(field, place));
            if (given != print_.my_numbers.end()) digits.digits = given->second;
        } else {
            for (char c : printed_value(field, value))
                if (c != '-' && c != ' ') digits.digits.push_back(c);
        }
        add(std::move(digits));
    }

    void add_signature(const FieldBox& box, const FormField& field, const FormValue& value, const Box& at,
                       const Place& place) {
        const auto given = print_.signatures.find(field.id);
        if (given == print_.signatures.end()) {
            if (!value.text.empty()) add_text(box, field, value, at, place);
            return;
        }
        if (auto ink = placed_ink(given->second, at, field.id)) add(std::move(*ink));
    }

    void add_options(const FieldBox& box, const FormField& field, const FormValue& value,
                     const Place& place) {
        TextStyle words = style_of(box.look);
        words.role = "gothic";
        words.padding_mm = 0;
        words.flow = Flow::line;
        words.sizes_pt = {box.look.sizes_pt.front()};
        for (double size = words.sizes_pt[0] - 0.5; size >= kOptionTextMinPt; size -= 0.5)
            words.sizes_pt.push_back(size);
        for (const OptionBox& option : box.options) {
            const auto chosen = std::find_if(value.chosen.begin(), value.chosen.end(),
                                             [&](const Chosen& c) { return c.value == option.value; });
            add_option(option, words, field, place, chosen == value.chosen.end() ? nullptr : &*chosen);
        }
        // What this sheet has no square for must not vanish.
        for (const Chosen& chosen : value.chosen) {
            const bool printed = std::any_of(box.options.begin(), box.options.end(),
                                             [&](const OptionBox& o) { return o.value == chosen.value; });
            if (!printed)
                document_.continuation.entries.push_back(
                    {field.id, label_of(field, place),
                     printed_value(field, FormValue{{}, std::nullopt, {chosen}, {}})});
        }
    }

    void add_option(const OptionBox& option, const TextStyle& words, const FormField& field,
                    const Place& place, const Chosen* chosen) {
        const auto at = [&](const forms::Box& b) { return box_of(b, place.dx, place.dy); };
        add(Check{at(option.mark), chosen != nullptr, Layer::sheet, field.id});
        const auto word = [&](const Box& where, const std::string& text) {
            add(TextBox{where, text, words, Layer::sheet, {}, {}});
        };
        word(at(option.text), option.label);
        if (option.unit.width > 0) word(at(option.unit), option.unit_label);
        if (option.note.width > 0) {
            const double em = words.sizes_pt.front() * 25.4 / 72;
            const Box note = at(option.note);
            word({note.x - em, note.y, em, note.height}, "（");
            word({note.x + note.width, note.y, em, note.height}, "）");
        }
        if (chosen == nullptr) return;
        TextStyle filled = words;
        filled.role = "mincho";
        const std::string label = label_of(field, place) + " " + option.label;
        if (chosen->count > 0 && option.count.width > 0) {
            filled.align = AlignH::right;
            filled.padding_mm = 0.6;
            add(TextBox{at(option.count), std::to_string(chosen->count), filled, Layer::value, field.id,
                        label});
        }
        if (chosen->note.empty()) return;
        filled.align = AlignH::left;
        filled.padding_mm = 0.2;
        filled.flow = Flow::wrap;
        if (option.note.width > 0) {
            add(TextBox{at(option.note), chosen->note, filled, Layer::value, field.id, label});
        } else {
            document_.continuation.entries.push_back({field.id, label, chosen->note});
        }
    }

    // What stands on every continuation sheet: whose it is, and the watermark.
    void continuation_frame() {
        const std::string state = state_text(print_.state);
        std::vector<Item>& fixed = document_.continuation.fixed;
        if (print_.state == PrintState::draft || print_.state == PrintState::practice)
            fixed.push_back(Watermark{state, {}, {}});
        TextStyle small;
        small.role = "gothic";
        small.sizes_pt = {7, 6, 5};
        const double y = form_.layout.height_mm - 14;
        std::string foot = form_.id + "（" + form_.edition + "）";
        if (!print_.ticket.empty()) foot += "　受付番号 " + print_.ticket;
        fixed.push_back(TextBox{{19.2, y, 120, 5}, foot, small, Layer::sheet, {}, {}});
        small.align = AlignH::right;
        fixed.push_back(PageNumber{{form_.layout.width_mm - 60, y, 40.8, 5}, small, "{page}/{pages}"});
    }

    const FormDefinition& form_;
    const FormValues& values_;
    const FormPrint& print_;
    std::map<std::string, std::string> words_;
    Document document_;
};

}  // namespace

std::string state_text(PrintState state) {
    switch (state) {
        case PrintState::draft:
            return "下書き";
        case PrintState::reprint:
            return "再";
        case PrintState::practice:
            return "練習・見本";
        case PrintState::final:
            break;
    }
    return {};
}

Document form_document(const FormDefinition& form, const FormValues& values, const FormPrint& print) {
    return FormPages(form, values, print).make();
}

}  // namespace forms::pdf
