// The sentence beside a box whose value is wrong or doubtful (forms/catalog/validate,
// forms/interview/cross_check). Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "forms/catalog/validate.h"

namespace app {

// "{d}" in a sentence stands for the finding's detail.
const std::map<std::string_view, std::string_view>& value_sentence_table();
std::string value_sentence(const forms::Finding& finding);

}  // namespace app
