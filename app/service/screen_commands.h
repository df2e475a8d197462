// screen show, screen words, screen pace: the commands that a window answers.
#pragma once

#include "app/service/command.h"
#include "app/service/screen_door.h"

namespace app {

Reply screen_reply(const ScreenDoor& door, const Command& command);  // screen.none without a window

}  // namespace app
