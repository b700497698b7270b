#pragma once
// The handlers of the routes that change something, and what they work with.

#include <memory>
#include <string>

#include "control/arguments.hpp"
#include "control/attempt_watch.hpp"
#include "control/refusal.hpp"
#include "webhookd/control/api.hpp"

namespace webhookd::control {

/// One request's hold on the daemon: a reload meanwhile does not change what it sees.
struct Acting
{
    store::Store& store;
    async::Clock& clock;
    async::Random& random;
    AttemptWatch& attempts;
    bool& backing_up;  ///< a backup is being made: one at a time
    const Actions& actions;
    std::shared_ptr<const Configured> configured;
    Caller caller;

    View view() const { return {store.read(), *configured, clock.now(), actions.live(), caller.shows_token}; }
    /// A configured subscriber, else Refusal 404 that names those there are.
    const ConfiguredSubscriber& subscriber(const std::string& name) const;
    /// Its id in the state file.
    std::int64_t subscriber_id(const std::string& name) const;
};

/// What a write returned; Refusal 503 with the reason when nothing was written.
template <class Value>
Value kept(std::expected<Value, store::WriteError> written)
{
    if (written) return *std::move(written);
    throw Refusal(503, "the state file cannot be written: " + written.error().message);
}

asio::awaitable<OrderedJson> pause_subscriber(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> resume_subscriber(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> ping_subscriber(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> retry_deliveries(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> drop_deliveries(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> replay(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> poll_stream(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> rebaseline_stream(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> release_stream(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> drop_stream(Acting acting, Arguments arguments);
asio::awaitable<OrderedJson> back_up(Acting acting, Arguments arguments);

}  // namespace webhookd::control
