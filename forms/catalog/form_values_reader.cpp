#include "forms/catalog/form_values_reader.h"

#include <algorithm>
#include <cmath>

namespace forms {

namespace {

core::Error failed(std::string reason, const DataNode& node, const std::string& id) {
    return {core::ErrorCode::invalid_input, std::move(reason), id, node.line};
}

std::string number_text(double value) {
    return std::to_string(static_cast<std::int64_t>(std::llround(value)));
}

bool scalar_text(const DataNode& node, std::string& out) {
    if (node.is_text()) out = node.text;
    if (node.is_number() && std::abs(node.number) < 9e15) out = number_text(node.number);
    if (node.kind == DataNode::Kind::boolean) out = node.boolean ? "true" : "false";
    return node.is_text() || node.is_number() || node.kind == DataNode::Kind::boolean;
}

const Option* option_of(const FormField& field, const std::string& word) {
    for (const auto& option : field.options)
        if (option.value == word) return &option;
    for (const auto& option : field.options)
        if (option.label == word) return &option;
    return nullptr;
}

class ValueReader {
  public:
    explicit ValueReader(const DataNode& node) : node_(node) {}

    core::Result<FormValue> read(const FormField& field) {
        FormValue value;
        if (node_.kind == DataNode::Kind::null || filled_by_hand(field.type)) return value;
        switch (field.type) {
            case FieldType::date:
                return read_date(field);
            case FieldType::persons:
                return read_rows(field);
            case FieldType::choice:
            case FieldType::check:
            case FieldType::consent:
                return read_chosen(field);
            default:
                break;
        }
        if (!scalar_text(node_, value.text)) return failed("forms.value_shape", node_, field.id);
        return value;
    }

  private:
    core::Result<FormValue> read_date(const FormField& field) {
        FormValue value;
        if (!node_.is_text()) return failed("forms.value_shape", node_, field.id);
        if (node_.text.empty()) return value;
        value.date = core::parse_line(node_.text);
        // Without today's date, what is typed must name its era or be Western.
        if (!value.date) value.date = core::parse_date_entry(node_.text, core::make_date(2026, 1, 1)).value;
        if (!value.date) return failed("forms.value_shape", node_, field.id);
        return value;
    }

    core::Result<FormValue> read_rows(const FormField& field) {
        FormValue value;
        if (!node_.is_list() || node_.items.size() > 200) return failed("forms.value_shape", node_, field.id);
        for (const auto& item : node_.items) {
            if (!item.is_object()) return failed("forms.value_shape", item, field.id);
            FormRow row;
            for (const auto& [key, cell] : item.members) {
                const auto column = std::find_if(field.columns.begin(), field.columns.end(),
                                                 [&](const auto& c) { return c.id == key; });
                if (column == field.columns.end()) continue;  // a person has more than this form prints
                auto read = ValueReader(cell).read(*column);
                if (!read) return read.error();
                if (!read->empty()) row[key] = std::move(*read);
            }
            value.rows.push_back(std::move(row));
        }
        return value;
    }

    core::Result<FormValue> read_chosen(const FormField& field) {
        FormValue value;
        std::vector<Chosen> wished;
        if (!collect(node_, wished)) return failed("forms.value_shape", node_, field.id);
        for (auto& one : wished) {
            if (one.value.empty()) continue;
            if (field.options.empty()) {
                value.chosen.push_back(one);
                continue;
            }
            const auto* option = option_of(field, one.value);
            if (!option) return failed("forms.option_unknown", node_, field.id + " " + one.value);
            one.value = option->value;
            value.chosen.push_back(one);
        }
        return value;
    }

    static bool collect(const DataNode& node, std::vector<Chosen>& out) {
        Chosen one;
        if (scalar_text(node, one.value)) {
            out.push_back(one);
            return true;
        }
        if (node.is_list())
            return std::all_of(node.items.begin(), node.items.end(),
                               [&](const auto& item) { return collect(item, out); });
        if (!node.is_object()) return false;
        if (node.find("value") || node.find("kind")) {
            one.value = node.text_of("value", node.text_of("kind"));
            one.count = static_cast<int>(node.number_of("count", node.number_of("copies")));
            one.note = node.text_of("note");
            out.push_back(one);
            return true;
        }
        for (const auto& [key, cell] : node.members) {
            if (cell.is_number()) out.push_back({key, static_cast<int>(cell.number), ""});
            if (cell.is_text()) out.push_back({key, 0, cell.text});
            if (cell.kind == DataNode::Kind::boolean && cell.boolean) out.push_back({key, 0, ""});
        }
        return true;
    }

    const DataNode& node_;
};

}  // namespace

core::Result<FormValues> read_form_values(std::string_view json, const FormDefinition& form,
                                          const Catalog& catalog) {
    const auto root = parse_data(json);
    if (!root) return root.error();
    if (!root->is_object()) return failed("forms.value_shape", *root, "");
    FormValues values;
    for (const auto& [key, node] : root->members) {
        const auto field = std::find_if(form.fields.begin(), form.fields.end(), [&](const auto& f) {
            return f.id == key || std::find(f.from.begin(), f.from.end(), key) != f.from.end();
        });
        if (field == form.fields.end()) {
            const bool elsewhere =
                catalog.field(key) || std::any_of(catalog.forms().begin(), catalog.forms().end(),
                                                  [&](const auto& other) { return other.field(key); });
            if (elsewhere) continue;
            return failed("forms.field_unknown", node, key);
        }
        auto read = ValueReader(node).read(*field);
        if (!read) return read.error();
        if (!read->empty() && (field->id == key || !values.contains(field->id)))
            values[field->id] = std::move(*read);
    }
    // 同上 is printed for what was given twice, as in a case.
    for (const auto& field : form.fields)
        if (!field.same_as.empty()) apply_same_as(field, values);
    return values;
}

void apply_same_as(const FormField& field, FormValues& values) {
    const auto mine = values.find(field.id), other = values.find(field.same_as);
    if (mine != values.end() && other != values.end() && !mine->second.text.empty() &&
        mine->second.text == other->second.text)
        mine->second.text = "同上";
}

}  // namespace forms
