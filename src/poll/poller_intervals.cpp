// How often a list is polled where nobody chose an interval: by the change rates seen, as the budget allows.

#include <algorithm>
#include <cmath>

#include "poll/poller_state.hpp"

namespace webhookd::poll {

core::Duration Poller::State::frequent_interval() const
{
    // A look costs the server something: more often than that nobody needs it.
    constexpr core::Duration least = std::chrono::seconds(2);
    // Of the budget, for each of these lists; the rest is for the transactions, which tell nearly everything.
    constexpr double share = 0.15;
    const auto per_minute = static_cast<double>(context.client.requests_per_minute()) * share;
    const core::Duration turn(static_cast<core::Duration::rep>(60'000 / per_minute));
    return std::max(least, turn);
}

std::size_t Poller::State::polls_at_once() const
{
    if (is_fed()) return 1;
    const auto per_minute = static_cast<double>(context.client.requests_per_minute());
    const auto under_way = per_minute * (context.client.answer_time() / std::chrono::duration<double>(60));
    return 1 + static_cast<std::size_t>(std::lround(under_way));
}

core::Duration Poller::State::interval(const openboxes::StreamInfo& stream)
{
    constexpr core::Duration least = std::chrono::seconds(2);
    constexpr core::Duration least_if_fed = std::chrono::seconds(30);
    constexpr core::Duration longest = std::chrono::hours(24);
    constexpr double minute = 60'000;
    // As core::Pace deals turns.
    const double share = is_fed() ? 0.2 : 1;

    if (const auto chosen = interval_of(context.read.settings.polling, stream.kind)) return *chosen;
    if (is_frequent(stream)) return frequent_interval();
    // The sum is over all streams and moves slowly: with thousands of them, not at every poll of each, nor
    // whenever one more is listed.
    constexpr std::chrono::seconds sum_holds{10};
    const auto listed = std::max(streams.size(), roots_of) - std::min(streams.size(), roots_of);
    const auto now = context.read.clock.now();
    const auto steady = context.read.clock.steady();
    if (listed > roots_of / 16 || steady - roots_at > sum_holds) {
        roots = 0;
        for (const auto& [name, other] : streams) {
            if (!is_frequent(other->info())) roots += std::sqrt(rates.rate(name, now));
        }
        roots_of = streams.size();
        roots_at = steady;
    }
    const auto per_minute = static_cast<double>(context.client.requests_per_minute()) * share;
    const auto turn = minute * roots / (per_minute * std::sqrt(rates.rate(stream.name, now)));
    const core::Duration wanted(static_cast<core::Duration::rep>(turn));
    return std::clamp(wanted, is_fed() ? least_if_fed : least, longest);
}

}  // namespace webhookd::poll
