#include "forms/interview/fill.h"

#include <algorithm>

#include "forms/catalog/form_values_reader.h"
#include "forms/core/text.h"
#include "forms/interview/procedures.h"

namespace forms {

namespace {

// "その他：パスポートの申請" is the option その他 with words in its brackets.
Chosen chosen_of(const std::string& item) {
    const std::string_view colon = "：";
    const auto at = item.find(colon);
    if (at == std::string::npos) return {item, 0, ""};
    return {item.substr(0, at), 0, item.substr(at + colon.size())};
}

std::vector<Chosen> chosen_of(const Value& value) {
    std::vector<Chosen> out;
    if (const auto* list = std::get_if<List>(&value))
        for (const auto& item : *list) out.push_back(chosen_of(item));
    else if (const auto* record = std::get_if<Record>(&value))
        for (const auto& [option, words] : *record) {
            const bool number = !words.empty() &&
                                words.find_first_not_of("0123456789") == std::string::npos &&
                                words.size() < 5;
            out.push_back({option, number ? std::stoi(words) : 0, number ? "" : words});
        }
    else if (std::string word = word_of(value); !word.empty())
        out.push_back(chosen_of(word));
    return out;
}

// A form that offers fewer options than the shared field writes the others out beside その他, so that none is
// lost.
void into_other(const FormField& field, std::vector<Chosen>& chosen) {
    constexpr std::string_view other = "その他";
    const auto offers = [&](std::string_view value) {
        return std::any_of(field.options.begin(), field.options.end(),
                           [&](const Option& option) { return option.value == value; });
    };
    if (!offers(other)) return;
    for (auto& item : chosen) {
        if (offers(item.value)) continue;
        item.note = item.note.empty() ? item.value : item.value + " " + item.note;
        item.value = other;
    }
}

FormValue printed_value(const FormField& field, const Value& value) {
    FormValue out;
    switch (field.type) {
        case FieldType::date:
            if (const auto* date = std::get_if<DateValue>(&value)) out.date = date->given;
            break;
        case FieldType::choice:
        case FieldType::check:
        case FieldType::consent:
            out.chosen = chosen_of(value);
            into_other(field, out.chosen);
            break;
        default:
            out.text = word_of(value);
    }
    return out;
}

// "土地、字長岡1番2、、単有" by line: columns in their order.
std::vector<FormRow> rows_of_lines(const FormField& table, std::string text) {
    std::vector<FormRow> rows;
    const auto take = [&text](std::initializer_list<std::string_view> ends) {
        std::size_t at = text.size(), length = 0;
        for (const auto end : ends)
            if (const auto found = text.find(end); found < at) {
                at = found;
                length = end.size();
            }
        std::string part = text.substr(0, at);
        text.erase(0, at + length);
        return part;
    };
    while (!text.empty()) {
        std::string rest = take({"\n"});
        std::swap(rest, text);
        FormRow row;
        for (const auto& column : table.columns)
            if (std::string cell = core::trim(take({"、", "\t"})); !cell.empty()) row[column.id].text = cell;
        if (!row.empty()) rows.push_back(std::move(row));
        std::swap(rest, text);
    }
    return rows;
}

class Filler {
  public:
    Filler(const FormDefinition& form, const AnswerView& view) : form_(form), view_(view) {}

    FilledForm fill(Subject person) {
        owner_ = person;
        for (const auto& field : form_.fields) {
            if (field.type == FieldType::persons)
                fill_rows(field);
            else if (!filled_by_hand(field.type))
                fill_field(field, person, field.id, out_.values);
        }
        for (const auto& field : form_.fields)
            if (!field.same_as.empty()) apply_same_as(field, out_.values);
        return std::move(out_);
    }

  private:
    template <class Values>
    void fill_field(const FormField& field, Subject person, const std::string& path, Values& values) {
        // What the form asks for in other situations only stays empty in this one, also where a value is
        // known; what a rule would put there waits until it is sure that this is the situation.
        const Truth wanted = field.need == Need::when ? weigh(field.when, view_, person) : Truth::yes;
        if (wanted == Truth::no) return;
        for (const auto& id : field.from) {
            const auto* known = view_.find(id, person);
            if (!known || (wanted == Truth::unknown && known->source == Source::derived)) continue;
            FormValue value = printed_value(field, known->value);
            if (value.empty()) continue;
            values[field.id] = std::move(value);
            const auto* info = view_.catalog().field(id);
            out_.origins[path] = {known->source, known->confirmed,
                                  info && info->of_person ? person : the_visit, id};
            return;
        }
        const bool required =
            field.need == Need::always || (field.need == Need::when && wanted == Truth::yes);
        if (required) out_.missing.push_back(path);
    }

    void fill_rows(const FormField& table) {
        const bool shown = table.need != Need::when || weigh(table.when, view_) == Truth::yes;
        if (!shown) return;
        FormValue rows;
        if (!table.lines_of.empty()) rows.rows = rows_of_lines(table, view_.text(table.lines_of));
        for (const Subject person : table.lines_of.empty() ? view_.household() : std::vector<Subject>{}) {
            if (form_.per_person && owner_ != the_visit && person != owner_) continue;
            if (weigh(table.rows_of, view_, person) != Truth::yes) continue;
            FormRow row;
            const std::string path = table.id + "[" + std::to_string(rows.rows.size()) + "].";
            for (const auto& column : table.columns)
                if (!filled_by_hand(column.type)) fill_field(column, person, path + column.id, row);
            rows.rows.push_back(std::move(row));
        }
        if (rows.rows.empty()) {
            if (table.need == Need::always) out_.missing.push_back(table.id);  // else: nobody to be listed
            return;
        }
        out_.values[table.id] = std::move(rows);
    }

    const FormDefinition& form_;
    const AnswerView& view_;
    Subject owner_{the_visit};  // whose sheet, of a form that has one for each person
    FilledForm out_;
};

}  // namespace

FilledForm fill_form(const FormDefinition& form, const AnswerView& view, Subject person) {
    if (form.per_person && person == the_visit)
        for (const auto& sheet : needed_sheets(view))
            if (sheet.form == form.id) return Filler(form, view).fill(sheet.person);
    return Filler(form, view).fill(person);
}

}  // namespace forms
