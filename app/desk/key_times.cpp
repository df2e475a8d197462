#include "app/desk/key_times.h"

#include <algorithm>

namespace app::desk {

namespace {

constexpr std::size_t kept_max = 100'000;

double at_share(const std::vector<std::int64_t>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto last = static_cast<double>(sorted.size() - 1);
    return static_cast<double>(sorted[static_cast<std::size_t>(share * last + 0.5)]);
}

}  // namespace

void KeyTimes::painted(std::int64_t at_ms) {
    if (!waiting_since_) return;
    if (times_.size() + waiting_ <= kept_max) times_.insert(times_.end(), waiting_, at_ms - *waiting_since_);
    waiting_since_.reset();
    waiting_ = 0;
}

KeyPace KeyTimes::take() {
    std::sort(times_.begin(), times_.end());
    const KeyPace pace{times_.size(), at_share(times_, 0.5), at_share(times_, 0.95), at_share(times_, 1)};
    times_.clear();
    return pace;
}

}  // namespace app::desk
