// Which facilities are polled: listed by the server now and then, remembered in the state file, so that a
// restart while the server is away still knows its streams. Polled like a stream, with its sync log row, in
// one commit. Which facilities there are decides which lists are polled.

#include <algorithm>
#include <iterator>

#include "poll/poller_state.hpp"
#include "poll/schedule.hpp"
#include "poll/take_over.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::poll {

namespace {

/// The pseudo-stream under which the list appears in the sync log and in `status`.
constexpr std::string_view facilities_stream = "facilities";

/// What was listed last; empty when never.
std::vector<openboxes::Facility> remembered_facilities(store::Tables& tables)
{
    std::vector<openboxes::Facility> facilities;
    for (auto& [id, name] : store::load_facilities(tables.streams))
        facilities.push_back({.id = std::move(id), .name = std::move(name)});
    return facilities;
}

/// Asks the server, remembers the answer, writes the sync log row. An empty list where some are remembered is
/// not believed (F-9). The next listing, which `status` tells, is `again` after a good one and `retry` after
/// a failed one.
asio::awaitable<openboxes::ApiResult<std::vector<openboxes::Facility>>> list_and_remember(
    PollContext& context, core::Duration again, core::Duration retry)
{
    const std::string name(facilities_stream);
    auto record = context.store.read().streams.load(name);
    store::PollRecord log;
    log.stream = name;
    log.reach = "full";
    log.began_at = context.read.clock.now();

    auto listed = co_await openboxes::list_facilities(context.client, context.read.settings.source);
    log.requests = listed ? listed->requests : listed.error().requests;
    if (listed && listed->facilities.empty() && !remembered_facilities(context.store.read()).empty()) {
        openboxes::ApiError error;
        error.kind = openboxes::ApiErrorKind::bad_answer;
        error.detail = "the server lists no facility where it listed some before";
        listed = std::unexpected(std::move(error));
    }

    log.ended_at = context.read.clock.now();
    record.next_poll_at = log.ended_at + (listed ? again : retry);
    std::vector<store::Facility> remembered;
    if (listed) {
        for (const auto& facility : listed->facilities)
            remembered.push_back({.id = facility.id, .name = facility.name});
        log.rows = static_cast<std::int64_t>(listed->facilities.size());
        record.last_full_at = log.ended_at;
    } else {
        log.outcome = store::PollOutcome::failed;
        log.error = std::string(openboxes::to_string(listed.error().kind)) + ": " + listed.error().detail;
    }
    note_listing(record, log);
    const bool good = listed.has_value();
    const auto written = co_await context.store.write([record, log, good, remembered](store::Tables& tables) {
        tables.streams.put(record, record.scan_no);
        tables.polls.add(log);
        if (good) store::put_facilities(tables.streams, remembered);
    });
    if (!written) log.error += " (and the state file could not be written: " + written.error().message + ")";
    context.listener.on_poll(log);
    if (!listed) co_return std::unexpected(std::move(listed.error()));
    co_return std::move(listed->facilities);
}

// How soon the facilities are asked for again after a failure.
constexpr std::chrono::minutes facilities_retry{1};
// Facilities open, and a server that warms up lists few of them: one cheap request now and then.
constexpr std::chrono::seconds facilities_soon{20};
constexpr int soon_listings = 3;
constexpr std::chrono::minutes facilities_again{5};

std::set<std::string> ids_of(const std::vector<openboxes::Facility>& facilities)
{
    std::set<std::string> ids;
    for (const auto& facility : facilities)
        ids.insert(facility.id);
    return ids;
}

}  // namespace

core::Duration Poller::State::facilities_wait(bool good) const
{
    if (!good) return facilities_retry;
    const core::Duration wait =
        short_listings < soon_listings ? core::Duration(facilities_soon) : core::Duration(facilities_again);
    return std::min(wait, context.read.settings.polling.reconcile);
}

asio::awaitable<bool> Poller::State::refresh_facilities()
{
    const auto before = ids_of(remembered_facilities(context.store.read()));
    const auto earlier = context.store.read().streams.find(facilities_stream);
    auto listed = co_await list_and_remember(context, facilities_wait(true), facilities_wait(false));
    const bool good = listed.has_value();
    opened.clear();
    if (good) {
        // Of a configured list, nothing opens.
        const bool all = context.read.settings.source.facilities.empty();
        lacking = earlier && all && !before.empty() ? earlier->last_success_at : std::nullopt;
        for (const auto& facility : *listed) {
            if (lacking && !before.contains(facility.id)) opened.insert(facility.id);
        }
        facilities = std::move(*listed);
    } else if (facilities.empty()) {
        facilities = remembered_facilities(context.store.read());
    }

    remove_if([there = ids_of(facilities)](const openboxes::StreamInfo& stream) {
        return !stream.facility.empty() && !there.contains(stream.facility);
    });
    auto movements =
        facility_streams(context.client, context.read.clock, context.read.settings, not_polled_yet());
    co_await note_opened(movements);
    add_all(std::move(movements));
    if (!facilities.empty()) co_await refresh_adjustments();
    co_return good;
}

std::vector<openboxes::Facility> Poller::State::not_polled_yet() const
{
    std::set<std::string_view> polled;
    for (const auto& [name, stream] : streams) {
        if (stream->info().traits().has_two_ends) polled.insert(stream->info().facility);
    }
    std::vector<openboxes::Facility> others;
    std::ranges::copy_if(facilities, std::back_inserter(others),
                         [&](const auto& facility) { return !polled.contains(facility.id); });
    return others;
}

asio::awaitable<void> Poller::State::note_opened(const Streams& wanted)
{
    std::vector<store::StreamRecord> records;
    for (const auto& stream : wanted) {
        if (!opened.contains(stream->info().facility) || streams.contains(stream->info().name)) continue;
        if (auto record = open_since(context.store.read(), stream->info(), *lacking))
            records.push_back(std::move(*record));
    }
    if (records.empty()) co_return;
    co_await context.store.write([records](store::Tables& tables) {
        for (const auto& record : records)
            tables.streams.put(record, record.scan_no);
    });
}

asio::awaitable<void> Poller::State::facilities_loop()
{
    while (true) {
        if (!circuit.admit(context.read.clock.steady())) {
            const auto due = std::max(circuit.next_probe(), context.read.clock.steady() + circuit_look);
            co_await context.read.clock.sleep_until(due);
            continue;
        }
        const bool good = co_await refresh_facilities();
        const auto error = last_error(facilities_stream);
        co_await report(good || !error.starts_with("unreachable"), error);
        const auto wait = facilities_wait(good);
        if (good) ++short_listings;
        co_await context.read.clock.sleep_until(context.read.clock.steady() + wait);
    }
}

}  // namespace webhookd::poll
