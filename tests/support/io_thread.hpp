#pragma once
// A thread that runs an io_context, and an object that lives on it: for tests of whole programs, whose
// servers must answer while the test itself blocks. Everything goes through call(), so the object needs no
// lock.

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

namespace webhookd::test {

namespace asio = boost::asio;

class IoThread
{
  public:
    IoThread() : work_(asio::make_work_guard(context_)), thread_([this] { context_.run(); }) {}

    /// Waits until the io_context has run out of work: whatever lives on it must have been stopped.
    ~IoThread()
    {
        work_.reset();
        thread_.join();
    }
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    asio::io_context& context() { return context_; }

    /// Runs `function` on the thread and returns or throws what it does. Not to be called on the thread
    /// itself.
    template <class Function>
    auto call(Function function)
    {
        using Result = std::invoke_result_t<Function&>;
        std::packaged_task<Result()> task(std::move(function));
        auto result = task.get_future();
        asio::post(context_, [&task] { task(); });
        return result.get();
    }

  private:
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

/// A `T(io_context&, arguments...)` on a thread of its own; constructed, called and destroyed there.
template <class T>
class OnThread
{
  public:
    template <class... Arguments>
    explicit OnThread(Arguments&&... arguments)
    {
        thread_.call(
            [&] { object_ = std::make_unique<T>(thread_.context(), std::forward<Arguments>(arguments)...); });
    }
    ~OnThread()
    {
        thread_.call([this] { object_.reset(); });
    }
    OnThread(const OnThread&) = delete;
    OnThread& operator=(const OnThread&) = delete;

    template <class Function>
    auto call(Function function)
    {
        return thread_.call([this, &function] { return function(*object_); });
    }

    /// Runs the coroutine `function(object)` on the thread and waits for its end; false when `limit` passes
    /// first.
    template <class Function>
    bool await(Function function, std::chrono::seconds limit = std::chrono::seconds(20))
    {
        auto ended = call([this, &function](T& object) {
            return asio::co_spawn(thread_.context(), function(object), asio::use_future);
        });
        if (ended.wait_for(limit) != std::future_status::ready) return false;
        ended.get();
        return true;
    }

  private:
    IoThread thread_;
    std::unique_ptr<T> object_;
};

}  // namespace webhookd::test
