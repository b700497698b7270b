#pragma once
// The one way to bound an awaitable (CONTRIBUTING.md 4): a total deadline around the whole operation, whose
// own failure stays its own. `a || timer` of awaitable_operators waits for a success instead, and so turns
// "refused" into "timed out". It waits for the operation to end, so the operation must be cancellable
// (getaddrinfo is not: see resolver.hpp).

#include <array>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "webhookd/async/asio.hpp"

namespace webhookd::async {

namespace detail {

inline void throw_outcome(const std::array<std::size_t, 2>& order, const boost::system::error_code& expiry,
                          const std::exception_ptr& failure)
{
    const bool timer_was_first = order[0] == 1 && !expiry;
    if (timer_was_first) throw boost::system::system_error(asio::error::timed_out);
    std::rethrow_exception(failure);
}

}  // namespace detail

/// The result of `operation`, or its exception; system_error(timed_out) when `limit` passed first;
/// operation_aborted when the caller was cancelled. T is default constructible (Asio needs it to report an
/// exception).
template <class T>
asio::awaitable<T> with_timeout(asio::awaitable<T> operation, std::chrono::steady_clock::duration limit)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto [order, failure, value, expiry] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, std::move(operation), asio::deferred), timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (failure) detail::throw_outcome(order, expiry, failure);
    co_return std::move(value);
}

/// As above, for an operation without a result.
inline asio::awaitable<void> with_timeout(asio::awaitable<void> operation,
                                          std::chrono::steady_clock::duration limit)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto [order, failure, expiry] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, std::move(operation), asio::deferred), timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (failure) detail::throw_outcome(order, expiry, failure);
}

}  // namespace webhookd::async
