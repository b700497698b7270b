#include "app/commands/subscriber_status.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/commands/output.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

SubscriberStatus status_of(const config::Subscriber& subscriber, store::Tables& tables)
{
    SubscriberStatus status;
    status.record.name = subscriber.name;
    status.enabled = subscriber.enabled;
    status.url = subscriber.url;
    if (const auto record = tables.subscribers.find(subscriber.name)) {
        status.record = *record;
        status.backlog = tables.deliveries.backlog(record->id);
    }
    return status;
}

bool is_configured(const config::Config& config, const std::string& name)
{
    return std::ranges::find(config.subscribers, name, &config::Subscriber::name) != config.subscribers.end();
}

}  // namespace

std::string SubscriberStatus::state() const
{
    if (url.empty()) return "removed";
    return enabled ? std::string(store::to_string(record.state)) : "disabled";
}

std::vector<SubscriberStatus> subscriber_statuses(const config::Config& config, store::Tables& tables)
{
    std::vector<SubscriberStatus> result;
    for (const auto& subscriber : config.subscribers)
        result.push_back(status_of(subscriber, tables));
    for (const auto& record : tables.subscribers.all()) {
        if (is_configured(config, record.name)) continue;
        const auto backlog = tables.deliveries.backlog(record.id);
        if (backlog.pending + backlog.dead == 0) continue;
        result.push_back({.record = record, .backlog = backlog, .enabled = true, .url = {}});
    }
    return result;
}

OrderedJson document_of(const std::vector<SubscriberStatus>& subscribers)
{
    auto list = OrderedJson::array();
    for (const auto& subscriber : subscribers) {
        list.push_back({{"name", subscriber.record.name},
                        {"state", subscriber.state()},
                        {"reason", text_or_null(subscriber.record.reason)},
                        {"pending", subscriber.backlog.pending},
                        {"dead", subscriber.backlog.dead},
                        {"oldest_at", time_or_null(subscriber.backlog.oldest_at)},
                        {"failing_since", time_or_null(subscriber.record.failing_since)},
                        {"last_success_at", time_or_null(subscriber.record.last_success_at)},
                        {"url", text_or_null(subscriber.url)}});
    }
    return list;
}

void print_subscribers(const std::vector<SubscriberStatus>& subscribers)
{
    Table table(
        {"subscriber", "state", "pending", "dead", "oldest", "last success", "failing since", "reason"});
    for (const auto& subscriber : subscribers) {
        table.add({subscriber.record.name, subscriber.state(), fmt::to_string(subscriber.backlog.pending),
                   fmt::to_string(subscriber.backlog.dead), time_or_dash(subscriber.backlog.oldest_at),
                   time_or_dash(subscriber.record.last_success_at),
                   time_or_dash(subscriber.record.failing_since), subscriber.record.reason});
    }
    print_table(table, "no subscribers are configured");
}

}  // namespace webhookd::app
