// Listing the facilities now and then: which there are decides which lists are polled.

#include <algorithm>
#include <iterator>

#include "poll/facility_list.hpp"
#include "poll/poller_state.hpp"
#include "poll/take_over.hpp"

namespace webhookd::poll {
namespace {

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
        movement_streams(context.client, context.read.clock, context.read.settings, not_polled_yet());
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
