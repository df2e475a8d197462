// What an open window tells those who cannot look at it: the command line and tests. Both functions may be
// called on any thread and wait at most ten seconds for the window ("picture.timeout").
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace app {

// What stands on the screen now, as a screen reader would be told it.
struct ScreenWords {
    std::string title;
    std::string focus;    // name and description of what has the keys, by 、; "" if nothing has
    std::string message;  // the line above the keys; "" if it says nothing
    bool complains{false};
    std::vector<std::string> words;     // names, descriptions and texts of what is visible, secrets never
    std::vector<std::string> resident;  // the same of the resident's display, while it is up
    std::vector<std::string> cut;       // texts that were drawn shortened with 「…」 or over their edge
};

// Of waits in milliseconds: the middle one, the longest but the slowest twentieth, the longest, and all.
struct Waits {
    std::uint64_t count{0};
    double p50_ms{0};
    double p95_ms{0};
    double worst_ms{0};
    double sum_ms{0};
};

struct ScreenPace {
    Waits keys;   // from a key press, as the display stamped it, to the end of the next frame
    Waits saves;  // from leaving a box with a new value to its tick: the value is durable
};

struct ScreenDoor {
    // Goes to a view ("" = as it is) with a case (hex, "" = as it is) and saves a PNG of the window.
    std::function<core::Status(const std::string& view, const std::string& case_hex, const std::string& file)>
        show;
    std::function<core::Result<ScreenWords>()> words;
    std::function<core::Result<ScreenPace>()> pace;  // since it was last asked
};

}  // namespace app
