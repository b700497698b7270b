// Copies from the types of config and delivery to those of control, which may not know them.

#include "app/control.hpp"

#include "app/request_budget.hpp"
#include "app/settings.hpp"

namespace webhookd::app {

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

}  // namespace webhookd::app
