// Wall and processor time since a moment; processor time is that of the whole process.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace app {

class Stopwatch {
  public:
    double wall_s() const { return wall_now() - wall_; }
    double cpu_s() const { return cpu_now() - cpu_; }

  private:
    static double wall_now() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    static double cpu_now() {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    double wall_{wall_now()}, cpu_{cpu_now()};
};

// The value below which so large a part of the values lies; 0 if there are none.
inline double quantile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size()));
    return values[std::min(at, values.size() - 1)];
}
inline double median(const std::vector<double>& values) { return quantile(values, 0.5); }

}  // namespace app
