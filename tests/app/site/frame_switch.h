// A network switch in this process: hosts in network namespaces of their own, joined by frames that this
// thread carries, late, not always, and not in order. Pairs of hosts can be cut from each other. Everything
// it made goes with it.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "forms/core/result.h"

namespace tests {

struct Weather {
    int delay_ms{0};
    int loss_percent{0};
    int early_percent{0};  // frames that overtake the ones before them
};

class FrameSwitch {
  public:
    FrameSwitch();
    ~FrameSwitch();

    // A host with this address (10.77.0.N/24). "namespace.not_permitted" where this machine refuses, with the
    // reason as detail.
    core::Status add_host(const std::string& name, int number);
    std::string address(const std::string& name) const;
    std::vector<std::string> within(const std::string& name) const;  // what a command begins with

    void start(std::uint64_t seed);
    void set_weather(Weather weather);
    void cut(const std::set<std::pair<std::string, std::string>>& pairs);  // these and no others
    std::uint64_t carried() const { return carried_; }
    std::uint64_t lost() const { return lost_; }

  private:
    struct Host {
        std::string name;
        std::string space;
        int number{0};
        int fd{-1};
    };
    void run();
    void take(std::size_t from, const std::vector<std::uint8_t>& frame);

    std::vector<Host> hosts_;
    std::mutex mutex_;
    Weather weather_;
    std::set<std::pair<std::size_t, std::size_t>> cut_;
    std::mt19937_64 chance_;
    struct OnWay {
        std::int64_t at_ms{0};
        std::size_t to{0};
        std::vector<std::uint8_t> frame;
    };
    std::vector<OnWay> on_way_;  // in the order of leaving
    std::vector<std::pair<std::vector<std::uint8_t>, std::size_t>> learned_;
    std::atomic<std::uint64_t> carried_{0};
    std::atomic<std::uint64_t> lost_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace tests
