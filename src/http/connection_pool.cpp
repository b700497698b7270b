// How many connections the clients may hold: what the process may open, less a reserve for listeners, polls
// and the state file. A kept one is looked at before it is handed out; the generation keeps those that were
// in use during clear() from coming back.

#include "http/connection_pool.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection.hpp"
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

std::shared_ptr<Connection> ConnectionPool::take(const Url& url)
{
    const auto now = std::chrono::steady_clock::now();
    for (auto entry = kept_.end(); entry != kept_.begin();) {
        --entry;
        if (entry->port != url.port || entry->tls != url.tls || entry->host != url.host) continue;
        const bool over = is_over(*entry, now);
        auto connection = std::move(entry->connection);
        entry = kept_.erase(entry);
        if (!over && connection->looks_alive()) return connection;
    }
    return nullptr;
}

void ConnectionPool::give(const Url& url, std::shared_ptr<Connection> connection, std::size_t generation)
{
    const auto now = std::chrono::steady_clock::now();
    if (generation != generation_ || now < distrusted_until_ || max_idle_ == 0) return;
    kept_.push_back({url.tls, url.host, url.port, now, std::move(connection)});
    if (kept_.size() > max_idle_) kept_.pop_front();
}

bool ConnectionPool::is_over(const Kept& kept, async::SteadyTime now) const
{
    return kept.since + idle_limit_ <= now || kept.connection->opened_at() + max_age_ <= now;
}

bool ConnectionPool::drop_oldest()
{
    if (kept_.empty()) return false;
    kept_.pop_front();
    return true;
}

void ConnectionPool::tidy()
{
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(kept_,
                  [&](const Kept& kept) { return is_over(kept, now) || !kept.connection->looks_alive(); });
}

void ConnectionPool::distrust()
{
    distrusted_until_ = std::chrono::steady_clock::now() + max_age_;
    clear();
}

void ConnectionPool::clear()
{
    ++generation_;
    kept_.clear();
}

}  // namespace webhookd::http
