// The counter's side of a case: call, notes, relations, documents, fees, put together from the pure units
// beside this file. Pure.
#pragma once

#include "app/service/case_viewer.h"

namespace app {

// `view` brings sheets and answers; without settings (Surroundings::counter) only what the fold alone says.
CounterPart counter_part(const CaseView& view, const forms::CaseFile& file, const Surroundings& around);

}  // namespace app
