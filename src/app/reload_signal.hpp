#pragma once
// SIGHUP, which asks for a reload. Signals that arrive during one are together one request for another.

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "webhookd/async/signal_flag.hpp"

namespace webhookd::app {

class ReloadSignal
{
  public:
    /// From here on the signal no longer ends the process.
    explicit ReloadSignal(asio::io_context& io);

    /// Awaits `act()` after a signal, until cancelled.
    asio::awaitable<void> serve(std::function<asio::awaitable<void>()> act);

  private:
    asio::awaitable<void> listen();
    asio::awaitable<void> act_when_asked(const std::function<asio::awaitable<void>()>& act);

    asio::signal_set signals_;
    async::SignalFlag asked_;
};

}  // namespace webhookd::app
