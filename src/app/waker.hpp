#pragma once
// Wakes whoever waits for what the modules report: lanes for events, the control API for an attempt.

#include "app/listener.hpp"
#include "webhookd/control/api.hpp"
#include "webhookd/delivery/dispatcher.hpp"

namespace webhookd::app {

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
