// What is promised comes from core::RequestBudget, with only the feeds that answer; whether it is kept, from
// the age of what is known of the streams concerned.

#include "control/budget.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace webhookd::control {

namespace {

using core::StreamCost;

/// A promise about one kind of stream, and how it is kept.
struct Kept
{
    std::optional<std::chrono::seconds> behind;  ///< age of what is known; null: not everything is known yet
    bool failing = false;
};

/// Where feeds say where to look, the youngest of them is what counts, else the oldest of all lists.
Kept how_kept(const View& view, const StreamCost& cost, const std::vector<ListedStream>& streams)
{
    Kept kept;
    std::optional<std::chrono::seconds> oldest;
    std::optional<std::chrono::seconds> youngest_feed;
    for (const auto& stream : streams) {
        const auto known = lag(stream, view.now);
        if (std::ranges::find(cost.feeds, stream.record.name) != cost.feeds.end() && known)
            youngest_feed = std::min(youngest_feed.value_or(*known), *known);
        if (!stream.live || !stream.record.name.starts_with(cost.prefix)) continue;
        kept.failing = kept.failing || stream.record.failures > 0;
        if (!stream.baselined() || !known) return {.behind = {}, .failing = kept.failing};
        oldest = std::max(oldest.value_or(*known), *known);
    }
    kept.behind = cost.is_fed() && oldest ? youngest_feed : oldest;
    return kept;
}

double seconds_of(core::Duration time)
{
    return std::chrono::duration<double>(time).count();
}

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

OrderedJson delay_documents(const View& view, const core::RequestBudget& budget,
                            const std::vector<ListedStream>& streams)
{
    auto documents = OrderedJson::array();
    for (const auto& cost : budget.streams) {
        const auto delay = budget.delay(cost);
        if (!delay) continue;
        const auto kept = how_kept(view, cost, streams);
        OrderedJson document{{"polling", cost.name},
                             {"types", cost.events},
                             {"mean_seconds", seconds_of(delay->mean)},
                             {"worst_seconds", seconds_of(delay->worst)},
                             {"behind_seconds", nullptr},
                             {"kept", nullptr}};
        if (kept.behind) {
            document["behind_seconds"] = kept.behind->count();
            document["kept"] = !kept.failing && *kept.behind <= delay->worst;
        }
        documents.push_back(std::move(document));
    }
    return documents;
}

/// With only the feeds that answer.
core::RequestBudget live_budget(const View& view, std::optional<std::size_t> facilities)
{
    auto budget = view.configured.budget;
    if (!budget.facilities) budget.facilities = facilities;
    if (!view.live) return budget;
    for (const auto& feed : view.live->feeds) {
        using State = LiveFeed::State;
        if (feed.state == State::not_available || feed.state == State::failing) budget.lose_feed(feed.name);
    }
    return budget;
}

}  // namespace

OrderedJson budget_document(const View& view, std::optional<std::size_t> facilities,
                            const std::vector<ListedStream>& streams)
{
    const auto budget = live_budget(view, facilities);
    OrderedJson document{
        {"requests_per_minute", budget.limit},
        {"needed_per_minute", rounded(budget.per_minute().value_or(budget.fixed_per_minute()))},
        {"fixed_per_minute", rounded(budget.fixed_per_minute())},
        {"per_facility_per_minute", rounded(budget.per_facility_per_minute())},
        {"facilities", budget.facilities ? OrderedJson(*budget.facilities) : OrderedJson()},
        {"exceeded", budget.exceeded()},
        {"delays", delay_documents(view, budget, streams)}};
    if (view.live) document["used_last_minute"] = view.live->requests_last_minute;
    return document;
}

}  // namespace webhookd::control
