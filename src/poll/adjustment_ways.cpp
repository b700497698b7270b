// A way that is not the best is compared with a new probe at each choice, which skips those that were given
// up for a time; where nobody could be asked, it stays.

#include "poll/adjustment_ways.hpp"

namespace webhookd::poll {
namespace {

using openboxes::AdjustmentSource;

constexpr std::string_view fact_key = "adjustments";

// A server that failed for a while is tried again within the hour.
constexpr std::chrono::minutes given_up_for{45};

}  // namespace

std::set<AdjustmentSource> AdjustmentWays::given_up()
{
    const auto now = context_.read.clock.steady();
    std::erase_if(given_up_until_, [now](const auto& entry) { return entry.second <= now; });
    std::set<AdjustmentSource> result;
    for (const auto& [way, until] : given_up_until_)
        result.insert(way);
    return result;
}

void AdjustmentWays::remember(store::Tables& tables, AdjustmentSource way)
{
    tables.streams.put_fact(fact_key, openboxes::to_string(way));
}

bool AdjustmentWays::give_up()
{
    if (!chosen_) return false;
    const auto until = context_.read.clock.steady() + given_up_for;
    return given_up_until_.emplace(*chosen_, until).second;
}

asio::awaitable<std::optional<AdjustmentSource>> AdjustmentWays::choose(std::string facility)
{
    if (!chosen_) {
        const auto fact = context_.store.read().streams.find_fact(fact_key);
        if (fact) chosen_ = openboxes::find_adjustment_source(*fact);
    }
    const auto skipped = given_up();
    const bool is_best = chosen_ == AdjustmentSource::summary && !skipped.contains(*chosen_);
    if (is_best) co_return chosen_;

    const auto probed = co_await openboxes::probe_adjustments(context_.client, std::move(facility), skipped);
    if (!probed) {
        // Nobody could be asked; who was given up for it may be given up again at the next failure.
        if (chosen_) given_up_until_.erase(*chosen_);
        co_return chosen_;
    }
    // Every other way fails as well: the server is ill, and the way in use is as good as any.
    if (*probed == AdjustmentSource::none && !skipped.empty()) co_return chosen_;
    chosen_ = *probed;
    co_return chosen_;
}

}  // namespace webhookd::poll
