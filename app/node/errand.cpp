#include "app/node/errand.h"

namespace app {

Errand::~Errand() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wished_there_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Errand::run() {
    {
        const std::lock_guard lock(mutex_);
        wished_ = true;
        if (!thread_.joinable()) thread_ = std::thread([this] { loop(); });
    }
    wished_there_.notify_one();
}

void Errand::loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wished_there_.wait(lock, [this] { return wished_ || stopping_; });
        if (stopping_) return;
        wished_ = false;
        lock.unlock();
        chore_();
        lock.lock();
    }
}

}  // namespace app
