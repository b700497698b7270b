// `GET /v1/events` and `/v1/events/{id}`: the list, the search, and one event with all that became of it. A
// search goes through the newest bodies slice by slice, up to a limit. And `GET /v1/event-types`: the
// rulebook in short.

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "control/documents.hpp"
#include "control/handlers.hpp"
#include "webhookd/core/event_title.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::control {

namespace {

/// All deliveries of an event: one per subscriber.
std::vector<store::DeliveryRecord> deliveries_of(const View& view, const std::string& event_id)
{
    store::DeliveryFilter filter;
    filter.event_id = event_id;
    filter.limit = std::numeric_limits<int>::max();
    return view.tables.deliveries.list(filter);
}

/// Where an event went, in short.
OrderedJson summary_of(const std::vector<store::DeliveryRecord>& deliveries)
{
    auto list = OrderedJson::array();
    for (const auto& delivery : deliveries) {
        list.push_back({{"id", delivery.id},
                        {"subscriber", delivery.subscriber},
                        {"state", store::to_string(delivery.state)}});
    }
    return list;
}

/// So many events are in memory at a time: a body may be long.
constexpr int slice = 100;
/// What a search looks through.
constexpr int searched_events = 2000;
constexpr std::size_t searched_bytes = std::size_t{32} * 1024 * 1024;

/// The events of the filter, the newest first, while `visit` wants more.
template <class Visit>
void for_each_event(const View& view, store::EventFilter filter, Visit visit)
{
    int left = filter.limit;
    std::vector<store::EventRecord> events;
    do {
        filter.limit = std::min(left, slice);
        events = view.tables.events.list(filter);
        for (const auto& event : events)
            if (!visit(event)) return;
        left -= filter.limit;
        if (!events.empty()) filter.before = events.back().seq;
    } while (left > 0 && events.size() == slice);
}

bool contains_ignoring_case(std::string_view text, std::string_view wanted)
{
    return !std::ranges::search(text, wanted, std::ranges::equal_to(), core::lower, core::lower).empty();
}

OrderedJson listed(const View& view, const store::EventRecord& event)
{
    auto document = document_of(event);
    document["title"] = text_or_null(core::title_of(event.event.body));
    document["deliveries"] = summary_of(deliveries_of(view, event.event.id));
    return document;
}

OrderedJson list(const View& view, const store::EventFilter& filter)
{
    auto events = OrderedJson::array();
    for_each_event(view, filter, [&](const store::EventRecord& event) {
        events.push_back(listed(view, event));
        return true;
    });
    return events;
}

/// Those of the newest events that have the text anywhere in their body: an identifier, a name.
OrderedJson search_bodies(const View& view, const std::string& text, store::EventFilter filter)
{
    const auto wanted = static_cast<std::size_t>(std::exchange(filter.limit, searched_events));
    std::size_t looked_through = 0;
    auto found = OrderedJson::array();
    for_each_event(view, filter, [&](const store::EventRecord& event) {
        if (contains_ignoring_case(event.event.body, text)) found.push_back(listed(view, event));
        looked_through += event.event.body.size();
        return found.size() < wanted && looked_through < searched_bytes;
    });
    return found;
}

/// A text typed into a search box: an event type, the id of an event or of an entity, or some text of a body.
OrderedJson search(const View& view, const std::string& text, store::EventFilter filter)
{
    if (view.configured.rulebook->find_event(text) != nullptr) {
        filter.type = text;
        return list(view, filter);
    }
    if (!filter.before) {
        if (const auto event = view.tables.events.find(text))
            return OrderedJson::array({listed(view, *event)});
    }
    auto about_entity = filter;
    about_entity.entity = text;
    auto found = list(view, about_entity);
    return found.empty() ? search_bodies(view, text, std::move(filter)) : found;
}

/// The body as JSON; as text should it ever not be.
OrderedJson body_of(const store::EventRecord& record)
{
    auto body = OrderedJson::parse(record.event.body, nullptr, false);
    return body.is_discarded() ? OrderedJson(record.event.body) : body;
}

/// The subscribers of today that it was not queued for, and why.
OrderedJson not_sent(const View& view, const store::EventRecord& event,
                     const std::vector<store::DeliveryRecord>& deliveries)
{
    const auto body = Json::parse(event.event.body, nullptr, false);
    const auto data = body.is_object() ? body.value("data", Json::object()) : Json::object();
    auto list = OrderedJson::array();
    for (const auto& subscriber : view.configured.subscribers) {
        const bool queued = std::ranges::find(deliveries, subscriber.name,
                                              &store::DeliveryRecord::subscriber) != deliveries.end();
        if (queued) continue;
        const auto reason = core::why_not(subscriber.matcher, event.event.type, data);
        list.push_back({{"subscriber", subscriber.name},
                        {"reason", reason.value_or("it matches now, but did not when the event was stored; "
                                                   "`replay --missing` sends it")}});
    }
    return list;
}

}  // namespace

OrderedJson read_events(const View& view, const Arguments& arguments)
{
    store::EventFilter filter;
    filter.type = arguments.text("type");
    filter.entity = arguments.text("entity");
    read_page(arguments, filter);
    const auto text = arguments.text("q");

    auto events = text.empty() ? list(view, filter) : search(view, text, filter);
    return page_document("events", std::move(events), filter.limit, "seq");
}

OrderedJson read_event(const View& view, const Arguments& arguments)
{
    const auto& id = arguments.part("id");
    const auto event = view.tables.events.find(id);
    if (!event) throw Refusal(404, fmt::format("there is no event {} (it may be past its retention)", id));
    auto document = document_of(*event);
    document["title"] = text_or_null(core::title_of(event->event.body));
    document["body"] = body_of(*event);
    document["deliveries"] = OrderedJson::array();
    const auto deliveries = deliveries_of(view, id);
    for (const auto& delivery : deliveries) {
        auto entry = document_of(view, delivery);
        entry["attempts"] = OrderedJson::array();
        for (const auto& attempt : view.tables.deliveries.attempts(delivery.id))
            entry["attempts"].push_back(document_of(attempt));
        document["deliveries"].push_back(std::move(entry));
    }
    document["not_sent"] = not_sent(view, *event, deliveries);
    return document;
}

OrderedJson read_event_types(const View& view, const Arguments& /*arguments*/)
{
    auto types = OrderedJson::array();
    for (const auto& event : view.configured.rulebook->events())
        types.push_back({{"type", event.type}, {"fires", event.fires}});
    return {{"event_types", std::move(types)}};
}

}  // namespace webhookd::control
