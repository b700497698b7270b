// What each key of `polling` costs per poll, which events come of it, and which feeds help it.

#include "app/request_budget.hpp"

#include "webhookd/core/event.hpp"

namespace webhookd::app {

core::RequestBudget request_budget(const config::Config& config)
{
    using namespace core::event_type;
    const auto& polling = config.polling;
    core::RequestBudget budget;
    budget.limit = config.openboxes.requests_per_minute;
    if (!config.openboxes.facilities.empty()) budget.facilities = config.openboxes.facilities.size();
    budget.streams = {
        {.name = "products", .prefix = "products", .events = {product_created}, .interval = polling.products},
        {.name = "purchase_orders",
         .prefix = "purchase-orders",
         .events = {purchase_order_approved},
         .interval = polling.purchase_orders},
        {.name = "stock_movements",
         .prefix = "stock-movements/",
         .events = {stock_movement_shipped, stock_movement_received},
         .interval = polling.stock_movements,
         .requests_per_poll = 2,  // one list of what leaves the facility, one of what arrives
         .per_facility = true,
         .feeds = {"feeds/shipments", "feeds/transactions"}},
        {.name = "inventory",
         .prefix = "inventory",
         .events = {inventory_adjusted},
         .interval = polling.inventory,
         .per_facility = true,
         .feeds = {"feeds/transactions"}}};
    if (!polling.feeds) {
        for (auto& stream : budget.streams)
            stream.feeds.clear();
    }
    return budget;
}

}  // namespace webhookd::app
