// An io_context and its thread. Private to sync/net; the one place that includes Boost.Asio's core.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>

namespace peers {

class IoThread {
  public:
    IoThread() : guard_(boost::asio::make_work_guard(context_)) {}
    ~IoThread() { stop(); }
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    boost::asio::io_context& context() { return context_; }
    void start() {
        thread_ = std::thread([this] { context_.run(); });
    }
    template <class Task>
    void post(Task&& task) {
        boost::asio::post(context_, std::forward<Task>(task));
    }
    // Lets what is under way end by itself, then joins; from another thread only.
    void finish() {
        guard_.reset();
        if (thread_.joinable()) thread_.join();
    }
    void stop() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

  private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    std::thread thread_;
};

}  // namespace peers
