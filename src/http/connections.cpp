// How many connections the clients may hold: what the process may open, less a reserve for listeners, polls
// and the state file.

#include "http/connections.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <limits>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection_pool.hpp"
#include "webhookd/http/client.hpp"

namespace webhookd::http {

namespace {

/// For both listeners with all their connections, the polls, the state file, logs and look-ups.
constexpr rlim_t largest_reserve = 256;
constexpr std::chrono::seconds tidy_interval{1};

std::size_t most_connections()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::numeric_limits<std::size_t>::max();
    return limit.rlim_cur - std::min(largest_reserve, limit.rlim_cur / 2);
}

}  // namespace

asio::execution_context::id Connections::id;

Connections::Connections(asio::execution_context& context)
    : asio::execution_context::service(context), most_(most_connections())
{
}

Connections& Connections::of(const asio::any_io_executor& executor)
{
    return asio::use_service<Connections>(asio::query(executor, asio::execution::context));
}

bool Connections::make_room()
{
    return open_ < most_ || close_oldest();
}

bool Connections::close_oldest()
{
    const auto idle_since = [](const ConnectionPool* pool) { return pool->oldest(); };
    const auto found = std::ranges::min_element(pools_, {}, idle_since);
    return found != pools_.end() && (*found)->drop_oldest();
}

void Connections::tidy()
{
    for (auto* pool : pools_)
        pool->tidy();
}

asio::awaitable<void> tidy_connections()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    for (;;) {
        timer.expires_after(tidy_interval);
        co_await timer.async_wait(asio::use_awaitable);
        Connections::of(executor).tidy();
    }
}

}  // namespace webhookd::http
