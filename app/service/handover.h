// 手渡し: what must change hands before a visit is over: what the resident takes along, what is handed back,
// what goes to which section. Derived from the case as it stands; what was ticked are facts. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/service/desk_views.h"
#include "forms/casework/case_file.h"
#include "forms/interview/answer_view.h"

namespace app {

// Empty until every sheet is printed. `view` brings sheets and identity; `places`: counter_settings.h.
std::vector<HandoverView> handover_of(const CaseView& view, const forms::CaseFile& file,
                                      const forms::AnswerView& interview,
                                      const std::map<std::string, std::string>& places);

}  // namespace app
