// Reads one layout file and lays out its grids, rows and options (docs/forms_data.md).
#pragma once

#include "forms/catalog/data_node.h"
#include "forms/catalog/form_definition.h"
#include "forms/catalog/layout.h"

namespace forms {

// The words of the options come from `form`. Findings go to `problems`: a field or column that the form does
// not have, options wider than their box, an element without a place. What is wrong is left out of the
// layout.
Layout read_layout(const DataNode& root, const std::string& file, const FormDefinition& form,
                   Problems& problems);

// Letters are one em wide, ASCII and half-width kana half an em: enough to place options and to warn.
double text_width_mm(std::string_view text, double size_pt);

inline constexpr double mm_per_point = 25.4 / 72.0;

}  // namespace forms
