#pragma once
// What is read at a scrape, as the families of metrics that Prometheus knows: figures of the daemon, and of
// its process.

#include <functional>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "webhookd/control/metrics.hpp"

namespace webhookd::control {

/// Pure. `label_of` tells the label of a subscriber; those with the same label are shown as one.
std::vector<prometheus::MetricFamily> gauges(
    const Figures& figures, const std::function<const std::string&(const std::string&)>& label_of);

/// Its version, and the metrics of every process by the names that Prometheus' client libraries agree on, but
/// for those that the system does not tell. `started_at`: in seconds since 1970.
std::vector<prometheus::MetricFamily> process_gauges(const std::string& version, double started_at);

}  // namespace webhookd::control
