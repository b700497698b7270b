#pragma once
// Waiting for the next attempt of a delivery. Who waits looks at the store afterwards; this only says when.

#include <cstdint>
#include <map>

#include "webhookd/async/signal_flag.hpp"

namespace webhookd::control {

class AttemptWatch
{
  public:
    /// An attempt of this delivery was recorded.
    void notify(std::int64_t delivery_id);

    /// Returns at the next attempt of this delivery, or at `deadline`.
    asio::awaitable<void> wait_until(std::int64_t delivery_id, async::Clock& clock,
                                     async::SteadyTime deadline);

  private:
    std::multimap<std::int64_t, async::SignalFlag*> waiting_;
};

}  // namespace webhookd::control
