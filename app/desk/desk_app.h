// Runs the desk window over a service, on the calling thread, until it is closed. No toolkit type, so that
// programs for tests can bring a service of their own.
#pragma once

#include <functional>
#include <string>

#include "app/service/desk_service.h"
#include "app/service/screen_door.h"

namespace app::desk {

struct DeskOptions {
    std::string view;            // screen after signing in; "" = the list
    int print_size{100};         // percent, 100 to 200
    bool high_contrast{false};   // also where the desktop asks for it
    int idle_lock_s{180};        // 0 = never
    std::string print_folder;    // where sheets go if there is no printer; "" = they are not saved
    std::string picture_folder;  // where a scanner puts pictures; "" = the user's own folder for pictures
    // Told once, when the window is up. If somebody is signed in at the service but not at the window, `show`
    // has the window take that session over.
    std::function<void(ScreenDoor)> offer_door;
};

int run_desk(DeskService& service,
             const DeskOptions& options);  // the exit code; 1 if no display can be opened

}  // namespace app::desk
