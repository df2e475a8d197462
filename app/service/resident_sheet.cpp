#include "app/service/resident_sheet.h"

#include <algorithm>

#include "forms/interview/fill.h"

namespace app {

namespace {

using forms::FieldType;
using forms::FormField;
using forms::FormValue;

bool is_shown(const FormField& field) {
    return field.need != forms::Need::staff && !forms::filled_by_hand(field.type) &&
           field.type != FieldType::consent;
}

std::string label_of(const FormField& field, const std::string& value) {
    const auto at = std::find_if(field.options.begin(), field.options.end(),
                                 [&](const auto& option) { return option.value == value; });
    return at == field.options.end() ? value : at->label;
}

class LineMaker {
  public:
    LineMaker(const forms::FilledForm& filled, ResidentSheet& sheet) : filled_(filled), sheet_(sheet) {}

    void line(const FormField& field, const std::string& path, const FormValue& value,
              const std::string& group, int number) {
        if (!is_shown(field) || value.empty()) return;
        ResidentLine out;
        if (const auto origin = filled_.origins.find(path); origin != filled_.origins.end()) {
            out.field = origin->second.field;
            out.person = origin->second.subject;
        }
        out.group = group;
        out.number = number;
        out.label = field.label;
        out.text = value.text;
        out.register_glyphs = field.type == FieldType::text || field.type == FieldType::address;
        if (value.date) {
            out.text = core::printed(*value.date);
            if (const auto day = value.date->exact()) out.western = core::to_iso(*day);
        }
        for (const auto& chosen : value.chosen) {
            out.chosen.push_back(label_of(field, chosen.value));
            out.copies.push_back(chosen.count);
            if (!chosen.note.empty()) out.text += (out.text.empty() ? "" : "、") + chosen.note;
        }
        sheet_.lines.push_back(std::move(out));
    }

    void rows(const FormField& table, const FormValue& value) {
        for (std::size_t row = 0; row < value.rows.size(); ++row) {
            for (const auto& column : table.columns) {
                const auto cell = value.rows[row].find(column.id);
                if (cell == value.rows[row].end()) continue;
                line(column, table.id + "[" + std::to_string(row) + "]." + column.id, cell->second,
                     table.label, static_cast<int>(row) + 1);
            }
        }
    }

  private:
    const forms::FilledForm& filled_;
    ResidentSheet& sheet_;
};

const FormField* consent_field(const forms::FormDefinition& form, const std::string& id) {
    const auto* field = form.field(id);
    return field != nullptr && field->type == FieldType::consent ? field : nullptr;
}

}  // namespace

ResidentSheet resident_sheet_of(const forms::FormDefinition& form, const forms::AnswerView& view,
                                forms::Subject person) {
    ResidentSheet sheet;
    sheet.form = form.id;
    sheet.title = form.title;
    const forms::FilledForm filled = forms::fill_form(form, view, person);
    LineMaker maker(filled, sheet);
    for (const auto& field : form.fields) {
        const auto value = filled.values.find(field.id);
        if (value == filled.values.end() || !is_shown(field)) continue;
        if (field.type == FieldType::persons) {
            maker.rows(field, value->second);
        } else {
            maker.line(field, field.id, value->second, "", 0);
        }
    }
    for (const auto& consent : form.consents) {
        const auto* field = consent_field(form, consent.id);
        if (field == nullptr || field->options.empty()) continue;
        sheet.consents.push_back({consent.id, forms::consent_key(consent), consent.text,
                                  field->options.front().value, filled.values.contains(consent.id)});
    }
    return sheet;
}

std::vector<ResidentLanguage> resident_languages(const forms::Languages& languages) {
    const auto plain = [](const forms::Language::Words& words) {
        return std::map<std::string, std::string>(words.begin(), words.end());
    };
    std::vector<ResidentLanguage> out;
    for (const auto& one : languages.all())
        out.push_back(
            {one.id, one.name, one.fonts, plain(one.screens), plain(one.consents), plain(one.labels)});
    return out;
}

}  // namespace app
