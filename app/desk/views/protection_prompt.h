// 支援措置 with the clerk's keys: making a case 係長確認, and what a supervisor does with one: open it, let
// one clerk prepare one document once, or end the protection. UI thread only.
#pragma once

#include <functional>

#include "app/desk/controls/prompt_bar.h"

namespace app::desk {

void make_protected(PromptBar& prompt, Shell& shell, const core::CaseId& id);

// Anybody but a supervisor hears only that a supervisor is needed. `open`: the supervisor opens the case.
void ask_protected(PromptBar& prompt, Shell& shell, const core::CaseId& id, std::function<void()> open);

}  // namespace app::desk
