// `/v1/subscribers`: the list, `pause`, `resume` and `ping`. A configured subscriber is shown with its row,
// its backlog and its lane; of those no longer configured, only who is still owed something.

#include "control/subscribers.hpp"

#include <fmt/format.h>

#include "control/documents.hpp"
#include "control/handlers.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::control {

namespace {

/// What is in the state file; a healthy record without deliveries when the daemon has not seen it yet.
OrderedJson stored_document(const store::SubscriberRecord& record, const store::Backlog& backlog,
                            std::string_view state)
{
    return {{"name", record.name},
            {"state", state},
            {"reason", text_or_null(record.reason)},
            {"pending", backlog.pending},
            {"dead", backlog.dead},
            {"oldest_at", time_or_null(backlog.oldest_at)},
            {"failing_since", time_or_null(record.failing_since)},
            {"last_success_at", time_or_null(record.last_success_at)}};
}

void add_live(OrderedJson& document, const LiveLane& lane)
{
    document["in_flight"] = lane.in_flight;
    document["paused_until"] = time_or_null(lane.paused_until);
    document["trouble"] = text_or_null(lane.trouble);
}

constexpr std::int64_t default_wait_seconds = 30;
constexpr std::int64_t longest_wait_seconds = 300;

/// Of an event for this subscriber alone: stores it and its one delivery, whose id it returns.
asio::awaitable<std::int64_t> queue_ping(ActionContext context, ConfiguredSubscriber subscriber,
                                         core::Event event)
{
    auto queue = [event, id = context.subscriber_id(subscriber.name),
                  now = context.clock.now()](store::Tables& tables) {
        const auto seq = tables.events.add(event, "", now).value();
        tables.deliveries.add(seq, id, now);
        return tables.deliveries.find(seq, id).value().id;
    };
    auto queued = co_await context.store.write(std::move(queue));
    co_return value_or_refuse(std::move(queued));
}

}  // namespace

OrderedJson subscriber_document(const View& view, const ConfiguredSubscriber& subscriber)
{
    store::SubscriberRecord record;
    store::Backlog backlog;
    record.name = subscriber.name;
    if (auto stored = view.tables.subscribers.find(subscriber.name)) {
        record = std::move(*stored);
        backlog = view.tables.deliveries.backlog(record.id);
    }
    auto document =
        stored_document(record, backlog, subscriber.enabled ? store::to_string(record.state) : "disabled");
    document["url"] = view.whole_urls ? subscriber.url : core::shown_url(subscriber.url);
    if (view.live) {
        if (const auto* lane = view.live->find(subscriber.name)) add_live(document, *lane);
    }
    return document;
}

OrderedJson subscriber_documents(const View& view)
{
    auto list = OrderedJson::array();
    for (const auto& subscriber : view.configured.subscribers)
        list.push_back(subscriber_document(view, subscriber));
    for (const auto& record : view.tables.subscribers.all()) {
        if (view.configured.find(record.name) != nullptr) continue;
        const auto backlog = view.tables.deliveries.backlog(record.id);
        if (backlog.pending + backlog.dead == 0) continue;
        auto document = stored_document(record, backlog, "removed");
        document["url"] = nullptr;
        list.push_back(std::move(document));
    }
    return list;
}

OrderedJson read_subscribers(const View& view, const Arguments& /*arguments*/)
{
    return {{"subscribers", subscriber_documents(view)}};
}

asio::awaitable<OrderedJson> pause_subscriber(ActionContext context, Arguments arguments)
{
    const auto& subscriber = context.subscriber(arguments.part("name"));
    auto reason = arguments.text("reason");
    reason = reason.empty() ? "paused by command" : "paused by command: " + reason;
    co_await context.actions.pause(subscriber.name, std::move(reason));
    co_return subscriber_document(context.view(), subscriber);
}

asio::awaitable<OrderedJson> resume_subscriber(ActionContext context, Arguments arguments)
{
    const auto& subscriber = context.subscriber(arguments.part("name"));
    co_await context.actions.resume(subscriber.name);
    co_return subscriber_document(context.view(), subscriber);
}

/// Waits for the first attempt, so that the answer tells how it went.
asio::awaitable<OrderedJson> ping_subscriber(ActionContext context, Arguments arguments)
{
    const auto& subscriber = context.subscriber(arguments.part("name"));
    const std::chrono::seconds wait(
        arguments.number("wait_seconds", 0, longest_wait_seconds, default_wait_seconds));
    const auto random_id = fmt::format("{:016x}{:016x}", context.random.bits(), context.random.bits());
    auto event =
        core::ping_event(context.configured->source, random_id, subscriber.name, context.clock.now());
    const auto id = co_await queue_ping(context, subscriber, std::move(event));
    context.actions.wake({context.subscriber_id(subscriber.name)});

    auto& deliveries = context.store.read().deliveries;
    const auto record = context.store.read().subscribers.find(subscriber.name);
    const bool silent = !subscriber.enabled || (record && record->state == store::LaneState::held);
    if (!silent && deliveries.attempts(id).empty())
        co_await context.attempts.wait_until(id, context.clock, context.clock.steady() + wait);

    auto document = document_of(context.view(), deliveries.find(id).value());
    const auto attempts = deliveries.attempts(id);
    document["attempt"] = attempts.empty() ? OrderedJson() : document_of(attempts.front());
    co_return document;
}

}  // namespace webhookd::control
