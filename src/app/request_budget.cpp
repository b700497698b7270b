#include "app/request_budget.hpp"

#include <algorithm>

namespace webhookd::app {

namespace {

double sum(const std::vector<StreamCost>& streams, bool per_facility)
{
    double total = 0;
    for (const auto& stream : streams) {
        if (stream.per_facility == per_facility) total += stream.requests_per_minute();
    }
    return total;
}

}  // namespace

double StreamCost::requests_per_minute() const
{
    constexpr double minute = 60'000;
    return interval.count() == 0 ? 0 : requests_per_poll * minute / static_cast<double>(interval.count());
}

double RequestBudget::fixed_per_minute() const
{
    return sum(streams, false);
}

double RequestBudget::per_facility_per_minute() const
{
    return sum(streams, true);
}

std::optional<double> RequestBudget::per_minute() const
{
    if (!facilities) return std::nullopt;
    return fixed_per_minute() + per_facility_per_minute() * static_cast<double>(*facilities);
}

bool RequestBudget::exceeded() const
{
    return per_minute().value_or(fixed_per_minute()) > static_cast<double>(limit);
}

RequestBudget request_budget(const config::Config& config, std::optional<std::size_t> facilities)
{
    const auto& polling = config.polling;
    RequestBudget budget;
    budget.limit = config.openboxes.requests_per_minute;
    budget.facilities = facilities;
    if (!facilities && !config.openboxes.facilities.empty())
        budget.facilities = config.openboxes.facilities.size();
    budget.streams = {{.name = "products", .interval = polling.products},
                      {.name = "purchase_orders", .interval = polling.purchase_orders},
                      {.name = "stock_movements",
                       .interval = polling.stock_movements,
                       .requests_per_poll = 2,  // one list of what leaves the facility, one of what arrives
                       .per_facility = true},
                      {.name = "inventory", .interval = polling.inventory, .per_facility = true}};
    return budget;
}

}  // namespace webhookd::app
