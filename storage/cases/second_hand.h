// A second thread for work that shares nothing with the first but what it was given. Started with the first
// job; where the machine has one processor only, or no thread is to be had, jobs are done at once by whoever
// gives them.
//
// give() and wait() belong to one thread, the owner's. What a job throws comes out of the next wait().
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace storage {

class SecondHand {
  public:
    SecondHand() = default;
    ~SecondHand();  // finishes what was given
    SecondHand(const SecondHand&) = delete;
    SecondHand& operator=(const SecondHand&) = delete;

    void give(std::function<void()> job);  // done in the order given
    void wait();                           // until all of it is done
    void forget() noexcept;                // the same; what went wrong does not matter any more

    // work(i) once for each i below `count`, in any order, by both; returns when all are done.
    void share(std::size_t count, const std::function<void(std::size_t)>& work);

  private:
    bool start();
    void run();
    void do_one(const std::function<void()>& job);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    bool working_{false};
    bool ending_{false};
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace storage
