#pragma once
// Structured concurrency: every coroutine of the program belongs to a TaskGroup, and every group is joined
// (CONTRIBUTING.md 4). The first task that fails cancels its siblings; its exception comes out of join().
//
// So there is one rule for what is thrown. Work on one thing (a poll, an attempt, a request to a listener, a
// look-up, a write) turns it into a failure of that thing, and what does such work goes on. Whatever else
// throws ends its group, the group that joins this one, and at last the program: one line in the log, status
// 1, and systemd starts it again. Nothing that is meant to go on is missing silently.

#include <exception>
#include <list>

#include <boost/asio/cancellation_signal.hpp>

#include "webhookd/async/asio.hpp"
#include "webhookd/async/signal_flag.hpp"

namespace webhookd::async {

/// Not thread-safe: lives on the thread of its io_context. Must be joined before it is destroyed.
class TaskGroup
{
  public:
    explicit TaskGroup(const asio::any_io_executor& executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    ~TaskGroup();

    /// Starts `task` now. Once the group is cancelled, a task that ends by operation_aborted counts as ended;
    /// before that nobody asked for it, and it failed.
    void spawn(asio::awaitable<void> task);

    /// Asks every task to stop. Tasks spawned later start cancelled.
    void cancel();

    std::size_t size() const { return tasks_.size(); }

    /// Returns once no task is left; rethrows the first failure. When the caller is cancelled it cancels the
    /// tasks, still waits for them, and then throws operation_aborted. A caller that may have been cancelled
    /// already (it caught operation_aborted) must first do `co_await
    /// asio::this_coro::throw_if_cancelled(false)`: else Asio throws at the co_await, before join() begins.
    asio::awaitable<void> join();

  private:
    struct Task
    {
        asio::cancellation_signal signal;
        bool begun = false;
        bool stopped = false;  ///< cancelled, at once or as soon as it has begun
    };
    using Entry = std::list<Task>::iterator;

    asio::awaitable<void> begin(Entry entry, asio::awaitable<void> task);
    static void stop(Task& task);

    asio::any_io_executor executor_;
    std::list<Task> tasks_;  // a list: slots keep their address
    std::exception_ptr failure_;
    bool cancelled_ = false;
    SignalFlag ended_;
};

}  // namespace webhookd::async
