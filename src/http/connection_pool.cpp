#include "http/connection_pool.hpp"

#include <utility>

namespace webhookd::http {

std::shared_ptr<Connection> ConnectionPool::take(const Url& url)
{
    const auto oldest = std::chrono::steady_clock::now() - idle_limit_;
    while (!kept_.empty() && kept_.front().since <= oldest)
        kept_.pop_front();
    for (auto entry = kept_.end(); entry != kept_.begin();) {
        --entry;
        if (entry->port != url.port || entry->tls != url.tls || entry->host != url.host) continue;
        auto connection = std::move(entry->connection);
        entry = kept_.erase(entry);
        if (connection->looks_alive()) return connection;
    }
    return nullptr;
}

void ConnectionPool::give(const Url& url, std::shared_ptr<Connection> connection, std::size_t generation)
{
    if (generation != generation_ || max_idle_ == 0) return;
    kept_.push_back({url.tls, url.host, url.port, std::chrono::steady_clock::now(), std::move(connection)});
    if (kept_.size() > max_idle_) kept_.pop_front();
}

void ConnectionPool::clear()
{
    ++generation_;
    kept_.clear();
}

}  // namespace webhookd::http
