// What the operational events promise: their makers are core::Notice and those who tell it.

#include "event_catalogue_parts.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::core {

namespace {

using enum FieldForm;

std::vector<EventField> ping_fields()
{
    return {
        {"id", text, false, "Id of this ping.", R"("9f86d081884c7d659a2feaa0c55ad015")"},
        {"subscriber", text, false, "Name of the subscriber that is asked.", R"("erp")"},
    };
}

std::vector<EventField> subscriber_fields(std::string_view state)
{
    return {
        {"id", text, false, "Name of the subscriber.", R"("erp")"},
        {"state", text, false, "Its state now.", state, {"healthy", "held"}},
        {"reason", text, false, "Why it is or was not sent to.",
         R"("answered 410: the endpoint wants no more webhooks")"},
        {"since", instant, false, "Since when nothing reached it.", R"("2026-06-01T10:11:12Z")"},
        {"pending", integer, false, "Deliveries that wait for it.", "12"},
    };
}

std::vector<EventField> subscriber_previous()
{
    return {{"state", text, false, "Its state before.", R"("failing")", {"healthy", "failing", "held"}}};
}

std::vector<EventField> dead_fields()
{
    return {
        {"id", text, false, "Number of the delivery, as `deliveries retry` wants it.", R"("4711")"},
        {"subscriber", text, false, "Who did not get it.", R"("erp")"},
        {"event", event, false, "What was not delivered.",
         R"({"id":"evt_lyqann3glq5xom3npiz7cmz7wreqhtlt","type":"stockMovement.shipped","entity":"stock-movement:ff8081818a0001"})"},
        {"reason", text, false, "Why it was given up.",
         R"("given up after 10 attempts; the last one: answered 500")"},
        {"attempts", integer, false, "Attempts made.", "10"},
        {"lastStatus", integer, true, "HTTP status of the last answer.", "500"},
    };
}

std::vector<EventField> source_fields()
{
    return {
        {"id", text, false, "Base URL of the OpenBoxes server.",
         R"("https://yourorg.openboxes.cloud/openboxes")"},
        {"reason", text, false, "What the polls met.", R"("unreachable: connection refused")"},
        {"since", instant, false, "Since when.", R"("2026-06-02T10:01:00Z")"},
    };
}

std::vector<EventField> poll_held_fields()
{
    return {
        {"id", text, false, "Name of the stream.", R"("products")"},
        {"reason", text, false, "Why it is held, and what to do.",
         R"("this poll would emit 12000 events, more than detection.storm_limit (10000): held, nothing was changed")"},
        {"since", instant, false, "When a poll of it was first held.", R"("2026-06-02T10:01:00Z")"},
        {"events", integer, false, "How many events the poll would have emitted.", "12000"},
    };
}

std::vector<EventField> scan_fields()
{
    return {
        {"id", text, false, "Name of the stream.", R"("products")"},
        {"scan",
         text,
         false,
         "What it reads everything for.",
         R"("comparison")",
         {"first scan", "comparison"}},
        {"reason", text, false, "What stopped the last one, and at which page.",
         R"("server error: GET /api/products: 500: Internal server error, at page 13 from row 1188")"},
        {"since", instant, false, "When the first one of the row failed.", R"("2026-06-02T10:01:00Z")"},
        {"failures", integer, false, "How many failed in a row.", "3"},
    };
}

std::vector<EventField> lateness_fields()
{
    return {
        {"id", text, false, "Base URL of the OpenBoxes server.",
         R"("https://yourorg.openboxes.cloud/openboxes")"},
        {"reason", text, false, "Which stream is or was the latest, and why if its polls fail.",
         R"("3 of 44 streams; inventory/13 of Main depot was not read for 42m: unreachable: timeout")"},
        {"since", instant, false, "Since when streams are or were late.", R"("2026-06-02T10:01:00Z")"},
        {"streams", integer, false, "How many are or were late when it was told.", "3"},
        {"worst", text, false, "Name of the one that waits longest.", R"("inventory/13")"},
    };
}

}  // namespace

std::vector<EventDescription> operational_events()
{
    using namespace event_type;
    return {
        {ping, "Somebody ran `subscribers ping`.", "ping", ping_fields(), {}},
        {subscriber_held, "A subscriber is held: its events are kept, not sent, until it is resumed.",
         "subscriber", subscriber_fields(R"("held")"), subscriber_previous()},
        {subscriber_recovered, "A subscriber that was failing or held is sent to again.", "subscriber",
         subscriber_fields(R"("healthy")"), subscriber_previous()},
        {delivery_dead, "A delivery was given up; it can be replayed.", "delivery", dead_fields(), {}},
        {source_unreachable, "OpenBoxes does not answer; polls pause.", "server", source_fields(), {}},
        {source_recovered, "OpenBoxes answers again.", "server", source_fields(), {}},
        {poll_held,
         "A poll found more events than detection.storm_limit, or hardly any of the entities that are known; "
         "it waits "
         "for a decision.",
         "stream",
         poll_held_fields(),
         {}},
        {scan_failing,
         "Scans of everything fail three times in a row; ordinary polls go on, but what only a comparison "
         "finds "
         "is not found.",
         "stream",
         scan_fields(),
         {}},
        {scan_recovered, "A scan of everything ended well after that.", "stream", scan_fields(), {}},
        {polling_late,
         "Streams have not been read for much longer than promised, though OpenBoxes answers.",
         "server",
         lateness_fields(),
         {}},
        {polling_caught_up, "Every stream is read in time again.", "server", lateness_fields(), {}},
    };
}

}  // namespace webhookd::core
