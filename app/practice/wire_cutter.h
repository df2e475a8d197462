// Cables that can be pulled: each stretch listens on a loopback port and carries whatever comes to another
// one, until it is cut. A cut drops what is under way and refuses what comes; healing lets new connections
// through. One thread for all stretches.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "forms/core/result.h"

namespace app {

class WireCutter {
  public:
    WireCutter();
    ~WireCutter();

    // The loopback port that leads to `target` (a loopback port).
    core::Result<std::uint16_t> stretch(std::uint16_t target);
    void cut(std::uint16_t port);
    void heal(std::uint16_t port);
    std::uint64_t bytes() const { return bytes_; }  // carried so far, both ways

  private:
    struct Stretch {
        std::uint16_t port{0};
        std::uint16_t target{0};
        int listener{-1};
        bool whole{true};
    };
    struct Pair {
        std::uint16_t port{0};
        int near{-1};
        int far{-1};
    };
    void run();
    void accept_on(const Stretch& stretch);
    bool carry(int from, int to);

    std::mutex mutex_;
    std::vector<Stretch> stretches_;
    std::vector<Pair> pairs_;
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace app
