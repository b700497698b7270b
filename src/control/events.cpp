#include <algorithm>

#include <fmt/format.h>

#include "control/documents.hpp"
#include "control/listing.hpp"
#include "control/reading.hpp"
#include "control/refusal.hpp"

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

/// A text typed into a search box: an event type, or the id of an event or of an entity.
std::vector<store::EventRecord> search(const View& view, const std::string& text, store::EventFilter filter)
{
    const auto& types = core::all_event_types();
    if (std::ranges::find(types, text) != types.end()) {
        filter.type = text;
        return view.tables.events.list(filter);
    }
    if (!filter.before) {
        if (auto event = view.tables.events.find(text)) return {std::move(*event)};
    }
    filter.entity = text;
    return view.tables.events.list(filter);
}

/// The body as JSON; as text should it ever not be.
OrderedJson body_of(const store::EventRecord& record)
{
    auto body = OrderedJson::parse(record.event.body, nullptr, false);
    return body.is_discarded() ? OrderedJson(record.event.body) : body;
}

}  // namespace

OrderedJson read_events(const View& view, const Arguments& arguments)
{
    store::EventFilter filter;
    filter.type = arguments.text("type");
    filter.entity = arguments.text("entity");
    read_page(arguments, filter);
    const auto text = arguments.text("q");

    auto events = OrderedJson::array();
    for (const auto& event : text.empty() ? view.tables.events.list(filter) : search(view, text, filter)) {
        auto document = document_of(event);
        document["deliveries"] = summary_of(deliveries_of(view, event.event.id));
        events.push_back(std::move(document));
    }
    return page_document("events", std::move(events), filter.limit, "seq");
}

OrderedJson read_event(const View& view, const Arguments& arguments)
{
    const auto& id = arguments.part("id");
    const auto event = view.tables.events.find(id);
    if (!event) throw Refusal(404, fmt::format("there is no event {} (it may be past its retention)", id));
    auto document = document_of(*event);
    document["body"] = body_of(*event);
    document["deliveries"] = OrderedJson::array();
    for (const auto& delivery : deliveries_of(view, id)) {
        auto entry = document_of(view, delivery);
        entry["attempts"] = OrderedJson::array();
        for (const auto& attempt : view.tables.deliveries.attempts(delivery.id))
            entry["attempts"].push_back(document_of(attempt));
        document["deliveries"].push_back(std::move(entry));
    }
    return document;
}

}  // namespace webhookd::control
