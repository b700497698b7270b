#pragma once
// Counts what the modules report.

#include "app/listener.hpp"
#include "webhookd/control/metrics.hpp"

namespace webhookd::app {

class MetricsListener final : public Listener
{
  public:
    /// `metrics` outlives this.
    explicit MetricsListener(control::Metrics& metrics) : metrics_(metrics) {}

    void on_poll(const store::PollRecord& poll) override { metrics_.count_poll(poll); }
    void on_alarm(const std::string& /*stream*/, const std::string& /*alarm*/) override
    {
        metrics_.count_alarm();
    }
    void on_attempt(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                    const store::AttemptRecord& attempt) override
    {
        metrics_.count_attempt(lane.name, delivery, attempt);
    }
    void on_dead(const delivery::LaneSettings& lane, const store::DueDelivery& /*delivery*/,
                 const std::string& /*reason*/) override
    {
        metrics_.count_dead_letter(lane.name);
    }

  private:
    control::Metrics& metrics_;
};

}  // namespace webhookd::app
