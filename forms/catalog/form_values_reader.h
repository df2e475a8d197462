// Answer files of `form render`: {"field_id": value} for one form.
#pragma once

#include <string_view>

#include "forms/catalog/catalog.h"
#include "forms/catalog/form_values.h"

namespace forms {

struct FormAnswers {
    FormValues values;
    std::vector<std::string> passed_over;   // ids of the file that this form does not print
    std::vector<std::string> left_for_pen;  // 個人番号 and signatures: never taken from a file
};

// Ids are those of the form, other names the form allows for them ("aliases"), or the shared fields that fill
// them: one answer fills every field that takes it, its own id before a shared one. Ids of other forms'
// fields are passed over, so that one file can serve many forms. Shapes by type:
//   text and numbers   "…" or a number
//   date               "2008-04-01", a date line (core::parse_line), or as a clerk types it
//   choice             the option, as option_match understands it
//   check              one or a list of: "value", {"value": "…", "count": n, "note": "…"}; or {"value": n, …}
//   persons            a list of objects with the columns' ids
// Errors: forms.data_broken, forms.field_unknown, forms.option_unknown, forms.value_shape, with the line in
// Error::count and the field's id in Error::detail.
core::Result<FormAnswers> read_form_answers(std::string_view json, const FormDefinition& form,
                                            const Catalog& catalog);

// The values alone.
core::Result<FormValues> read_form_values(std::string_view json, const FormDefinition& form,
                                          const Catalog& catalog);

// Prints 同上 where the field says so and both texts are equal.
void apply_same_as(const FormField& field, FormValues& values);

}  // namespace forms
