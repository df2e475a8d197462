// Commands that open no store: forms from data, addresses, where forms print, the cards on this machine's
// readers. `store`: the folder named on the command line, "" if none was; only `print` looks into it.
#pragma once

#include "app/service/command.h"

namespace app {

Reply run_free_command(Command& command, const std::string& store);

}  // namespace app
