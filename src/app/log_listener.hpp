#pragma once
// What the modules report, as log lines: polls, lanes and the source each tell their story here once, with
// key=value ids (CONTRIBUTING.md 6).

#include <memory>

#include <spdlog/logger.h>

#include "app/listener.hpp"

namespace webhookd::app {

class LogListener final : public Listener
{
  public:
    explicit LogListener(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

    bool source_reachable() const { return source_reachable_; }

    void on_poll(const store::PollRecord& poll) override;
    void on_alarm(const std::string& stream, const std::string& alarm) override;
    void on_source(bool reachable, const std::string& reason) override;
    void on_attempt(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                    const store::AttemptRecord& attempt) override;
    void on_lane_state(const delivery::LaneSettings& lane, store::LaneState before,
                       const store::SubscriberRecord& now) override;
    void on_dead(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                 const std::string& reason) override;
    /// Something was commanded, and has ended.
    void on_action(const store::ActionRecord& action);

  private:
    std::shared_ptr<spdlog::logger> logger_;
    bool source_reachable_ = true;
};

}  // namespace webhookd::app
