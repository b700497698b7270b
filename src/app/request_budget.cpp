// What each key of `polling` costs per poll, which events come of it, and which feeds help it.

#include "app/request_budget.hpp"

#include <algorithm>

#include "webhookd/core/kinds.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::app {

namespace {

/// Those that come of the lists that are read so often.
std::vector<std::string> types_at(const core::Rulebook& rulebook,
                                  core::PollInterval core::Polling::* interval)
{
    std::vector<std::string> types;
    for (const auto& event : rulebook.events()) {
        const auto comes_of = [&](const core::KindTraits& kind) {
            return kind.interval == interval &&
                   std::ranges::find(rulebook.rules(kind.kind), event.type, &core::Rule::type) !=
                       rulebook.rules(kind.kind).end();
        };
        if (std::ranges::any_of(core::all_kinds(), comes_of)) types.push_back(event.type);
    }
    return types;
}

}  // namespace

core::RequestBudget request_budget(const config::Config& config)
{
    const auto& polling = config.poller.polling;
    const auto types = [&](core::PollInterval core::Polling::* interval) {
        return types_at(*config.poller.source.rulebook, interval);
    };
    core::RequestBudget budget;
    budget.limit = config.openboxes.api.requests_per_minute;
    if (!config.poller.source.facilities.empty()) budget.facilities = config.poller.source.facilities.size();
    budget.streams = {{.name = "products",
                       .prefix = "products",
                       .events = types(&core::Polling::products),
                       .interval = polling.products},
                      {.name = "purchase_orders",
                       .prefix = "purchase-orders",
                       .events = types(&core::Polling::purchase_orders),
                       .interval = polling.purchase_orders},
                      {.name = "stock_movements",
                       .prefix = "stock-movements/",
                       .events = types(&core::Polling::stock_movements),
                       .interval = polling.stock_movements,
                       .requests_per_poll = 2,  // one list of what leaves the facility, one of what arrives
                       .per_facility = true,
                       .feeds = {"feeds/shipments", "feeds/transactions"}},
                      {.name = "inventory",
                       .prefix = "inventory",
                       .events = types(&core::Polling::inventory),
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
