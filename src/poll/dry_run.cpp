// The poller's streams without its loops: each is read once and judged. A storm is not held, for whoever
// looks wants to see the events.

#include "webhookd/poll/dry_run.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "poll/stream_reader.hpp"
#include "poll/stream_set.hpp"
#include "webhookd/core/nearness.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {
namespace {

void append(Streams& all, Streams more)
{
    std::ranges::move(more, std::back_inserter(all));
}

asio::awaitable<openboxes::ApiResult<Streams>> all_streams(openboxes::Client& client, async::Clock& clock,
                                                           const PollerSettings& settings)
{
    const auto listed = co_await openboxes::list_facilities(client, settings.source);
    if (!listed) co_return std::unexpected(listed.error());
    const auto& facilities = listed->facilities;

    auto streams = source_streams(client, clock, settings);
    append(streams, facility_streams(client, clock, settings, facilities));
    if (facilities.empty()) co_return streams;
    auto source = co_await openboxes::probe_adjustments(client, facilities.front().id);
    if (!source) co_return std::unexpected(source.error());
    append(streams, openboxes::adjustment_streams(client, clock, settings.source, *source, facilities));
    co_return streams;
}

}  // namespace

asio::awaitable<openboxes::ApiResult<std::vector<DryPoll>>> dry_poll(openboxes::Client& client,
                                                                     async::Clock& clock,
                                                                     PollerSettings settings,
                                                                     store::Tables& tables, std::string only)
{
    ReadContext context{tables, {client.url(), tables.source.epoch}, clock, std::move(settings), {}};
    auto streams = co_await all_streams(client, context.clock, context.settings);
    if (!streams) co_return std::unexpected(streams.error());

    std::vector<DryPoll> polls;
    for (auto& stream : *streams) {
        if (interval_of(context.settings.polling, stream->info().kind) == core::Duration(0)) continue;
        if (!only.empty() && stream->info().name != only) continue;
        StreamReader reader(context, std::move(stream));
        DryPoll poll;
        poll.stream = reader.info().name;
        auto read = co_await reader.read(reader.needs_everything(), clock.now());
        if (read) {
            poll.baseline = read->terms.baseline;
            poll.rows = read->terms.log.rows;
            poll.requests = read->terms.log.requests;
            auto found = judge_all(tables.entities, *read);
            poll.storm = is_storm(found, read->terms);
            poll.events = std::move(found.events);
        } else {
            poll.error = read.error().log.error;
        }
        polls.push_back(std::move(poll));
    }
    co_return polls;
}

namespace {

constexpr std::size_t most_shown = 3;

void note(Trial& trial, const core::EventType& type, const core::Observation& seen)
{
    ++trial.rows;
    const Json object = seen.object;
    const auto distance = core::distance(type, object);
    if (!distance) return;
    ++trial.could_be;
    const auto place = std::ranges::upper_bound(trial.nearest, *distance, {}, &Trial::Near::distance);
    trial.nearest.insert(place, {seen.id, seen.label, core::named_values(type, object), *distance});
    if (trial.nearest.size() > most_shown) trial.nearest.pop_back();
}

/// All of them are news.
std::vector<std::size_t> everything(std::span<const core::Observation> page)
{
    std::vector<std::size_t> places(page.size());
    std::iota(places.begin(), places.end(), 0U);
    return places;
}

}  // namespace

asio::awaitable<openboxes::ApiResult<std::vector<Trial>>> try_rules(
    openboxes::Client& client, async::Clock& clock, PollerSettings settings,
    std::function<void(const std::string&)> on_list)
{
    auto streams = co_await all_streams(client, clock, settings);
    if (!streams) co_return std::unexpected(streams.error());
    std::vector<const core::EventType*> types;
    std::vector<Trial> trials;
    for (const auto& type : settings.source.rulebook->types()) {
        if (!type.asked_for) continue;
        types.push_back(&type);
        trials.emplace_back().type = type.type;
    }
    for (auto& stream : *streams) {
        const auto kind = stream->info().kind;
        const auto happens_here = [kind](const core::EventType* type) { return type->happens_to(kind); };
        if (std::ranges::none_of(types, happens_here)) continue;
        on_list(stream->info().name);
        openboxes::ScanOrder order;
        order.find_news = everything;
        const auto scan = co_await stream->scan(std::move(order));
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (!happens_here(types[i])) continue;
            if (!scan) trials[i].error = fmt::format("{}: {}", stream->info().name, scan.error().detail);
            if (!scan) continue;
            for (const auto& row : scan->news)
                note(trials[i], *types[i], row.seen);
        }
    }
    co_return trials;
}

}  // namespace webhookd::poll
