// Three steps that may fail: ids for all names, lanes for those that changed, one commit. Then, without a
// wait in between, recipients and lanes change together.

#include "app/subscribers_in_force.hpp"

#include <set>
#include <stdexcept>
#include <utility>

#include "app/settings.hpp"

namespace webhookd::app {
namespace {

using Kind = config::SubscriberDifference::Kind;

template <class T>
T value_or_throw(std::expected<T, store::WriteError> written)
{
    if (!written) throw std::runtime_error("the state file cannot be written: " + written.error().message);
    return std::move(*written);
}

store::Chain chain_of(config::Ordering ordering)
{
    switch (ordering) {
        case config::Ordering::entity:
            return store::Chain::by_entity;
        case config::Ordering::none:
            return store::Chain::none;
        case config::Ordering::strict:
            return store::Chain::whole_lane;
    }
    return store::Chain::by_entity;
}

}  // namespace

/// An id for every name. Names that are new get a row that nobody uses yet: if the rest fails, it stays so.
asio::awaitable<std::vector<std::int64_t>> SubscribersInForce::reserve(const config::Config& config)
{
    std::vector<std::string> names;
    for (const auto& subscriber : config.subscribers)
        names.push_back(subscriber.name);
    auto write = [names = std::move(names)](store::Tables& tables) {
        std::vector<std::int64_t> ids;
        for (const auto& name : names)
            ids.push_back(tables.subscribers.reserve(name));
        return ids;
    };
    auto written = co_await store_.write(std::move(write));
    co_return value_or_throw(std::move(written));
}

std::vector<SubscribersInForce::Lane> SubscribersInForce::make_lanes(
    const config::Config& config, const std::vector<std::int64_t>& ids,
    const std::vector<config::SubscriberDifference>& changes)
{
    std::set<std::string> concerned;
    for (const auto& change : changes)
        concerned.insert(change.name);
    std::vector<Lane> lanes;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& subscriber = config.subscribers[i];
        if (!concerned.contains(subscriber.name)) continue;
        try {
            lanes.push_back(
                {lane_settings(subscriber, ids[i]), std::make_unique<delivery::WebhookEndpoint>(
                                                        executor_, resolver_, webhook_settings(subscriber))});
        } catch (const std::runtime_error& error) {
            throw std::runtime_error("subscriber " + subscriber.name + ": " + error.what());
        }
    }
    return lanes;
}

/// While this is committed the old lanes still run. That is safe, whichever `ordering` a subscriber had and
/// gets:
/// - What is in flight ends by its old lane, and only then the new lane begins (Dispatcher::put()). What was
///   delivered is found by its id, wherever the new chains have it; what failed, and was meanwhile put behind
///   another, stays `waiting` as it was and is tried again in its turn: the first of a chain is never
///   `waiting`.
/// - What the old lane still takes from its window until the put() below was loaded under the old order, and
///   that lane sends it. The new order begins with the new lane.
/// - An event that is committed meanwhile is chained as the store says at its commit (DeliveryTable::add()):
///   by the old chains before this one, by the new ones after it.
asio::awaitable<void> SubscribersInForce::store_them(const config::Config& config,
                                                     std::vector<std::int64_t> ids)
{
    std::vector<std::pair<std::string, store::Chain>> subscribers;
    for (const auto& subscriber : config.subscribers)
        subscribers.emplace_back(subscriber.name, chain_of(subscriber.delivery.ordering));
    auto write = [subscribers = std::move(subscribers), ids = std::move(ids),
                  now = clock_.now()](store::Tables& tables) {
        for (const auto& [name, chain] : subscribers)
            tables.deliveries.rechain(tables.subscribers.ensure(name), chain);
        tables.subscribers.keep_only(ids, now);
        return true;
    };
    auto written = co_await store_.write(std::move(write));
    value_or_throw(std::move(written));
}

asio::awaitable<void> SubscribersInForce::put(const config::Config& config,
                                              const std::vector<config::SubscriberDifference>& changes)
{
    const auto ids = co_await reserve(config);
    auto lanes = make_lanes(config, ids, changes);
    co_await store_them(config, ids);

    // From here on nothing fails and nothing awaits: no poll and no lane sees a half of it.
    std::vector<store::Recipient> recipients;
    for (std::size_t i = 0; i < ids.size(); ++i)
        recipients.push_back({ids[i], config.subscribers[i].matcher});
    store_.set_recipients(std::move(recipients));
    for (auto& lane : lanes)
        dispatcher_.put(std::move(lane.settings), std::move(lane.destination));
    for (const auto& change : changes) {
        if (change.kind == Kind::removed) dispatcher_.remove(change.name);
    }
}

}  // namespace webhookd::app
