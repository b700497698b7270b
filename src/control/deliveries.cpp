// `GET /v1/deliveries`: the list, with the title of each delivery's event.

#include <array>

#include "control/documents.hpp"
#include "control/listing.hpp"
#include "control/reading.hpp"
#include "webhookd/core/event_title.hpp"

namespace webhookd::control {

OrderedJson read_deliveries(const View& view, const Arguments& arguments)
{
    constexpr std::array<std::string_view, 4> states{"pending", "waiting", "delivered", "dead"};
    store::DeliveryFilter filter;
    filter.subscriber = arguments.text("subscriber");
    filter.state = store::find_delivery_state(arguments.word("state", states));
    filter.event_id = arguments.text("event");
    filter.type = arguments.text("type");
    read_page(arguments, filter);

    auto deliveries = OrderedJson::array();
    for (const auto& delivery : view.tables.deliveries.list(filter)) {
        auto document = document_of(view, delivery);
        const auto event = view.tables.events.find(delivery.event_id);
        document["title"] = text_or_null(event ? core::title_of(event->event.body) : std::string());
        deliveries.push_back(std::move(document));
    }
    return page_document("deliveries", std::move(deliveries), filter.limit, "id");
}

}  // namespace webhookd::control
