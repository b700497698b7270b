// Copies from the types of config and delivery to those of control, which may not know them.

#include "app/control.hpp"

#include <algorithm>
#include <filesystem>

#include "app/request_budget.hpp"
#include "app/settings.hpp"

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

control::Configured configured_of(const config::Config& config)
{
    control::Configured configured;
    configured.source = config.openboxes.api.url;
    configured.budget = request_budget(config);
    configured.rulebook = config.poller.source.rulebook;
    configured.feeds_off = !config.poller.polling.feeds;
    for (const auto& subscriber : config.subscribers) {
        configured.subscribers.push_back({.name = subscriber.name,
                                          .url = subscriber.url,
                                          .enabled = subscriber.enabled,
                                          .matcher = subscriber.matcher});
    }
    return configured;
}

std::vector<control::LiveLane> live_lanes(const delivery::Dispatcher& dispatcher)
{
    std::vector<control::LiveLane> lanes;
    for (auto& lane : dispatcher.status()) {
        lanes.push_back({.name = std::move(lane.name),
                         .in_flight = lane.in_flight,
                         .paused_until = lane.paused_until,
                         .trouble = std::move(lane.trouble)});
    }
    return lanes;
}

void add_lane_actions(control::Actions& actions, delivery::Dispatcher& dispatcher)
{
    actions.pause = [&dispatcher](const std::string& name, std::string reason) {
        return dispatcher.pause(name, std::move(reason));
    };
    actions.resume = [&dispatcher](const std::string& name) { return dispatcher.resume(name); };
    actions.wake = [&dispatcher](const std::vector<std::int64_t>& ids) { dispatcher.wake(ids); };
}

void add_stream_actions(control::Actions& actions, poll::Poller& poller)
{
    actions.stream_names = [&poller] {
        std::vector<std::string> names;
        for (auto& stream : poller.streams())
            names.push_back(std::move(stream.name));
        return names;
    };
    actions.poll_now = [&poller](std::string stream) { return poller.poll_now(std::move(stream)); };
}

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
