#pragma once
// What the control API and /metrics are told about the configuration and the running modules: they know
// neither.

#include "app/polled_source.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/control/api.hpp"
#include "webhookd/control/metrics.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/poll/poller.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

control::Configured configured_of(const config::Config& config);

std::vector<control::LiveLane> live_lanes(const delivery::Dispatcher& dispatcher);

/// What is done to lanes: pause, resume, wake. The dispatcher outlives the actions.
void add_lane_actions(control::Actions& actions, delivery::Dispatcher& dispatcher);

/// Polls by command. The poller outlives the actions.
void add_stream_actions(control::Actions& actions, poll::Poller& poller);

/// Whose figures they are.
struct Measured
{
    const config::Config& config;
    store::Store& store;
    const PolledSource& source;
    const delivery::Dispatcher& dispatcher;
};

/// What is so at this moment, gathered from the modules that know; on the io_context thread. While the state
/// file is damaged, streams and subscribers are left out. A file whose size cannot be read counts as empty.
control::Figures figures(const Measured& measured, bool source_reachable, core::Timestamp now);

}  // namespace webhookd::app
