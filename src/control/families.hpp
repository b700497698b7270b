#pragma once
// Builds families of metrics from values that are read at the scrape.

#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace webhookd::control {

class Families
{
  public:
    using Labels = std::vector<prometheus::ClientMetric::Label>;

    /// Begins a family; the values that follow belong to it.
    void gauge(std::string name, std::string help)
    {
        families_.push_back({std::move(name), std::move(help), prometheus::MetricType::Gauge, {}});
    }
    void counter(std::string name, std::string help)
    {
        families_.push_back({std::move(name), std::move(help), prometheus::MetricType::Counter, {}});
    }

    void add(double value, Labels labels = {})
    {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        metric.gauge.value = value;
        metric.counter.value = value;
        families_.back().metric.push_back(std::move(metric));
    }

    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

  private:
    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace webhookd::control
