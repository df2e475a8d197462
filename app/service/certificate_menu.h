// 証明書の受付 on one page: the city's most wanted certificates under one numbering, whatever part of the
// application they belong to, and what cannot be issued as things stand. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/service/desk_service.h"

namespace app {

// Value and label, in the order of their numbers; values are those of the text below.
std::vector<std::pair<std::string, std::string>> certificate_menu();

// What the case asks for, as "value:copies" lines.
std::string certificates_of(const CaseView& view);

// The answers that make the case ask for exactly these and nothing else of the menu.
std::vector<AnswerInput> certificate_answers(const CaseView& view, const std::string& lines);

// Fields the menu answers; a page that shows the menu leaves them out.
bool is_menu_field(const std::string& field);

// One sentence each, with the way out.
std::vector<std::string> not_issuable(const CaseView& view);

}  // namespace app
