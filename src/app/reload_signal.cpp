// One loop turns signals into a flag, the other acts when it is raised. The handler restarts system calls, so
// that what other threads wait for does not fail.

#include "app/reload_signal.hpp"

#include <csignal>

#include "webhookd/async/task_group.hpp"

namespace webhookd::app {
namespace {

/// Asio's handler interrupts what the other threads wait for (fsync, DNS), which may then fail for nothing.
void restart_interrupted_calls(int signal)
{
    struct sigaction action{};
    sigaction(signal, nullptr, &action);
    action.sa_flags |= SA_RESTART;
    sigaction(signal, &action, nullptr);
}

}  // namespace

ReloadSignal::ReloadSignal(asio::io_context& io) : signals_(io, SIGHUP), asked_(io.get_executor())
{
    restart_interrupted_calls(SIGHUP);
}

asio::awaitable<void> ReloadSignal::listen()
{
    while (true) {
        co_await signals_.async_wait(asio::use_awaitable);
        asked_.notify();
    }
}

asio::awaitable<void> ReloadSignal::act_when_asked(const std::function<asio::awaitable<void>()>& act)
{
    while (true) {
        co_await asked_.wait();
        co_await act();
    }
}

asio::awaitable<void> ReloadSignal::serve(std::function<asio::awaitable<void>()> act)
{
    auto executor = co_await asio::this_coro::executor;
    async::TaskGroup group(executor);
    group.spawn(listen());
    group.spawn(act_when_asked(act));
    co_await group.join();
}

}  // namespace webhookd::app
