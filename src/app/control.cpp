#include "app/control.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "app/request_budget.hpp"
#include "app/settings.hpp"

namespace webhookd::app {

namespace {

/// A configured subscriber has a lane, but for the moment in which a reload replaces it.
delivery::Lane& lane_of(delivery::Dispatcher& dispatcher, const std::string& name)
{
    if (auto* lane = dispatcher.find(name)) return *lane;
    throw std::runtime_error(fmt::format("subscriber '{}' is being set up; try again", name));
}

}  // namespace

control::Configured configured_of(const config::Config& config)
{
    const auto budget = request_budget(config);
    control::Configured configured;
    configured.source = config.openboxes.url;
    configured.budget = {.limit = budget.limit,
                         .fixed = budget.fixed_per_minute(),
                         .per_facility = budget.per_facility_per_minute(),
                         .needed = budget.per_minute(),
                         .exceeded = budget.exceeded()};
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
        return lane_of(dispatcher, name).pause(std::move(reason));
    };
    actions.resume = [&dispatcher](const std::string& name) { return lane_of(dispatcher, name).resume(); };
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

}  // namespace webhookd::app
