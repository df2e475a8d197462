#include "app/node/store_thread.h"

#include <algorithm>

namespace app {

StoreThread::StoreThread() : thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_there_.notify_all();
    thread_.join();
}

void StoreThread::post(Urgency urgency, std::function<void()> task) {
    const auto lane = static_cast<std::size_t>(urgency);
    {
        const std::lock_guard lock(mutex_);
        lanes_[lane].push_back(std::move(task));
        waiting_[lane] += 1;
    }
    work_there_.notify_one();
}

bool StoreThread::should_yield(Urgency mine) const {
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(mine); ++lane) {
        if (waiting_[lane] > 0) return true;
    }
    return false;
}

void StoreThread::somebody_waits() { waited_ = std::chrono::steady_clock::now(); }

bool StoreThread::somebody_waited_lately() const {
    constexpr std::chrono::seconds lately{10};
    const auto waited = waited_.load();
    return waited != std::chrono::steady_clock::time_point{} &&
           std::chrono::steady_clock::now() - waited < lately;
}

void StoreThread::every(std::chrono::milliseconds period, std::function<void()> task) {
    const bool ends = !task;
    {
        const std::lock_guard lock(mutex_);
        period_ = period;
        due_ = std::chrono::steady_clock::now() + period;
        chore_ = ends ? nullptr : std::make_shared<std::function<void()>>(std::move(task));
    }
    work_there_.notify_one();
    if (ends) ask([] {});  // one that was running has ended
}

// Nothing waits: until something does, or the chore is due.
void StoreThread::rest(std::unique_lock<std::mutex>& lock) {
    if (!chore_) return work_there_.wait(lock);
    if (work_there_.wait_until(lock, due_) != std::cv_status::timeout) return;
    if (!chore_) return;
    due_ = std::chrono::steady_clock::now() + period_;
    const auto chore = chore_;
    lock.unlock();
    (*chore)();
    lock.lock();
}

void StoreThread::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto lane =
            std::find_if(lanes_.begin(), lanes_.end(), [](const auto& list) { return !list.empty(); });
        if (lane == lanes_.end()) {
            if (stopping_) return;
            rest(lock);
            continue;
        }
        auto task = std::move(lane->front());
        lane->pop_front();
        waiting_[static_cast<std::size_t>(lane - lanes_.begin())] -= 1;
        lock.unlock();
        task();
        task = nullptr;
        lock.lock();
    }
}

}  // namespace app
