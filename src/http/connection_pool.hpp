#pragma once
// Connections kept between exchanges. Few per client, so a list in order of return serves: the newest that
// fits is taken (the likeliest to live), the oldest is dropped when there are too many.

#include <list>
#include <memory>

#include "http/connection.hpp"
#include "webhookd/http/url.hpp"

namespace webhookd::http {

class ConnectionPool
{
  public:
    ConnectionPool(std::size_t max_idle, std::chrono::seconds idle_limit)
        : max_idle_(max_idle), idle_limit_(idle_limit)
    {
    }

    /// A connection to the origin of `url` that looks alive, or null.
    std::shared_ptr<Connection> take(const Url& url);

    /// Keeps the connection, which was opened when generation() was `generation`.
    void give(const Url& url, std::shared_ptr<Connection> connection, std::size_t generation);

    /// Closes what is kept now, and on its return what is in use.
    void clear();

    std::size_t generation() const { return generation_; }

  private:
    struct Kept
    {
        bool tls;
        std::string host;
        std::uint16_t port;
        async::SteadyTime since;
        std::shared_ptr<Connection> connection;
    };

    std::size_t max_idle_;
    std::chrono::seconds idle_limit_;
    std::size_t generation_ = 0;
    std::list<Kept> kept_;  // oldest first
};

}  // namespace webhookd::http
