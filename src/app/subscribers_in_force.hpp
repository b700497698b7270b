#pragma once
// The subscribers that are served: their rows in the state file, their lanes, and who gets which event. The
// three change together, or not at all.

#include <memory>
#include <vector>

#include "webhookd/async/clock.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/config/difference.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

class SubscribersInForce
{
  public:
    /// Everything passed by reference outlives this.
    SubscribersInForce(const asio::any_io_executor& executor, store::Store& store,
                       delivery::Dispatcher& dispatcher, async::Resolver& resolver, async::Clock& clock)
        : executor_(executor), store_(store), dispatcher_(dispatcher), resolver_(resolver), clock_(clock)
    {
    }

    /// Puts `config.subscribers` in force, of which `changes` differ from those that are; lanes that did not
    /// change are left alone. An event belongs to the subscribers in force when its poll is handed to the
    /// store. Throws std::runtime_error, and has changed nothing then, when a certificate cannot be used or
    /// the state file cannot be written.
    asio::awaitable<void> put(const config::Config& config,
                              const std::vector<config::SubscriberDifference>& changes);

  private:
    struct Lane
    {
        delivery::LaneSettings settings;
        std::unique_ptr<delivery::Destination> destination;
    };

    asio::awaitable<std::vector<std::int64_t>> reserve(const config::Config& config);
    std::vector<Lane> make_lanes(const config::Config& config, const std::vector<std::int64_t>& ids,
                                 const std::vector<config::SubscriberDifference>& changes);
    asio::awaitable<void> store_them(const config::Config& config, std::vector<std::int64_t> ids);

    asio::any_io_executor executor_;
    store::Store& store_;
    delivery::Dispatcher& dispatcher_;
    async::Resolver& resolver_;
    async::Clock& clock_;
};

}  // namespace webhookd::app
