// Runs the desk window over a service, on the calling thread, until it is closed. No toolkit type, so that
// programs for tests can bring a service of their own.
#pragma once

#include <functional>
#include <string>

#include "app/service/desk_service.h"

namespace app::desk {

struct DeskOptions {
    std::string view;      // screen after signing in; "" = the list
    int print_size{100};   // percent, 100 to 200
    int idle_lock_s{180};  // 0 = never
    // Told once, when the window is up: a function that any thread may call to have the window go to a screen
    // ("" = as it is) and save a PNG of itself. It waits for the window, at most ten seconds
    // (picture.timeout).
    std::function<void(std::function<core::Status(std::string view, std::string file)>)> offer_picture;
};

int run_desk(DeskService& service,
             const DeskOptions& options);  // the exit code; 1 if no display can be opened

}  // namespace app::desk
