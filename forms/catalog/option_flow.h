// Where each option of a choice stands inside its box.
#pragma once

#include "forms/catalog/data_node.h"
#include "forms/catalog/form_definition.h"
#include "forms/catalog/layout.h"

namespace forms {

// `spec` is the member "options" of the element (may be null), `owner` the element itself. False if the words
// do not fit into `box` even so; they are placed all the same.
bool place_options(const DataNode& owner, const std::vector<Option>& options, bool counted, const Box& box,
                   double size_pt, std::vector<OptionBox>& out);

}  // namespace forms
