#include "app/desk/key_times.h"

#include <algorithm>
#include <numeric>

namespace app::desk {

namespace {

constexpr std::size_t kept_max = 100'000;

Waits waits_of(std::vector<double>& times) {
    std::sort(times.begin(), times.end());
    const auto at_share = [&](double share) {
        if (times.empty()) return 0.0;
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1) + 0.5)];
    };
    const Waits out{times.size(), at_share(0.5), at_share(0.95), at_share(1),
                    std::accumulate(times.begin(), times.end(), 0.0)};
    times.clear();
    return out;
}

std::vector<double>& save_times() {
    static std::vector<double> times;
    return times;
}

}  // namespace

void KeyTimes::painted(std::int64_t at_ms) {
    if (!waiting_since_) return;
    if (times_.size() + waiting_ <= kept_max)
        times_.insert(times_.end(), waiting_, static_cast<double>(at_ms - *waiting_since_));
    waiting_since_.reset();
    waiting_ = 0;
}

Waits KeyTimes::take() { return waits_of(times_); }

void SaveClock::ticked() const {
    const auto wait = std::chrono::steady_clock::now() - begun_;
    if (save_times().size() < kept_max)
        save_times().push_back(std::chrono::duration<double, std::milli>(wait).count());
}

Waits take_save_times() { return waits_of(save_times()); }

}  // namespace app::desk
