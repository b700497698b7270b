// Rates with a little doubt: few observations move them a little, many a lot, old ones fade.

#include "poll/change_rates.hpp"

#include <algorithm>
#include <numeric>

namespace webhookd::poll {

namespace {

constexpr double usual = 20;           // changes a day of a stream that nobody knows yet
constexpr double doubt = 0.05;         // days of observation that this guess weighs
constexpr double hourly_doubt = 0.25;  // days of one hour that the stream's mean weighs
constexpr double least = 0.2;
constexpr double remembered_days = 21;

std::size_t hour_of(core::Timestamp now)
{
    const auto since_midnight = now - std::chrono::floor<std::chrono::days>(now);
    return static_cast<std::size_t>(std::chrono::floor<std::chrono::hours>(since_midnight).count());
}

double days(core::Duration duration)
{
    return std::chrono::duration<double, std::chrono::days::period>(duration).count();
}

}  // namespace

void ChangeRates::note(const std::string& stream, std::int64_t changes, core::Timestamp now)
{
    auto [found, is_new] = seen_.try_emplace(stream);
    auto& seen = found->second;
    if (is_new) {
        seen.last = now;
        return;  // what was there before is no rate
    }
    const auto watched = std::clamp(days(now - seen.last), 0.0, 1.0);
    seen.last = now;
    const auto hour = hour_of(now);
    seen.changes.at(hour) += static_cast<double>(changes);
    seen.days.at(hour) += watched;
    if (seen.days.at(hour) * 24 <= remembered_days) return;
    seen.changes.at(hour) /= 2;
    seen.days.at(hour) /= 2;
}

double ChangeRates::rate(const std::string& stream, core::Timestamp now) const
{
    const auto found = seen_.find(stream);
    if (found == seen_.end()) return usual;
    const auto& seen = found->second;
    const auto changes = std::accumulate(seen.changes.begin(), seen.changes.end(), 0.0);
    const auto watched = std::accumulate(seen.days.begin(), seen.days.end(), 0.0);
    const auto mean = (usual * doubt + changes) / (doubt + watched);
    const auto hour = hour_of(now);
    const auto hourly = (mean * hourly_doubt + seen.changes.at(hour)) / (hourly_doubt + seen.days.at(hour));
    return std::max(hourly, least);
}

}  // namespace webhookd::poll
