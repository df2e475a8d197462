// Small Japanese wordings of facts, one place each. Pure.
#pragma once

#include <string>

#include "app/service/desk_views.h"
#include "forms/interview/procedures.h"
#include "storage/cases/act.h"

namespace app {

std::string source_word(forms::Source source);  // 券面IC, 聞き取り …; "" for none
std::string day_words(core::Date day);          // 11/24(火)
DeadlineView deadline_view(const forms::Deadline& deadline);

// The one sentence of the top strip: who is reachable, since when not, and what exists only here.
std::string site_sentence(const SiteView& site);
std::string act_words(storage::ActKind kind);  // 帳票の印刷（正）

}  // namespace app
