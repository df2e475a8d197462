// Lines about a case that more than one screen shows. Words only; what is open, late or in conflict was
// decided below.
#pragma once

#include <string>
#include <vector>

#include "app/desk/controls/text_pane.h"
#include "app/service/desk_views.h"
#include "forms/core/calendar.h"

namespace app::desk {

core::Date today();                             // in Japan
std::string clock_words(std::int64_t unix_ms);  // 10:42, Japanese time

std::vector<PaneLine> summary_lines(const CaseView& view);   // right-hand pane of 受付一覧
std::vector<PaneLine> progress_lines(const CaseView& view);  // right-hand pane of 聞き取り
std::vector<PaneLine> open_point_lines(const CaseView& view);

// Told at the counter and on no document: read aloud before the paper is made.
bool only_heard(const AnswerView& answer);
std::vector<PaneLine> heard_lines(const CaseView& view);  // all of them, person by person, with their values

}  // namespace app::desk
