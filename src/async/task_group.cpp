// Every task is an entry of a list with a cancellation signal of its own; join() waits until the list is
// empty, and passes a cancellation of its caller on to the tasks instead of leaving them.

#include "webhookd/async/task_group.hpp"

#include <cassert>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::async {

namespace {

bool is_cancellation(const std::exception_ptr& failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

TaskGroup::TaskGroup(const asio::any_io_executor& executor) : executor_(executor), ended_(executor) {}

TaskGroup::~TaskGroup()
{
    assert(tasks_.empty() && "a TaskGroup is joined before it is destroyed");
}

void TaskGroup::spawn(asio::awaitable<void> task)
{
    const auto entry = tasks_.emplace(tasks_.end());
    auto on_end = [this, entry](const std::exception_ptr& failure) {
        tasks_.erase(entry);
        const bool ended = !failure || (cancelled_ && is_cancellation(failure));
        if (!ended && !failure_) {
            failure_ = failure;
            cancel();
        }
        if (tasks_.empty()) ended_.notify();
    };
    asio::co_spawn(executor_, begin(entry, std::move(task)),
                   asio::bind_cancellation_slot(entry->signal.slot(), std::move(on_end)));
    if (cancelled_) stop(*entry);
}

/// From Boost 1.83 on, Asio ends a coroutine that never waited by a wait of its own, and cancelled at that
/// moment it throws out of the io_context. So a task is not cancelled before it has begun, and waits once in
/// between.
asio::awaitable<void> TaskGroup::begin(Entry entry, asio::awaitable<void> task)
{
    entry->begun = true;
    if (entry->stopped) {
        co_await asio::post(executor_, asio::use_awaitable);
        stop(*entry);
    }
    co_await std::move(task);
}

void TaskGroup::stop(Task& task)
{
    task.stopped = true;
    if (task.begun) task.signal.emit(asio::cancellation_type::terminal);
}

void TaskGroup::cancel()
{
    cancelled_ = true;
    // No task ends inside emit(): Asio posts the completion of what it cancels.
    for (auto& task : tasks_)
        stop(task);
}

asio::awaitable<void> TaskGroup::join()
{
    const bool threw_if_cancelled = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto state = co_await asio::this_coro::cancellation_state;
    bool caller_cancelled = state.cancelled() != asio::cancellation_type::none;
    if (caller_cancelled) cancel();
    while (!tasks_.empty()) {
        try {
            co_await ended_.wait();
        } catch (const boost::system::system_error&) {
            caller_cancelled = true;
            cancel();
        }
    }
    co_await asio::this_coro::throw_if_cancelled(threw_if_cancelled);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    if (caller_cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace webhookd::async
