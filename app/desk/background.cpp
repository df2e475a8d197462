#include "app/desk/background.h"

#include "app/desk/native_calls.h"

namespace app::desk {

Lane::Lane() : thread_([this] { loop(); }) {}

Lane::~Lane() {
    {
        const std::lock_guard lock(guard_);
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Lane::push(std::function<void()> job) {
    {
        const std::lock_guard lock(guard_);
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void Lane::deliver(std::function<void()> call) { native::soon(std::move(call)); }

void Lane::loop() {
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(guard_);
            wake_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
            if (stop_) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job();
    }
}

}  // namespace app::desk
