#pragma once
// What is so at this moment, gathered for /metrics from the modules that know.

#include "app/polled_source.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/control/metrics.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::app {

/// Whose figures they are.
struct Measured
{
    const config::Config& config;
    store::Store& store;
    const PolledSource& source;
    const delivery::Dispatcher& dispatcher;
};

/// On the io_context thread. A file whose size cannot be read counts as empty.
control::Figures figures(const Measured& measured, bool source_reachable, core::Timestamp now);

}  // namespace webhookd::app
