// Where each sheet of a case stands between first draft and paper. Pure.
#pragma once

#include "app/service/desk_views.h"
#include "forms/interview/fill.h"

namespace app {

std::vector<SheetView> sheets_of(const forms::CaseFile& file, const forms::AnswerView& view,
                                 const std::vector<std::string>& forms, core::Date day);

// "movers[1].name" -> "異動する人 2人目 氏名".
std::string path_label(const forms::FormDefinition& form, const std::string& path);

}  // namespace app
