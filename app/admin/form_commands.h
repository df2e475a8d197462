// Forms without a store: list, check, render from an answer file, which glyph each character gets.
#pragma once

#include "app/service/command.h"

namespace app {

Reply run_form_command(Command& command);

}  // namespace app
