// A kept connection is looked at before it is handed out; the generation keeps those that were in use during
// clear() from coming back.

#include "http/connection_pool.hpp"

#include <utility>

namespace webhookd::http {

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
