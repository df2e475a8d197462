// `card list` and `card read`: they need no store and no desk.
#pragma once

#include "app/service/command.h"
#include "forms/core/calendar.h"

namespace app {

Reply card_list();

// From the reader, or with --picture FILE from a picture of the face: then the answer is a proposal.
Reply card_read(Command& command, core::Date today);

}  // namespace app
