#include "forms/catalog/values_check.h"

namespace forms {

namespace {

std::optional<Finding> check_one(const FormField& field, const FormValue& value, core::Date today) {
    if (value.date) return validate_date(field.check, *value.date, today);
    return validate_text(field.check, value.text);
}

void check_row(const FormField& table, std::size_t row, const FormRow& cells, core::Date today,
               std::vector<ValueFinding>& out) {
    for (const auto& column : table.columns) {
        const auto cell = cells.find(column.id);
        if (cell == cells.end()) continue;
        if (auto found = check_one(column, cell->second, today))
            out.push_back({column.id, table.id, row, std::move(*found)});
    }
}

}  // namespace

std::vector<ValueFinding> check_values(const FormDefinition& form, const FormValues& values,
                                       core::Date today) {
    std::vector<ValueFinding> out;
    for (const auto& field : form.fields) {
        const auto value = values.find(field.id);
        if (value == values.end()) continue;
        for (std::size_t row = 0; row < value->second.rows.size(); ++row)
            check_row(field, row, value->second.rows[row], today, out);
        if (auto found = check_one(field, value->second, today))
            out.push_back({field.id, {}, 0, std::move(*found)});
    }
    return out;
}

}  // namespace forms
