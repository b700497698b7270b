// The event that tells each kind of change, and the figures that sum up a list of delays.

#include "bench/freshness/delays.hpp"

#include <algorithm>
#include <numeric>

#include "bench/figure.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::bench {

std::string_view event_type_of(ChangeKind kind)
{
    static constexpr std::array types = {
        core::event_type::stock_movement_shipped, core::event_type::stock_movement_received,
        core::event_type::inventory_adjusted, core::event_type::product_created,
        core::event_type::purchase_order_approved};
    return types.at(static_cast<std::size_t>(kind));
}

Summary summarize(std::vector<double> seconds)
{
    if (seconds.empty()) return {};
    const auto sum = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    return {.count = seconds.size(),
            .mean = sum / static_cast<double>(seconds.size()),
            .median = median(seconds),
            .most = percentile(seconds, 0.95),
            .worst = std::ranges::max(seconds)};
}

std::vector<double> Delays::of(std::initializer_list<ChangeKind> kinds) const
{
    std::vector<double> all;
    for (auto kind : kinds)
        all.insert(all.end(), of(kind).begin(), of(kind).end());
    return all;
}

}  // namespace webhookd::bench
