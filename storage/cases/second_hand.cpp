#include "storage/cases/second_hand.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <utility>

namespace storage {

SecondHand::~SecondHand() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool SecondHand::start() {
    if (thread_.joinable()) return true;
    if (std::thread::hardware_concurrency() < 2) return false;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void SecondHand::give(std::function<void()> job) {
    if (!start()) return do_one(job);
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
}

void SecondHand::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.empty() && !working_; });
    if (auto failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

void SecondHand::forget() noexcept {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.empty() && !working_; });
    failure_ = nullptr;
}

void SecondHand::share(std::size_t count, const std::function<void(std::size_t)>& work) {
    constexpr std::size_t at_a_time = 8;
    std::atomic<std::size_t> next{0};
    const auto hand = [&] {
        for (std::size_t from = next.fetch_add(at_a_time); from < count; from = next.fetch_add(at_a_time)) {
            const std::size_t end = std::min(from + at_a_time, count);
            for (std::size_t i = from; i < end; ++i) work(i);
        }
    };
    give(hand);
    do_one(hand);
    wait();
}

void SecondHand::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        working_ = true;
        lock.unlock();
        do_one(job);
        job = nullptr;  // what it held goes here as well
        lock.lock();
        working_ = false;
        if (jobs_.empty()) changed_.notify_all();
    }
}

void SecondHand::do_one(const std::function<void()>& job) {
    try {
        job();
    } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
    }
}

}  // namespace storage
