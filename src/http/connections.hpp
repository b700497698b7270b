#pragma once
// What all clients of one io_context share: how many connections they hold, and which of those that wait can
// go. Descriptors are few (often 1,024): without a common account the connections that a thousand quiet
// subscribers keep would leave none for the listeners and the state file. A service of the io_context, as the
// descriptors are the process's and belong to no client.

#include <cstddef>
#include <set>

#include <boost/asio/execution_context.hpp>

#include "webhookd/async/clock.hpp"

namespace webhookd::http {

class ConnectionPool;

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

}  // namespace webhookd::http
