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
    if (!interval || interval->count() == 0) return 0;
    return requests_per_poll * minute / static_cast<double>(interval->count());
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
    if (!facilities && per_facility_per_minute() > 0) return std::nullopt;
    return fixed_per_minute() + per_facility_per_minute() * static_cast<double>(facilities.value_or(0));
}

bool RequestBudget::exceeded() const
{
    return per_minute().value_or(fixed_per_minute()) > static_cast<double>(limit);
}

std::optional<ExpectedDelay> RequestBudget::delay(const StreamCost& stream, double times) const
{
    // As core::Pace and poll::Poller deal the turns.
    constexpr double used = 0.97;
    constexpr double frequent_lists = 4;
    constexpr double share_of_feeds = 2.0 / 3;
    constexpr double lists_per_facility = 3;
    constexpr double least_turn = 2'000;
    if (stream.interval == core::Duration::zero()) return std::nullopt;
    const auto each = 60'000 / (static_cast<double>(limit) * times * used);
    double turn = 0;
    if (stream.interval) {
        turn = static_cast<double>(stream.interval->count());
    } else if (feeds) {
        turn = std::max(least_turn, each * frequent_lists / share_of_feeds);
    } else if (facilities) {
        turn = each * (2 + lists_per_facility * static_cast<double>(*facilities));
    } else {
        return std::nullopt;
    }
    // The look itself, where a feed said where.
    const auto look = feeds && stream.per_facility ? 2 * each : each;
    const auto rounded = [](double value) { return core::Duration(static_cast<core::Duration::rep>(value)); };
    return ExpectedDelay{rounded(turn / 2 + look), rounded(2 * turn + 4 * look)};
}

RequestBudget request_budget(const config::Config& config, std::optional<std::size_t> facilities)
{
    const auto& polling = config.polling;
    RequestBudget budget;
    budget.limit = config.openboxes.requests_per_minute;
    budget.feeds = polling.feeds;
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
