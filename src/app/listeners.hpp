#pragma once
// What the modules report while they run, and whoever wants to know of it: the log, the metrics, and those
// that wait for it. All on the io_context thread.

#include <memory>
#include <vector>

#include <spdlog/logger.h>

#include "webhookd/control/api.hpp"
#include "webhookd/control/metrics.hpp"
#include "webhookd/delivery/dispatcher.hpp"
#include "webhookd/delivery/lane_settings.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::app {

/// Does nothing about anything; those that inherit say what they care for.
struct Listener : poll::Listener, delivery::Listener
{
    void on_poll(const store::PollRecord& /*poll*/) override {}
    void on_alarm(const std::string& /*stream*/, const std::string& /*alarm*/) override {}
    void on_source(bool /*reachable*/, const std::string& /*reason*/) override {}
    void on_attempt(const delivery::LaneSettings& /*lane*/, const store::DueDelivery& /*delivery*/,
                    const store::AttemptRecord& /*attempt*/) override
    {
    }
    void on_lane_state(const delivery::LaneSettings& /*lane*/, store::LaneState /*before*/,
                       const store::SubscriberRecord& /*now*/) override
    {
    }
    void on_dead(const delivery::LaneSettings& /*lane*/, const store::DueDelivery& /*delivery*/,
                 const std::string& /*reason*/) override
    {
    }
    /// Of polls and of lanes.
    void on_events(std::span<const std::int64_t> /*subscriber_ids*/) override {}
};

/// Tells everything to several, in the order in which they were added.
class FanOut final : public Listener
{
  public:
    /// Before the first report; `listener` outlives this.
    void add(Listener& listener) { listeners_.push_back(&listener); }

    void on_poll(const store::PollRecord& poll) override { tell(&Listener::on_poll, poll); }
    void on_alarm(const std::string& stream, const std::string& alarm) override
    {
        tell(&Listener::on_alarm, stream, alarm);
    }
    void on_source(bool reachable, const std::string& reason) override
    {
        tell(&Listener::on_source, reachable, reason);
    }
    void on_attempt(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                    const store::AttemptRecord& attempt) override
    {
        tell(&Listener::on_attempt, lane, delivery, attempt);
    }
    void on_lane_state(const delivery::LaneSettings& lane, store::LaneState before,
                       const store::SubscriberRecord& now) override
    {
        tell(&Listener::on_lane_state, lane, before, now);
    }
    void on_dead(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                 const std::string& reason) override
    {
        tell(&Listener::on_dead, lane, delivery, reason);
    }
    void on_events(std::span<const std::int64_t> subscriber_ids) override
    {
        tell(&Listener::on_events, subscriber_ids);
    }

  private:
    template <class... Parameters, class... Arguments>
    void tell(void (Listener::*report)(Parameters...), const Arguments&... arguments)
    {
        for (auto* listener : listeners_)
            (listener->*report)(arguments...);
    }

    std::vector<Listener*> listeners_;
};

/// What the modules report, as log lines: polls, lanes and the source each tell their story here once, with
/// key=value ids (CONTRIBUTING.md 6).
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

/// Counts what the modules report.
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

/// Wakes whoever waits for what the modules report: lanes for events, the control API for an attempt.
class Waker final : public Listener
{
  public:
    /// Both outlive this.
    Waker(delivery::Dispatcher& dispatcher, control::Api& api) : dispatcher_(dispatcher), api_(api) {}

    void on_events(std::span<const std::int64_t> subscriber_ids) override
    {
        dispatcher_.wake(subscriber_ids);
    }
    void on_attempt(const delivery::LaneSettings& /*lane*/, const store::DueDelivery& /*delivery*/,
                    const store::AttemptRecord& attempt) override
    {
        api_.note_attempt(attempt.delivery_id);
    }

  private:
    delivery::Dispatcher& dispatcher_;
    control::Api& api_;
};

}  // namespace webhookd::app
