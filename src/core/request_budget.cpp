// The cost is a sum over the streams; how late a change is seen is estimated by the shares in which
// core::Pace and poll::Poller deal the turns.

#include "webhookd/core/request_budget.hpp"

#include <algorithm>

namespace webhookd::core {

namespace {

constexpr double minute = 60'000;

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

bool RequestBudget::is_fed() const
{
    return std::ranges::any_of(streams, &StreamCost::is_fed);
}

void RequestBudget::lose_feed(std::string_view name)
{
    for (auto& stream : streams)
        std::erase(stream.feeds, name);
}

std::optional<double> RequestBudget::turn(const StreamCost& stream, double requests_per_minute) const
{
    // As core::Pace and poll::Poller deal the turns.
    constexpr double frequent_lists = 4;
    constexpr double share_of_feeds = 2.0 / 3;
    constexpr double share_of_others = 0.35;
    constexpr double lists_per_facility = 3;
    constexpr double least_turn = 2'000;
    const auto each = minute / requests_per_minute;
    const bool frequent = is_fed() && (stream.is_fed() || !stream.per_facility);
    const auto often = std::max(least_turn, each * frequent_lists / share_of_feeds);
    if (stream.interval) {
        const auto late = std::max(1.0, per_minute().value_or(0) / requests_per_minute);
        const auto chosen = static_cast<double>(stream.interval->count()) * late;
        // Where a feed says, whatever the interval.
        return stream.is_fed() ? std::min(chosen, often) : chosen;
    }
    if (frequent) return often;
    if (!facilities) return std::nullopt;
    const auto lists = lists_per_facility * static_cast<double>(*facilities);
    return is_fed() ? each * lists / share_of_others : each * (2 + lists);
}

std::optional<ExpectedDelay> RequestBudget::delay(const StreamCost& stream, double times) const
{
    constexpr double used = 0.97;
    if (stream.interval == Duration::zero()) return std::nullopt;
    const auto requests_per_minute = static_cast<double>(limit) * times * used;
    const auto between = turn(stream, requests_per_minute);
    if (!between) return std::nullopt;
    // The look itself, where a feed said where.
    const auto each = minute / requests_per_minute;
    const auto look = stream.is_fed() ? 2 * each : each;
    // Lists that are looked at in turn by their change rates: the quiet ones wait longer.
    const bool by_rates = !stream.interval && !is_fed();
    const double turns = by_rates ? 3 : 2;
    const auto rounded = [](double value) { return Duration(static_cast<Duration::rep>(value)); };
    return ExpectedDelay{rounded(*between / 2 + look), rounded(turns * *between + 4 * look)};
}

}  // namespace webhookd::core
