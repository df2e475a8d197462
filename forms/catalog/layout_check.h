// The part of form check that looks at paper.
#pragma once

#include "forms/catalog/form_definition.h"

namespace forms {

// Boxes outside the page, boxes over each other, required fields that the sheet does not show, rows that
// differ from the form's. Lines are those of the form's edition: the sheet itself has been laid out already.
void check_layout(const FormDefinition& form, Problems& problems);

}  // namespace forms
