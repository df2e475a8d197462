// Which option a word in an answer file means.
#pragma once

#include <string_view>
#include <vector>

#include "forms/catalog/form_definition.h"

namespace forms {

// The option of that value or, if none has it, of that label; else the only one that says the same but for
// width, spaces and what stands in brackets, or that begins with the word ("署名用" and "署名用電子証明書").
// "true" and "false" choose between yes and no, and "true" the only option there is. Null: no option, or more
// than one.
const Option* option_named(const std::vector<Option>& options, std::string_view word);

}  // namespace forms
