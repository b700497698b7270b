// A configured subscriber is shown with its row, its backlog and its lane; of those no longer configured,
// only who is still owed something.

#include "control/subscribers.hpp"

#include "control/documents.hpp"
#include "control/reading.hpp"
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

}  // namespace webhookd::control
