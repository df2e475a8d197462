// Work that may take time is done elsewhere; its result comes back, by value, to a window that is still
// there.
//
// Holds: a Lane runs its jobs one after another, in order. `work` runs on the lane's thread and must not
// touch a window; `then` runs on the UI thread, only while `window` lives, and owns the result. A lane is
// made and destroyed on the UI thread; jobs that have not started by then are dropped.
#pragma once

#include <wx/app.h>
#include <wx/weakref.h>
#include <wx/window.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace app::desk {

class Lane {
  public:
    Lane();
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    template <class Work, class Then>
    void run(wxWindow* window, Work work, Then then) {
        using Value = decltype(work());
        struct Job {
            wxWeakRef<wxWindow> window;  // touched on the UI thread only
            Work work;
            Then then;
            std::optional<Value> value;
        };
        auto job =
            std::shared_ptr<Job>(new Job{wxWeakRef<wxWindow>(window), std::move(work), std::move(then), {}});
        push([job]() mutable {
            job->value.emplace(job->work());
            // The last reference goes back with the call, so that the job dies where it was made.
            deliver([held = std::move(job)] {
                if (held->window) held->then(std::move(*held->value));
            });
        });
    }

  private:
    void push(std::function<void()> job);
    static void deliver(std::function<void()> call);
    void loop();

    std::mutex guard_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    bool stop_{false};
    std::thread thread_;
};

}  // namespace app::desk
