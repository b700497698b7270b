#pragma once
// A wake-up that is a flag, not a queue (CONTRIBUTING.md 4): any number of notify() before a wait() wake it
// once, and none is lost. The waiter re-reads the store; the flag only saves it from looking too late. One
// waiter at a time, one thread.

#include <optional>

#include <boost/asio/experimental/channel.hpp>

#include "webhookd/async/clock.hpp"

namespace webhookd::async {

class SignalFlag
{
  public:
    explicit SignalFlag(const asio::any_io_executor& executor);

    void notify();

    /// Returns once notified since the last wait. Cancellable (throws operation_aborted).
    asio::awaitable<void> wait();

    /// As wait(), but returns at `deadline` at the latest. True when notified.
    asio::awaitable<bool> wait_until(Clock& clock, SteadyTime deadline);

  private:
    asio::experimental::channel<void(boost::system::error_code)> channel_;
};

}  // namespace webhookd::async
