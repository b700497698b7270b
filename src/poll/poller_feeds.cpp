// Polling the feeds: what they show decides which facility's stream is looked at now.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "poll/poller_state.hpp"
#include "poll/schedule.hpp"

namespace webhookd::poll {
namespace {

using core::EntityKind;
using core::ShipmentStatus;
using openboxes::ApiErrorKind;

// A server on its knees is worse than a late webhook: a feed may take this part of its time.
constexpr int rest_per_answer = 10;
constexpr core::Duration least_rest = std::chrono::seconds(2);
constexpr core::Duration longest_rest = std::chrono::minutes(2);
// A role or a version that does not offer it: perhaps later.
constexpr core::Duration missing_rest = std::chrono::hours(1);
constexpr core::Duration failed_rest = std::chrono::seconds(15);

std::string name_of(openboxes::FeedKind kind)
{
    return fmt::format("feeds/{}", openboxes::to_string(kind));
}

bool is_missing(ApiErrorKind kind)
{
    return kind == ApiErrorKind::forbidden || kind == ApiErrorKind::not_found ||
           kind == ApiErrorKind::bad_request;
}

}  // namespace

std::vector<PolledFeed> Poller::feeds() const
{
    using State = PolledFeed::State;
    std::vector<PolledFeed> feeds;
    for (const auto& [kind, feed] : state_->feeds) {
        const auto trouble = feed.permanent      ? State::not_available
                             : feed.failures > 0 ? State::failing
                                                 : State::starting;
        feeds.push_back({.name = name_of(kind), .state = feed.works ? State::working : trouble});
    }
    return feeds;
}

bool Poller::State::is_fed() const
{
    return std::ranges::any_of(feeds, [](const auto& feed) { return feed.second.works; });
}

/// Transactions tell nearly everything, with names; then the shipments are asked for the rest.
bool Poller::State::is_second(openboxes::FeedKind kind) const
{
    const auto first = feeds.find(openboxes::FeedKind::transactions);
    return kind == openboxes::FeedKind::shipments && first != feeds.end() && first->second.works;
}

/// Transactions name the movement and one end, shipments both ends.
void Poller::State::complete(openboxes::FeedItem& item)
{
    constexpr std::size_t most = 5'000;
    if (movement_by_shipment.size() >= most) movement_by_shipment.clear();
    if (!item.movement.empty()) {
        movement_by_shipment.insert_or_assign(item.shipment, item.movement);
    } else if (const auto named = movement_by_shipment.find(item.shipment);
               named != movement_by_shipment.end()) {
        item.movement = named->second;
    }
    if (item.movement.empty() || (!item.origin.empty() && !item.destination.empty())) return;
    const std::array<std::string_view, 1> id{item.movement};
    const auto known = context.read.tables.entities.find(EntityKind::stock_movement, id).front();
    if (!known) return;
    if (item.origin.empty()) item.origin = known->origin_id;
    if (item.destination.empty()) item.destination = known->destination_id;
}

/// Where goods came or went, there is now more or less of them.
void Poller::State::hint_stock(const openboxes::FeedItem& item)
{
    const bool arrives =
        item.kind == EntityKind::stock_movement && item.status >= ShipmentStatus::partially_received;
    const auto stream = streams.find("stock/" + (arrives ? item.destination : item.origin));
    if (stream == streams.end()) return;
    scans.prefer(stream->first);
    stream->second->hint({.changed_at = item.changed_at});
}

/// The end that saw it; the other one where this is not polled.
void Poller::State::pass_on(openboxes::FeedItem item)
{
    std::vector<std::string> names;
    if (item.kind == EntityKind::adjustment) {
        names = {"inventory/" + item.origin, "inventory"};
    } else {
        complete(item);
        names = {"stock-movements/outbound/" + item.origin, "stock-movements/inbound/" + item.destination};
        if (item.status >= ShipmentStatus::partially_received) std::ranges::reverse(names);
    }
    hint_stock(item);
    for (const auto& name : names) {
        const auto stream = streams.find(name);
        if (stream == streams.end()) continue;
        scans.prefer(name);
        stream->second->hint({.movement = std::move(item.movement),
                              .status = item.status,
                              .around = item.dated,
                              .changed_at = item.changed_at});
        return;
    }
}

/// A shipment that nobody named yet waits for the next look at the transactions: whose name is known costs
/// one look, the same change told twice none.
void Poller::State::pass_on_all(openboxes::FeedKind from, std::vector<openboxes::FeedItem> items)
{
    const bool waits = is_second(from);
    for (auto& item : items) {
        if (waits && !movement_by_shipment.contains(item.shipment))
            unnamed.push_back(std::move(item));
        else
            pass_on(std::move(item));
    }
    if (waits) return;
    for (auto& item : std::exchange(unnamed, {}))
        pass_on(std::move(item));
}

asio::awaitable<bool> Poller::State::read_feed(FeedPoll& polled)
{
    const auto name = name_of(polled.feed.kind());
    auto record = context.store.read().streams.load(name);
    store::PollRecord log;
    log.stream = name;
    log.reach = "newest";
    log.began_at = context.read.clock.now();
    auto read = co_await polled.feed.read();
    log.ended_at = context.read.clock.now();
    std::string error;
    bool reached = true;
    if (read) {
        log.requests = read->requests;
        log.rows = read->rows;
        log.changes = static_cast<std::int64_t>(read->items.size());
        pass_on_all(polled.feed.kind(), std::move(read->items));
        polled.unsaved = polled.unsaved || log.changes > 0 || !record.baselined_at;
    } else {
        reached = read.error().kind != ApiErrorKind::unreachable;
        log.outcome = store::PollOutcome::failed;
        log.requests = read.error().requests;
        log.error = fmt::format("{}: {}", openboxes::to_string(read.error().kind), read.error().detail);
        error = log.error;
    }
    note_listing(record, log);

    // What was hinted and not yet looked at is read, and hinted, again after a crash.
    const bool looked = unnamed.empty() && std::ranges::none_of(streams, [](const auto& stream) {
                            return stream.second->is_hinted() || stream.second->follows_hints();
                        });
    const bool saves = polled.unsaved && looked && read && log.changes == 0;
    auto memory = saves ? polled.feed.memory().to_json().dump() : std::string();
    auto write = [record, log, memory, name](store::Tables& tables) {
        tables.streams.put(record, record.scan_no);
        tables.polls.add(log);
        if (!memory.empty()) tables.streams.put_fact(name, memory);
    };
    const auto written = co_await context.store.write_relaxed(std::move(write));
    if (written && saves) polled.unsaved = false;
    // After its row, which says why, is stored: `status` shows both.
    polled.works = read.has_value();
    polled.permanent = !read && is_missing(read.error().kind);
    context.listener.on_poll(log);
    co_await report(reached, std::move(error));
    co_return read.has_value();
}

asio::awaitable<void> Poller::State::feed_loop(openboxes::FeedKind kind)
{
    auto& clock = context.read.clock;
    const auto& types = context.read.settings.source.adjustment_transaction_types;
    auto& polled =
        feeds.try_emplace(kind, FeedPoll{.feed = openboxes::Feed(context.client, kind, types)}).first->second;
    auto& streams_read = context.store.read().streams;
    if (auto memory = streams_read.find_json_fact(name_of(kind), openboxes::FeedMemory::from_json))
        polled.feed.remember(std::move(*memory));

    while (true) {
        const auto began = clock.steady();
        if (!circuit.admit(began)) {
            co_await clock.sleep_until(std::max(circuit.next_probe(), began + circuit_look));
            continue;
        }
        const bool good = co_await read_feed(polled);
        polled.failures = good ? 0 : polled.failures + 1;
        core::Duration rest =
            std::clamp(polled.feed.answer_time() * rest_per_answer, least_rest, longest_rest);
        if (is_second(kind)) rest = std::max(rest, frequent_interval());
        if (!good) rest = polled.permanent ? missing_rest : slow_down(failed_rest, polled.failures);
        co_await clock.sleep_until(clock.steady() + rest);
    }
}

}  // namespace webhookd::poll
