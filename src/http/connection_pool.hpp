#pragma once
// Connections kept between exchanges: the pool of a client, and the account of all of them.

#include <cstddef>
#include <list>
#include <memory>
#include <set>

#include <boost/asio/execution_context.hpp>

#include "webhookd/async/clock.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::http {

class Connection;
class ConnectionPool;

/// What all clients of one io_context share: how many connections they hold, and which of those that wait can
/// go. Descriptors are few (often 1,024): without a common account the connections that a thousand quiet
/// subscribers keep would leave none for the listeners and the state file. A service of the io_context, as
/// the descriptors are the process's and belong to no client.
class Connections final : public asio::execution_context::service
{
  public:
    using key_type = Connections;
    static asio::execution_context::id id;

    explicit Connections(asio::execution_context& context);

    static Connections& of(const asio::any_io_executor& executor);

    void add(ConnectionPool& pool) { pools_.insert(&pool); }
    void remove(ConnectionPool& pool) { pools_.erase(&pool); }

    /// Whether another connection may be opened. Closes the one that has been idle for longest when there
    /// are as many as may be.
    bool make_room();
    /// False when none is idle.
    bool close_oldest();
    /// Ends what has been idle or open for too long, and what the peer has closed.
    void tidy();

    /// A connection that counts.
    class Slot
    {
      public:
        explicit Slot(Connections& all) : all_(all) { ++all_.open_; }
        ~Slot() { --all_.open_; }
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;

      private:
        Connections& all_;
    };

  private:
    void shutdown() override {}

    std::size_t most_;
    std::size_t open_ = 0;
    std::set<ConnectionPool*> pools_;
};

/// What one client keeps. They are few, so a list in order of return serves: the newest that fits is taken
/// (the likeliest to live), the oldest is dropped when there are too many.
class ConnectionPool
{
  public:
    /// A connection is kept for `idle_limit` after its last use, and used for `max_age` after it was opened,
    /// so that a name that moved is followed.
    ConnectionPool(Connections& all, std::size_t max_idle, std::chrono::seconds idle_limit,
                   std::chrono::seconds max_age)
        : all_(all), max_idle_(max_idle), idle_limit_(idle_limit), max_age_(max_age)
    {
        all_.add(*this);
    }
    ~ConnectionPool() { all_.remove(*this); }
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// A connection to the origin of `url` that looks alive, or null.
    std::shared_ptr<Connection> take(const Url& url);

    /// Keeps the connection, which was opened when generation() was `generation`.
    void give(const Url& url, std::shared_ptr<Connection> connection, std::size_t generation);

    /// Since when the one has been idle that has been so for longest; the end of time when there is none.
    async::SteadyTime oldest() const
    {
        return kept_.empty() ? async::SteadyTime::max() : kept_.front().since;
    }
    /// Closes that one; false when there is none.
    bool drop_oldest();
    /// Closes what is not to be used again.
    void tidy();
    /// Closes what is kept now, and on its return what is in use.
    void clear();
    /// One that was kept fell silent. Others may have died with it, and where a connection is one request
    /// long (a receiver that hangs at the second, a NAT that forgets) every other request would wait for its
    /// timeout: none is kept for as long as one may live.
    void distrust();

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

    bool is_over(const Kept& kept, async::SteadyTime now) const;

    Connections& all_;
    std::size_t max_idle_;
    std::chrono::seconds idle_limit_;
    std::chrono::seconds max_age_;
    std::size_t generation_ = 0;
    async::SteadyTime distrusted_until_ = async::SteadyTime::min();
    std::list<Kept> kept_;  // oldest first
};

}  // namespace webhookd::http
