// All reasons that have a sentence of their own; see sentences.h.
#pragma once

#include <map>
#include <string_view>

namespace app {

const std::map<std::string_view, std::string_view>& sentence_table();

}  // namespace app
