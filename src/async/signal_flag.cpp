// The flag is a channel with room for one message: notify() on a full one changes nothing, and wait() takes
// the message out.

#include "webhookd/async/signal_flag.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::async {

SignalFlag::SignalFlag(const asio::any_io_executor& executor) : channel_(executor, 1) {}

void SignalFlag::notify()
{
    channel_.try_send(boost::system::error_code{});
}

asio::awaitable<void> SignalFlag::wait()
{
    auto [error] = co_await channel_.async_receive(asio::as_tuple(asio::use_awaitable));
    // A cancelled channel reports channel_cancelled (CONTRIBUTING.md 4).
    if (error) throw boost::system::system_error(asio::error::operation_aborted);
}

asio::awaitable<bool> SignalFlag::wait_until(Clock& clock, SteadyTime deadline)
{
    auto executor = co_await asio::this_coro::executor;
    auto [order, receive_error, sleep_failure] =
        co_await asio::experimental::make_parallel_group(
            channel_.async_receive(asio::deferred),
            asio::co_spawn(executor, clock.sleep_until(deadline), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    // A notification that arrived together with the deadline has been taken out of the channel: it counts.
    if (!receive_error) co_return true;
    if (sleep_failure) std::rethrow_exception(sleep_failure);
    co_return false;
}

}  // namespace webhookd::async
