// A way that is not the best is compared with a new probe at each choice, which skips those that were given
// up for a time; where nobody could be asked, it stays. And how the poller changes from one way to another.

#include "poll/adjustment_ways.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "poll/poller_state.hpp"
#include "poll/take_over.hpp"

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
    auto& streams = context_.store.read().streams;
    if (!chosen_) chosen_ = streams.find_fact(fact_key, openboxes::find_adjustment_source);
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

namespace {

// After this many failures in a row an endpoint that answers 500 to this request alone is given up for the
// next best one.
constexpr int failures_until_lost = 3;

bool is_of_adjustments(const openboxes::StreamInfo& stream)
{
    return stream.kind == core::EntityKind::adjustment || stream.kind == core::EntityKind::stock_level;
}

}  // namespace

asio::awaitable<void> Poller::State::refresh_adjustments()
{
    if (context.read.settings.polling.inventory == core::Duration(0)) co_return;
    const auto way = co_await ways.choose(facilities.front().id);
    if (!way) co_return;
    if (*way == AdjustmentSource::none)
        context.listener.on_alarm("inventory", "this server and role offer no way to read stock adjustments");

    auto wanted = openboxes::adjustment_streams(context.client, context.read.clock,
                                                context.read.settings.source, *way, facilities);
    std::set<std::pair<std::string_view, std::string_view>> stay;
    for (const auto& stream : wanted)
        stay.emplace(stream->info().name, stream->info().scope);
    const auto replaced = remove_if([&](const openboxes::StreamInfo& stream) {
        return is_of_adjustments(stream) && !stay.contains({stream.name, stream.scope});
    });
    co_await hand_over(*way, wanted, replaced);
    co_await note_opened(wanted);
    add_all(std::move(wanted));
}

/// Failing to write it costs a probe at the next start, and a silent baseline of the new streams.
asio::awaitable<void> Poller::State::hand_over(AdjustmentSource way, const Streams& wanted,
                                               std::vector<openboxes::StreamInfo> replaced)
{
    std::vector<store::StreamRecord> records;
    for (const auto& stream : wanted) {
        if (streams.contains(stream->info().name)) continue;
        if (auto record = take_over(context.store.read(), stream->info(), replaced))
            records.push_back(std::move(*record));
    }
    co_await context.store.write([way, records, replaced](store::Tables& tables) {
        AdjustmentWays::remember(tables, way);
        for (const auto& record : records)
            tables.streams.put(record, record.scan_no);
    });
}

/// An endpoint that is gone, forbidden, or fails again and again, for this request alone
/// (openboxes-api.md 6.2: "on repeated 500 fall back to B").
asio::awaitable<void> Poller::State::look_for_another_way(std::shared_ptr<StreamPoll> stream,
                                                          PollResult result)
{
    const auto& info = stream->info();
    // With the summary, the transactions may be read beside it, for other types: then they are not the way.
    const bool is_the_way = info.facility.empty() == (ways.chosen() == AdjustmentSource::transactions);
    const bool is_lost = result.endpoint_lost && (result.permanent || result.failures >= failures_until_lost);
    if (!is_of_adjustments(info) || !is_the_way || !is_lost || !is_current(stream) || !ways.give_up())
        co_return;
    co_await refresh_adjustments();
}

}  // namespace webhookd::poll
