// The poller's streams without its loops: each is read once and judged. A storm is not held, for whoever
// looks wants to see the events.

#include "webhookd/poll/dry_run.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "poll/stream_reader.hpp"
#include "poll/stream_set.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::poll {
namespace {

void append(Streams& all, Streams more)
{
    std::ranges::move(more, std::back_inserter(all));
}

asio::awaitable<openboxes::ApiResult<Streams>> all_streams(openboxes::Client& client, ReadContext& context)
{
    const auto& settings = context.settings;
    const auto listed = co_await openboxes::list_facilities(client, settings.source);
    if (!listed) co_return std::unexpected(listed.error());
    const auto& facilities = listed->facilities;

    auto streams = source_streams(client, context.clock, settings);
    append(streams, facility_streams(client, context.clock, settings, facilities));
    if (facilities.empty()) co_return streams;
    auto source = co_await openboxes::probe_adjustments(client, facilities.front().id);
    if (!source) co_return std::unexpected(source.error());
    append(streams,
           openboxes::adjustment_streams(client, context.clock, settings.source, *source, facilities));
    co_return streams;
}

}  // namespace

asio::awaitable<openboxes::ApiResult<std::vector<DryPoll>>> dry_poll(openboxes::Client& client,
                                                                     async::Clock& clock,
                                                                     PollerSettings settings,
                                                                     store::Tables& tables, std::string only)
{
    ReadContext context{tables, {client.url(), tables.source.epoch}, clock, std::move(settings), {}};
    auto streams = co_await all_streams(client, context);
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

}  // namespace webhookd::poll
