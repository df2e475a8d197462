// The one place where a reason becomes a sentence for people: polite office Japanese that says what happened
// and what to do next. Used by the window, the command line and logs that a clerk may read. Pure.
#pragma once

#include <string>

#include "forms/core/result.h"

namespace app {

// One sentence, with Error::count filled in where the sentence needs it. Unknown reasons get a sentence by
// their code.
std::string sentence(const core::Error& error);

}  // namespace app
