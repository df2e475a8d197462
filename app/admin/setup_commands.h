// site init, device join, recovery restore: commands that make a store.
#pragma once

#include "app/service/command.h"

namespace app {

// Secrets wanted: site init: password · device join: code · recovery restore: recovery, password.
Reply run_setup_command(const std::string& folder, Command& command);

}  // namespace app
