#pragma once
// What the modules report, as log lines and wake-ups: polls, lanes and the source each tell their story here
// once, with key=value ids (conventions.md 6), and committed events wake the lanes.

#include <memory>

#include <spdlog/logger.h>

#include "webhookd/control/api.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::app {

class LogListener final : public poll::Listener, public delivery::Listener
{
  public:
    explicit LogListener(std::shared_ptr<spdlog::logger> logger);

    /// The lanes to wake; set once, before the first event.
    void set_dispatcher(delivery::Dispatcher& dispatcher) { dispatcher_ = &dispatcher; }

    /// Who may wait for an attempt; set once, before the first.
    void set_control(control::Api& api) { control_ = &api; }

    bool source_reachable() const { return source_reachable_; }

    void on_poll(const store::PollRecord& poll) override;
    void on_alarm(const std::string& stream, const std::string& alarm) override;
    void on_source(bool reachable, const std::string& reason) override;
    void on_attempt(const delivery::LaneSettings& lane, const store::AttemptRecord& attempt) override;
    void on_lane_state(const delivery::LaneSettings& lane, store::LaneState before,
                       const store::SubscriberRecord& now) override;
    void on_dead(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                 const std::string& reason) override;

    /// Of polls and of lanes.
    void on_events(std::span<const std::int64_t> subscriber_ids) override;

  private:
    std::shared_ptr<spdlog::logger> logger_;
    delivery::Dispatcher* dispatcher_ = nullptr;
    control::Api* control_ = nullptr;
    bool source_reachable_ = true;
};

}  // namespace webhookd::app
