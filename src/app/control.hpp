#pragma once
// What the control API is told about the configuration and the running modules: it knows neither.

#include "webhookd/config/config.hpp"
#include "webhookd/control/api.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::app {

control::Configured configured_of(const config::Config& config);

std::vector<control::LiveLane> live_lanes(const delivery::Dispatcher& dispatcher);

/// What is done to lanes: pause, resume, wake. The dispatcher outlives the actions.
void add_lane_actions(control::Actions& actions, delivery::Dispatcher& dispatcher);

/// Polls by command. The poller outlives the actions.
void add_stream_actions(control::Actions& actions, poll::Poller& poller);

}  // namespace webhookd::app
