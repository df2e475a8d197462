// How long keys waited for their repaint. A key without a frame before the next key counts to that key's
// frame, so that a stuck window shows. UI thread only.
#pragma once

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
    KeyPace take();  // and starts anew

  private:
    std::optional<std::int64_t> waiting_since_;
    std::size_t waiting_{0};
    std::vector<std::int64_t> times_;
};

}  // namespace app::desk
