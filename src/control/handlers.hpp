#pragma once
// The functions behind the routes: those that read, those that change something and what they work with, and
// what all lists have in common: newest first, a page at a time.

#include <limits>
#include <memory>
#include <string>

#include "control/arguments.hpp"
#include "control/attempt_watch.hpp"
#include "control/refusal.hpp"
#include "webhookd/control/api.hpp"

namespace webhookd::control {

OrderedJson read_status(const View& view, const Arguments& arguments);
/// The part of it that is about the polled lists.
OrderedJson read_streams(const View& view, const Arguments& arguments);
OrderedJson read_subscribers(const View& view, const Arguments& arguments);
/// The sync log.
OrderedJson read_polls(const View& view, const Arguments& arguments);
/// What there is to subscribe to.
OrderedJson read_event_types(const View& view, const Arguments& arguments);
/// What was commanded.
OrderedJson read_audit(const View& view, const Arguments& arguments);
OrderedJson read_events(const View& view, const Arguments& arguments);
/// One event with its body, its deliveries and their attempts.
OrderedJson read_event(const View& view, const Arguments& arguments);
OrderedJson read_deliveries(const View& view, const Arguments& arguments);

/// One request's hold on the daemon: a reload meanwhile does not change what it sees.
struct ActionContext
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

/// What a write returned; throws Refusal 503 with the reason when nothing was written.
template <class Value>
Value value_or_refuse(std::expected<Value, store::WriteError> written)
{
    if (written) return *std::move(written);
    throw Refusal(503, "the state file cannot be written: " + written.error().message);
}

asio::awaitable<OrderedJson> pause_subscriber(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> resume_subscriber(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> ping_subscriber(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> retry_deliveries(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> drop_deliveries(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> replay(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> poll_stream(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> rebaseline_stream(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> release_stream(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> drop_stream(ActionContext context, Arguments arguments);
asio::awaitable<OrderedJson> back_up(ActionContext context, Arguments arguments);

/// As many rows as are read in one go.
inline constexpr int longest_page = 1000;

/// Fills what every filter of the store has: since, until, before, limit.
template <class Filter>
void read_page(const Arguments& arguments, Filter& filter)
{
    filter.since = arguments.time("since");
    filter.until = arguments.time("until");
    if (arguments.has("before"))
        filter.before = arguments.number("before", 0, std::numeric_limits<std::int64_t>::max(), 0);
    filter.limit = static_cast<int>(arguments.number("limit", 1, longest_page, 100));
}

/// `{"<name>": […], "next_before": …}`; the cursor is null when this was the last page. `key` names the field
/// by which the next page begins.
OrderedJson page_document(const char* name, OrderedJson rows, int limit, const char* key);

}  // namespace webhookd::control
