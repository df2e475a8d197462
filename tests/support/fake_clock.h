// A clock moved by hand.
#pragma once

#include "forms/core/environment.h"

namespace tests {

class FakeClock : public core::Clock {
  public:
    explicit FakeClock(std::int64_t unix_ms = 1'774'999'800'000) : now_{unix_ms} {}
    core::Instant now() const override { return now_; }
    void advance(std::int64_t ms) { now_.unix_ms += ms; }
    void set(std::int64_t unix_ms) { now_.unix_ms = unix_ms; }

  private:
    core::Instant now_;
};

}  // namespace tests
