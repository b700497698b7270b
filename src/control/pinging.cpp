// `POST /v1/subscribers/{name}/ping`: queues an event for this subscriber alone and waits for its first
// attempt, so that the answer tells how it went.

#include <algorithm>

#include <fmt/format.h>

#include "control/acting.hpp"
#include "control/documents.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::control {

namespace {

constexpr std::int64_t default_wait_seconds = 30;
constexpr std::int64_t longest_wait_seconds = 300;

/// Stores the event and its one delivery; returns the delivery's id.
asio::awaitable<std::int64_t> queue_ping(Acting acting, ConfiguredSubscriber subscriber, core::Event event)
{
    auto queue = [event, id = acting.subscriber_id(subscriber.name),
                  now = acting.clock.now()](store::Tables& tables) {
        const auto seq = tables.events.add(event, "", now).value();
        tables.deliveries.add(seq, id, now);
        return tables.deliveries.find(seq, id).value().id;
    };
    auto queued = co_await acting.store.write(std::move(queue));
    co_return kept(std::move(queued));
}

}  // namespace

asio::awaitable<OrderedJson> ping_subscriber(Acting acting, Arguments arguments)
{
    const auto& subscriber = acting.subscriber(arguments.part("name"));
    const std::chrono::seconds wait(
        arguments.number("wait_seconds", 0, longest_wait_seconds, default_wait_seconds));
    const auto random_id = fmt::format("{:016x}{:016x}", acting.random.bits(), acting.random.bits());
    auto event = core::ping_event(acting.configured->source, random_id, subscriber.name, acting.clock.now());
    const auto id = co_await queue_ping(acting, subscriber, std::move(event));
    acting.actions.wake({acting.subscriber_id(subscriber.name)});

    auto& deliveries = acting.store.read().deliveries;
    const auto record = acting.store.read().subscribers.find(subscriber.name);
    const bool silent = !subscriber.enabled || (record && record->state == store::LaneState::held);
    if (!silent && deliveries.attempts(id).empty())
        co_await acting.attempts.wait_until(id, acting.clock, acting.clock.steady() + wait);

    auto document = document_of(acting.view(), deliveries.find(id).value());
    const auto attempts = deliveries.attempts(id);
    document["attempt"] = attempts.empty() ? OrderedJson() : document_of(attempts.front());
    co_return document;
}

}  // namespace webhookd::control
