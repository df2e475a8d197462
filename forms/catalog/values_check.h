// The checks of single values (validate.h) over the values of one form, as an answer file gives them.
#pragma once

#include <vector>

#include "forms/catalog/form_definition.h"
#include "forms/catalog/form_values.h"
#include "forms/catalog/validate.h"

namespace forms {

struct ValueFinding {
    std::string field;  // of a row its column
    std::string table;  // empty: no row
    std::size_t row{0};
    Finding finding;
};

// In the order of the form. Empty: nothing to remark.
std::vector<ValueFinding> check_values(const FormDefinition& form, const FormValues& values,
                                       core::Date today);

}  // namespace forms
