// Chance that repeats: the same seed gives the same bytes.
#pragma once

#include <random>

#include "forms/core/environment.h"

namespace tests {

class SeededRandom : public core::Random {
  public:
    explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
    }
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  private:
    std::mt19937_64 engine_;
};

}  // namespace tests
