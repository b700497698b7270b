#include <array>

#include "control/documents.hpp"
#include "control/listing.hpp"
#include "control/reading.hpp"

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
    for (const auto& delivery : view.tables.deliveries.list(filter))
        deliveries.push_back(document_of(view, delivery));
    return page_document("deliveries", std::move(deliveries), filter.limit, "id");
}

}  // namespace webhookd::control
