// The one thread that writes to the store. Work is handed over as values; three lanes keep the counter ahead
// of the rest: a clerk's save, then what peers wait for live, then everything that can wait. Within a lane
// the order of posting holds.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>

namespace app {

enum class Urgency : std::uint8_t { clerk = 0, live = 1, background = 2 };

class StoreThread {
  public:
    StoreThread();
    ~StoreThread();  // finishes what was posted, then ends; nothing may be posted meanwhile
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    void post(Urgency urgency, std::function<void()> task);

    // From now on `task` runs about every `period`, when nothing else waits; no second one beside it. An
    // empty task ends it; after that call it does not run any more.
    void every(std::chrono::milliseconds period, std::function<void()> task);

    // Runs `work` on the thread and waits for what it returns. From the thread itself it runs at once.
    template <class Work>
    auto ask(Work&& work, Urgency urgency = Urgency::clerk) -> std::invoke_result_t<Work> {
        if (std::this_thread::get_id() == thread_.get_id()) return work();
        auto task =
            std::make_shared<std::packaged_task<std::invoke_result_t<Work>()>>(std::forward<Work>(work));
        auto answer = task->get_future();
        post(urgency, [task] { (*task)(); });
        return answer.get();
    }

    // Asked by long background work between two steps: somebody more urgent is waiting.
    bool should_yield(Urgency mine) const;

    // A clerk saves, or a peer's live batch has come: for the next seconds background work takes short steps,
    // since the end of a step cannot be hurried. Any thread.
    void somebody_waits();
    bool somebody_waited_lately() const;

  private:
    void run();
    void rest(std::unique_lock<std::mutex>& lock);

    mutable std::mutex mutex_;
    std::condition_variable work_there_;
    std::array<std::deque<std::function<void()>>, 3> lanes_;
    std::array<std::atomic<std::size_t>, 3> waiting_{};
    std::atomic<std::chrono::steady_clock::time_point> waited_{};
    bool stopping_{false};
    std::chrono::milliseconds period_{0};
    std::chrono::steady_clock::time_point due_;
    std::shared_ptr<std::function<void()>> chore_;  // as of every()
    std::thread thread_;
};

}  // namespace app
