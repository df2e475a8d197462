// Commands that need no store: forms from data, and the cards on this machine's readers.
#pragma once

#include "app/service/command.h"

namespace app {

Reply run_free_command(Command& command);

}  // namespace app
