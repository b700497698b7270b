// What each key of `polling` costs per poll, which events come of it, and which feeds help it.

#include "app/request_budget.hpp"

#include <algorithm>

#include "webhookd/core/kinds.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::app {

namespace {

/// Those that happen to entities of these kinds.
std::vector<std::string> types_about(const core::Rulebook& rulebook, std::vector<core::EntityKind> kinds)
{
    std::vector<std::string> types;
    for (const auto& type : rulebook.types()) {
        const auto happens_to = [&](core::EntityKind kind) { return type.happens_to(kind); };
        if (std::ranges::any_of(kinds, happens_to)) types.push_back(type.type);
    }
    return types;
}

}  // namespace

core::RequestBudget request_budget(const config::Config& config)
{
    const auto& polling = config.poller.polling;
    using enum core::EntityKind;
    const auto types = [&](std::vector<core::EntityKind> kinds) {
        return types_about(*config.poller.source.rulebook, std::move(kinds));
    };
    core::RequestBudget budget;
    budget.limit = config.openboxes.api.requests_per_minute;
    if (!config.poller.source.facilities.empty()) budget.facilities = config.poller.source.facilities.size();
    budget.streams = {
        {.name = "products", .prefix = "products", .events = types({product}), .interval = polling.products},
        {.name = "purchase_orders",
         .prefix = "purchase-orders",
         .events = types({purchase_order}),
         .interval = polling.purchase_orders},
        {.name = "stock_movements",
         .prefix = "stock-movements/",
         .events = types({stock_movement}),
         .interval = polling.stock_movements,
         .requests_per_poll = 2,  // one list of what leaves the facility, one of what arrives
         .per_facility = true,
         .feeds = {"feeds/shipments", "feeds/transactions"}},
        {.name = "inventory",
         .prefix = "inventory",
         .events = types({adjustment, stock_level}),
         .interval = polling.inventory,
         .per_facility = true,
         .feeds = {"feeds/transactions"}}};
    if (auto about_stock = types({stock}); !about_stock.empty()) {
        budget.streams.push_back({.name = "stock",
                                  .prefix = "stock/",
                                  .events = std::move(about_stock),
                                  .interval = polling.inventory,
                                  .per_facility = true,
                                  .feeds = {"feeds/shipments", "feeds/transactions"}});
    }
    if (!polling.feeds) {
        for (auto& stream : budget.streams)
            stream.feeds.clear();
    }
    return budget;
}

}  // namespace webhookd::app
