// Leaving a case before its end: 保留 with a reason, 預かり until the next opening day, or 引継ぎ to another
// section. One question (two for 引継ぎ), the same on every screen. UI thread only.
#pragma once

#include <functional>

#include "app/desk/controls/prompt_bar.h"

namespace app::desk {

// Asks in `prompt` and carries it out; `done` is called once it is durable, while the prompt's window lives.
// A refusal goes to the message line.
void ask_set_aside(PromptBar& prompt, Shell& shell, const core::CaseId& id,
                   std::function<void(const CaseView& view)> done);

}  // namespace app::desk
