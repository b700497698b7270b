// The median and other percentiles by nearest rank, and whether a figure meets its bar.

#include "bench/figure.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace webhookd::bench {

Figure::Figure(std::string its_name, std::string its_unit, std::optional<Bar> its_bar,
               std::string its_comparison)
    : name(std::move(its_name)),
      unit(std::move(its_unit)),
      bar(its_bar),
      compared_with(std::move(its_comparison))
{
}

double percentile(std::vector<double> values, double share)
{
    assert(!values.empty());
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank > 0 ? rank - 1 : 0);
    std::ranges::nth_element(values, place);
    return *place;
}

double median(std::vector<double> values)
{
    return percentile(std::move(values), 0.5);
}

std::optional<bool> Figure::is_met() const
{
    if (!bar) return std::nullopt;
    const auto judged = median(bar->of_ratio ? ratios : values);
    return bar->at_least ? judged >= bar->value : judged <= bar->value;
}

}  // namespace webhookd::bench
