// A document_of() for each kind of row, and the sentence on what an unfinished delivery waits for.

#include "control/documents.hpp"

#include <fmt/format.h>

#include "webhookd/core/text.hpp"

namespace webhookd::control {

namespace {

constexpr std::size_t longest_text = 1000;

OrderedJson hold_document(const std::optional<store::StormHold>& hold)
{
    if (!hold) return nullptr;
    return {{"since", core::format_timestamp(hold->since)},
            {"events", hold->events},
            {"decision", store::to_string(hold->decision)}};
}

OrderedJson facility_document(const std::optional<store::Facility>& facility)
{
    if (!facility) return nullptr;
    return {{"id", facility->id}, {"name", facility->name}};
}

OrderedJson failed_scan_document(const std::optional<store::FailedScan>& failed)
{
    if (!failed) return nullptr;
    return {{"first", failed->first},
            {"since", core::format_timestamp(failed->since)},
            {"failures", failed->failures},
            {"reason", failed->reason}};
}

OrderedJson scan_document(const std::optional<core::ScanProgress>& scan)
{
    if (!scan) return nullptr;
    const auto seconds = [](core::Duration time) {
        return std::chrono::ceil<std::chrono::seconds>(time).count();
    };
    return {{"first", scan->first},
            {"began_at", core::format_timestamp(scan->began_at)},
            {"rows", scan->rows},
            {"total", scan->total ? OrderedJson(*scan->total) : OrderedJson()},
            {"seconds_left", scan->left ? OrderedJson(seconds(*scan->left)) : OrderedJson()}};
}

void add_live(OrderedJson& document, const core::PolledStream& live)
{
    document["interval_seconds"] = std::chrono::duration<double>(live.interval).count();
    document["scans_before"] = live.scans_before ? OrderedJson(*live.scans_before) : OrderedJson();
    document["scan"] = scan_document(live.scan);
}

/// Why a subscriber is sent nothing at all; empty when it is.
std::string why_silent(const View& view, const std::string& subscriber)
{
    const auto* configured = view.configured.find(subscriber);
    if (configured == nullptr) return "its subscriber to be in the configuration again";
    if (!configured->enabled) return "its subscriber to be enabled in the configuration";
    const auto record = view.tables.subscribers.find(subscriber);
    if (!record || record->state != store::LaneState::held) return {};
    return fmt::format("its subscriber to be resumed, which is held: {}", record->reason);
}

/// What a delivery that is not finished waits for, in words; empty for a finished one.
std::string waits_for(const View& view, const store::DeliveryRecord& delivery)
{
    if (delivery.finished_at) return {};
    if (auto silence = why_silent(view, delivery.subscriber); !silence.empty()) return silence;
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

std::string_view outcome_of(std::optional<int> status)
{
    if (!status) return "unfinished";
    if (*status < 300) return "done";
    return *status < 500 ? "refused" : "failed";
}

}  // namespace

OrderedJson time_or_null(const std::optional<core::Timestamp>& instant)
{
    return instant ? OrderedJson(core::format_timestamp(*instant)) : OrderedJson();
}

OrderedJson text_or_null(const std::string& text)
{
    return text.empty() ? OrderedJson() : OrderedJson(core::shortened(text, longest_text));
}

OrderedJson document_of(const ListedStream& stream, core::Timestamp now)
{
    const auto& record = stream.record;
    const auto behind = lag(stream, now);
    OrderedJson document{{"name", record.name},
                         {"facility", facility_document(stream.facility)},
                         {"state", to_string(stream.state)},
                         {"note", text_or_null(stream.note)},
                         {"baselined", stream.baselined()},
                         {"baselined_at", time_or_null(record.baselined_at)},
                         {"last_success_at", time_or_null(record.last_success_at)},
                         {"lag_seconds", behind ? OrderedJson(behind->count()) : OrderedJson()},
                         {"last_full_at", time_or_null(record.last_full_at)},
                         {"last_attempt_at", time_or_null(record.last_attempt_at)},
                         {"next_poll_at", time_or_null(record.next_poll_at)},
                         {"last_error", text_or_null(record.last_error)},
                         {"failures", record.failures},
                         {"hold", hold_document(record.hold)},
                         {"failed_scan", failed_scan_document(stream.failed_scan)}};
    if (stream.live) add_live(document, *stream.live);
    return document;
}

OrderedJson document_of(const store::PollRecord& poll)
{
    return {{"id", poll.id},
            {"stream", poll.stream},
            {"reach", poll.reach},
            {"began_at", core::format_timestamp(poll.began_at)},
            {"ended_at", core::format_timestamp(poll.ended_at)},
            {"duration_ms", (poll.ended_at - poll.began_at).count()},
            {"outcome", store::to_string(poll.outcome)},
            {"requests", poll.requests},
            {"rows", poll.rows},
            {"changes", poll.changes},
            {"events", poll.events},
            {"error", text_or_null(poll.error)}};
}

OrderedJson document_of(const store::ActionRecord& action)
{
    return {{"id", action.id},
            {"action", action.name},
            {"by", action.caller},
            {"arguments", OrderedJson::parse(action.arguments, nullptr, false)},
            {"began_at", core::format_timestamp(action.began_at)},
            {"ended_at", time_or_null(action.ended_at)},
            {"outcome", outcome_of(action.status)},
            {"status", action.status ? OrderedJson(*action.status) : OrderedJson()},
            {"error", text_or_null(action.error)}};
}

OrderedJson document_of(const store::EventRecord& event)
{
    return {{"seq", event.seq},
            {"id", event.event.id},
            {"type", event.event.type},
            {"entity", event.event.entity},
            {"stream", text_or_null(event.stream)},
            {"occurred_at", core::format_timestamp(event.event.occurred_at)},
            {"created_at", core::format_timestamp(event.created_at)}};
}

OrderedJson document_of(const View& view, const store::DeliveryRecord& delivery)
{
    return {{"id", delivery.id},
            {"event_id", delivery.event_id},
            {"type", delivery.type},
            {"entity", delivery.entity},
            {"subscriber", delivery.subscriber},
            {"state", store::to_string(delivery.state)},
            {"waits_for", text_or_null(waits_for(view, delivery))},
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

}  // namespace webhookd::control
