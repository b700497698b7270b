// While the state file is damaged, streams and subscribers are left out; the rest can be told all the same.

#include "app/figures.hpp"

#include <algorithm>
#include <filesystem>

namespace webhookd::app {

namespace {

std::uint64_t size_of(const std::string& file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

std::vector<control::StreamFigures> streams(const Measured& measured)
{
    std::vector<control::StreamFigures> streams;
    if (measured.store.damage()) return streams;
    for (const auto& polled : measured.source.poller().streams()) {
        control::StreamFigures stream{.name = polled.name,
                                      .interval = polled.interval,
                                      .last_success_at = std::nullopt,
                                      .failures = 0,
                                      .late = polled.late};
        if (const auto record = measured.store.read().streams.find(polled.name)) {
            stream.last_success_at = record->last_success_at;
            stream.failures = record->failures;
        }
        streams.push_back(std::move(stream));
    }
    return streams;
}

std::vector<control::SubscriberFigures> subscribers(const Measured& measured)
{
    if (measured.store.damage()) return {};
    auto& tables = measured.store.read();
    const auto lanes = measured.dispatcher.status();
    std::vector<control::SubscriberFigures> subscribers;
    for (const auto& configured : measured.config.subscribers) {
        const auto row = tables.subscribers.find(configured.name);
        if (!row) continue;
        const auto lane = std::ranges::find(lanes, configured.name, &delivery::LaneStatus::name);
        subscribers.push_back(
            {.name = configured.name,
             .state = std::string(configured.enabled ? store::to_string(row->state) : "disabled"),
             .in_flight = lane == lanes.end() ? 0 : lane->in_flight,
             .backlog = tables.deliveries.backlog(row->id)});
    }
    return subscribers;
}

}  // namespace

control::Figures figures(const Measured& measured, bool source_reachable, core::Timestamp now)
{
    const auto& path = measured.config.store.path;
    const auto counters = measured.source.client().counters();
    return {.now = now,
            .source = {.reachable = source_reachable,
                       .requests = counters.requests,
                       .logins = counters.logins,
                       .requests_last_minute = counters.used_last_minute,
                       .requests_per_minute = measured.config.openboxes.api.requests_per_minute},
            .store = {.degraded = measured.store.degraded(),
                      .file_bytes = size_of(path),
                      .wal_bytes = size_of(path + "-wal")},
            .streams = streams(measured),
            .subscribers = subscribers(measured)};
}

}  // namespace webhookd::app
