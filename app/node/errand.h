// One chore on a thread of its own: asked for again and again, done one at a time, never twice for one wish.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace app {

class Errand {
  public:
    explicit Errand(std::function<void()> chore) : chore_(std::move(chore)) {}
    ~Errand();  // waits for the one that runs; a wish that came meanwhile is dropped
    Errand(const Errand&) = delete;
    Errand& operator=(const Errand&) = delete;

    void run();  // any thread; returns at once. The thread begins with the first wish.

  private:
    void loop();

    std::function<void()> chore_;
    std::mutex mutex_;
    std::condition_variable wished_there_;
    bool wished_{false};
    bool stopping_{false};
    std::thread thread_;
};

}  // namespace app
