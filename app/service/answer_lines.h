// The boxes of a case: each field that a needed form prints, a question asks for, or that was answered, with
// value, source and, in conflict, its choices.
#pragma once

#include "app/service/case_viewer.h"

namespace app {

std::vector<AnswerView> answer_lines(const forms::CaseFile& file, const forms::AnswerView& view,
                                     const forms::Progress& progress, const std::vector<SheetView>& sheets,
                                     core::Date day, const Surroundings& around);

}  // namespace app
