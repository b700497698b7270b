#pragma once
// Figures as the families of metrics that Prometheus knows. Pure.

#include <functional>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "webhookd/control/figures.hpp"

namespace webhookd::control {

/// `label_of` tells the label of a subscriber; those with the same label are shown as one.
std::vector<prometheus::MetricFamily> gauges(
    const Figures& figures, const std::function<const std::string&(const std::string&)>& label_of);

}  // namespace webhookd::control
