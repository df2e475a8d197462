// How long keys waited for their repaint, and values for their tick. A key without a frame before the next
// key counts to that key's frame, so that a stuck window shows. UI thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "app/service/screen_door.h"

namespace app::desk {

class KeyTimes {
  public:
    void key(std::int64_t at_ms) {  // on the display's clock
        if (!waiting_since_) waiting_since_ = at_ms;
        ++waiting_;
    }
    void painted(std::int64_t at_ms);
    Waits take();  // and starts anew

  private:
    std::optional<std::int64_t> waiting_since_;
    std::size_t waiting_{0};
    std::vector<double> times_;
};

// Made when a value goes to be saved; ticked() when its box shows that it is durable.
class SaveClock {
  public:
    void ticked() const;

  private:
    std::chrono::steady_clock::time_point begun_{std::chrono::steady_clock::now()};
};
Waits take_save_times();  // of all boxes, and starts anew

}  // namespace app::desk
