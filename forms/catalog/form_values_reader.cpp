#include "forms/catalog/form_values_reader.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "forms/catalog/option_match.h"
#include "forms/core/text.h"

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
                                                 [&key = key](const auto& c) { return c.id == key; });
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
            const auto* option = option_named(field.options, one.value);
            if (!option) return failed("forms.option_unknown", node_, field.id + " " + one.value);
            one.value = option->value;
            value.chosen.push_back(one);
        }
        return value;
    }

    static const DataNode* first_member(const DataNode& node, std::initializer_list<std::string_view> keys) {
        for (const auto key : keys)
            if (const auto* found = node.find(key)) return found;
        return nullptr;
    }

    // Copies: what no counter would give out is no number of copies.
    static int count_of(const DataNode& node) {
        std::string text;
        if (!scalar_text(node, text)) return 0;
        const std::string digits = core::digits_of(text);
        return digits.empty() || digits.size() > 3 ? 0 : std::stoi(digits);
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
        if (const auto* name = first_member(node, {"value", "kind", "item", "name", "type"})) {
            const auto* count = first_member(node, {"count", "copies", "number"});
            const auto* note = first_member(node, {"note", "fiscal_year", "text"});
            scalar_text(*name, one.value);
            if (count) one.count = count_of(*count);
            if (note) scalar_text(*note, one.note);
            out.push_back(one);
            return true;
        }
        for (const auto& [key, cell] : node.members) {
            if (cell.is_number()) out.push_back({key, count_of(cell), ""});
            if (cell.is_text()) out.push_back({key, 0, cell.text});
            if (cell.kind == DataNode::Kind::boolean && cell.boolean) out.push_back({key, 0, ""});
        }
        return true;
    }

    const DataNode& node_;
};

}  // namespace

namespace {

// Fields of the form that an id of the file fills: the field itself, those that take it from the shared field
// of that id, and those whose shared field takes it from there (move_date fills 異動年月日 of F04).
bool takes_from(const Catalog& catalog, const std::string& source, const std::string& id, int depth = 0) {
    if (source == id) return true;
    const auto* info = depth < 4 ? catalog.field(source) : nullptr;
    return info && std::any_of(info->from.begin(), info->from.end(),
                               [&](const auto& other) { return takes_from(catalog, other, id, depth + 1); });
}

enum class Closeness : std::uint8_t { none, shared_further, shared, own };

Closeness closeness(const Catalog& catalog, const FormField& field, const std::string& id) {
    if (field.id == id) return Closeness::own;
    if (std::find(field.from.begin(), field.from.end(), id) != field.from.end()) return Closeness::shared;
    const bool further = std::any_of(field.from.begin(), field.from.end(),
                                     [&](const auto& source) { return takes_from(catalog, source, id); });
    return further ? Closeness::shared_further : Closeness::none;
}

bool known_elsewhere(const Catalog& catalog, const std::string& id) {
    return catalog.field(id) ||
           std::any_of(catalog.forms().begin(), catalog.forms().end(),
                       [&](const auto& other) { return other.field(id) || other.alias(id); });
}

// {"card_written": true} where the form calls it an option of card_results: the option, ticked.
DataNode ticked(const std::string& option, const DataNode& node) {
    DataNode out = node;
    const bool yes = node.kind == DataNode::Kind::boolean ? node.boolean : !node.text.empty();
    out.kind = yes ? DataNode::Kind::text : DataNode::Kind::null;
    out.text = option;
    return out;
}

class AnswersReader {
  public:
    AnswersReader(const FormDefinition& form, const Catalog& catalog) : form_(form), catalog_(catalog) {}

    core::Result<FormAnswers> read(const DataNode& root) {
        for (const auto& [key, node] : root.members) {
            const auto* alias = form_.alias(key);
            const auto taken = !alias                  ? take(key, node)
                               : alias->option.empty() ? take(alias->field, node)
                                                       : take(alias->field, ticked(alias->option, node));
            if (!taken) return taken.error();
        }
        // 同上 is printed for what was given twice, as in a case.
        for (const auto& field : form_.fields)
            if (!field.same_as.empty()) apply_same_as(field, out_.values);
        return std::move(out_);
    }

  private:
    core::Status take(const std::string& id, const DataNode& node) {
        bool used = false;
        for (const auto& field : form_.fields) {
            const Closeness close = closeness(catalog_, field, id);
            if (close == Closeness::none) continue;
            used = true;
            // Whether the condition of such a field holds, a file does not say: it must be named itself.
            if (close != Closeness::own && field.need == Need::when) continue;
            if (filled_by_hand(field.type)) {
                out_.left_for_pen.push_back(field.id);
                continue;
            }
            auto read = ValueReader(node).read(field);
            if (!read && close == Closeness::own) return read.error();
            if (!read || read->empty() || close < closest_[field.id]) continue;
            keep(field, std::move(*read), close);
        }
        if (used) return core::ok();
        if (!known_elsewhere(catalog_, id)) return failed("forms.field_unknown", node, id);
        out_.passed_over.push_back(id);
        return core::ok();
    }

    // Several ticks of one field may come under several names.
    void keep(const FormField& field, FormValue value, Closeness close) {
        FormValue& kept = out_.values[field.id];
        const bool adds = field.type == FieldType::check && closest_[field.id] == close;
        if (adds)
            kept.chosen.insert(kept.chosen.end(), value.chosen.begin(), value.chosen.end());
        else
            kept = std::move(value);
        closest_[field.id] = close;
    }

    const FormDefinition& form_;
    const Catalog& catalog_;
    FormAnswers out_;
    std::map<std::string, Closeness> closest_;
};

}  // namespace

core::Result<FormAnswers> read_form_answers(std::string_view json, const FormDefinition& form,
                                            const Catalog& catalog) {
    const auto root = parse_data(json);
    if (!root) return root.error();
    if (!root->is_object()) return failed("forms.value_shape", *root, "");
    return AnswersReader(form, catalog).read(*root);
}

core::Result<FormValues> read_form_values(std::string_view json, const FormDefinition& form,
                                          const Catalog& catalog) {
    auto answers = read_form_answers(json, form, catalog);
    if (!answers) return answers.error();
    return std::move(answers->values);
}

void apply_same_as(const FormField& field, FormValues& values) {
    const auto mine = values.find(field.id), other = values.find(field.same_as);
    if (mine != values.end() && other != values.end() && !mine->second.text.empty() &&
        mine->second.text == other->second.text)
        mine->second.text = "同上";
}

}  // namespace forms
