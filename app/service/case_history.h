// What was done in a case, in words, oldest first. Pure.
#pragma once

#include "app/service/case_viewer.h"

namespace app {

std::vector<HistoryLine> history_of(const forms::CaseFile& file, const Surroundings& around);

}  // namespace app
