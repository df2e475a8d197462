// Runs the desk window over a service, on the calling thread, until it is closed. No toolkit type, so that
// programs for tests can bring a service of their own.
#pragma once

#include <functional>
#include <string>

#include "app/service/desk_service.h"

namespace app::desk {

using Picture = std::function<core::Status(const std::string& view, const std::string& case_hex,
                                           const std::string& file)>;

struct DeskOptions {
    std::string view;          // screen after signing in; "" = the list
    int print_size{100};       // percent, 100 to 200
    int idle_lock_s{180};      // 0 = never
    std::string print_folder;  // where sheets go if there is no printer; "" = they are not saved
    // Told once, when the window is up: a function that any thread may call to have the window go to a screen
    // ("" = as it is) with a case (its id in hex, "" = as it is) and save a PNG of itself. If somebody is
    // signed in at the service but not at the window, the window takes that session over. Waits at most ten
    // seconds: picture.timeout
    std::function<void(Picture)> offer_picture;
};

int run_desk(DeskService& service,
             const DeskOptions& options);  // the exit code; 1 if no display can be opened

}  // namespace app::desk
