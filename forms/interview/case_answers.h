// A case as the interview sees it.
#pragma once

#include "forms/casework/case_file.h"
#include "forms/interview/answers.h"

namespace forms {

// The shown value of every register, the persons of the set in the order in which they were added, and the
// life events of the visit (their ids in one text, parted by line breaks).
Answers answers_of(const CaseFile& file);

std::string life_events_text(const std::vector<std::string>& ids);
std::vector<std::string> life_events_of(std::string_view text);

}  // namespace forms
