#include "app/commands/event_records.hpp"

#include <fmt/format.h>

#include "app/commands/output.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

OrderedJson document_of(const store::EventRecord& event)
{
    return {{"id", event.event.id},
            {"type", event.event.type},
            {"entity", event.event.entity},
            {"stream", text_or_null(event.stream)},
            {"occurred_at", core::format_timestamp(event.event.occurred_at)},
            {"created_at", core::format_timestamp(event.created_at)}};
}

OrderedJson document_of(const store::DeliveryRecord& delivery)
{
    return {{"id", delivery.id},
            {"event_id", delivery.event_id},
            {"type", delivery.type},
            {"entity", delivery.entity},
            {"subscriber", delivery.subscriber},
            {"state", store::to_string(delivery.state)},
            {"waits_for", text_or_null(waits_for(delivery))},
            {"attempts_made", delivery.attempts},
            {"created_at", core::format_timestamp(delivery.created_at)},
            {"next_attempt_at", time_or_null(delivery.next_attempt_at)},
            {"finished_at", time_or_null(delivery.finished_at)},
            {"last_error", text_or_null(delivery.last_error)}};
}

OrderedJson document_of(const store::AttemptRecord& attempt)
{
    return {{"number", attempt.number},
            {"started_at", core::format_timestamp(attempt.started_at)},
            {"duration_ms", attempt.duration.count()},
            {"outcome", attempt.outcome},
            {"status", attempt.status ? OrderedJson(*attempt.status) : OrderedJson()},
            {"detail", text_or_null(attempt.detail)},
            {"answer", attempt.answer},
            {"probe", attempt.probe}};
}

std::string waits_for(const store::DeliveryRecord& delivery)
{
    switch (delivery.state) {
        case store::DeliveryState::waiting:
            return fmt::format("an earlier delivery about {}", delivery.entity);
        case store::DeliveryState::pending:
            return delivery.next_attempt_at ? fmt::format("its next attempt at {}",
                                                          core::format_timestamp(*delivery.next_attempt_at))
                                            : "its next attempt";
        case store::DeliveryState::delivered:
        case store::DeliveryState::dead:
            return {};
    }
    return {};
}

void print_deliveries(const std::vector<store::DeliveryRecord>& deliveries)
{
    Table table({"id", "created", "subscriber", "type", "entity", "state", "attempts", "waits for",
                 "last error", "event"});
    for (const auto& delivery : deliveries) {
        table.add({fmt::to_string(delivery.id), core::format_timestamp(delivery.created_at),
                   delivery.subscriber, delivery.type, delivery.entity,
                   std::string(store::to_string(delivery.state)), fmt::to_string(delivery.attempts),
                   waits_for(delivery), delivery.last_error, delivery.event_id});
    }
    print_table(table, "no deliveries match");
}

}  // namespace webhookd::app
