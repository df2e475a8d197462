// The postal list and the city's own towns: look up, word numbers, put a new list in the old one's place.
#pragma once

#include "app/service/command.h"

namespace app {

Reply run_address_command(Command& command);

}  // namespace app
