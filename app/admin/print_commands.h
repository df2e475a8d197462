// Where this desk prints each form: the settings file in its folder, which the desk reads at every print.
#pragma once

#include "app/service/command.h"

namespace app {

Reply run_print_command(Command& command, const std::string& store);

}  // namespace app
