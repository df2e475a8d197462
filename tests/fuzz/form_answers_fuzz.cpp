// Answer files of `form render`, against a form of the shipped catalogue chosen by the first byte. What is
// read must be made of the form's own fields, columns and options.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "forms/catalog/form_values_reader.h"
#include "forms/catalog/values_check.h"

namespace {

const forms::Catalog& catalog() {
    static const auto loaded = forms::Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    if (!loaded) std::abort();
    return *loaded;
}

void must_belong(const forms::FormField* field, const forms::FormValue& value) {
    if (field == nullptr) std::abort();
    for (const auto& chosen : value.chosen) {
        const bool known = field->options.empty() ||
                           std::any_of(field->options.begin(), field->options.end(),
                                       [&](const auto& option) { return option.value == chosen.value; });
        if (!known || chosen.count < 0 || chosen.count > 999) std::abort();
    }
    if (forms::filled_by_hand(field->type) && !value.empty()) std::abort();
    for (const auto& row : value.rows)
        for (const auto& [id, cell] : row) {
            const auto column = std::find_if(field->columns.begin(), field->columns.end(),
                                             [&id = id](const auto& c) { return c.id == id; });
            must_belong(column == field->columns.end() ? nullptr : &*column, cell);
        }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto& all = catalog().forms();
    const auto& form = all[data[0] % all.size()];
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto answers = forms::read_form_answers(text, form, catalog());
    if (!answers) return 0;
    for (const auto& [id, value] : answers->values) must_belong(form.field(id), value);
    static_cast<void>(forms::check_values(form, answers->values, core::make_date(2026, 11, 24)));
    return 0;
}
