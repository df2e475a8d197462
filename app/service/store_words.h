// What a check of the store found, in words that an administrator understands, each with what to do next.
// Pure.
#pragma once

#include <string>

#include "storage/log/log_check.h"

namespace app {

// "受付の記録が1件欠けています（端末 3f2a…、17番）。" Ids are cut to eight letters.
std::string finding_words(const storage::Finding& finding);

// What mends it: making the lists anew, or another node.
enum class Remedy : std::uint8_t { rebuild, replace_store, ask };
Remedy remedy_of(const storage::Finding& finding);

// One sentence for all: the first finding that weighs most, how many more, and what to do.
std::string findings_sentence(const std::vector<storage::Finding>& findings, std::int64_t found);

}  // namespace app
