#pragma once
// Which way of reading adjustments is polled (openboxes-api.md 6.2): the best that answers, remembered in the
// state file. One that keeps failing is given up for a time, even though a probe of it may succeed: the
// request of one facility or window can fail because of its data, for ever. Better ways than the one in use
// are looked for again at each reconciliation.

#include <map>
#include <optional>
#include <set>
#include <string>

#include "poll/stream_poll.hpp"

namespace webhookd::poll {

class AdjustmentWays
{
  public:
    explicit AdjustmentWays(PollContext& context) : context_(context) {}

    /// The way to poll from now on, probed at `facility` when needed; to be remembered by who begins to use
    /// it. Null when nothing is known and nothing could be found out.
    asio::awaitable<std::optional<openboxes::AdjustmentSource>> choose(std::string facility);

    /// The chosen way keeps failing; the next choice is another one, if there is any. False: it is given up
    /// already, and there was none.
    bool give_up();

    static void remember(store::Tables& tables, openboxes::AdjustmentSource way);

    /// The one chosen last.
    const std::optional<openboxes::AdjustmentSource>& chosen() const { return chosen_; }

  private:
    std::set<openboxes::AdjustmentSource> given_up();

    PollContext& context_;
    std::optional<openboxes::AdjustmentSource> chosen_;
    std::map<openboxes::AdjustmentSource, async::SteadyTime> given_up_until_;
};

}  // namespace webhookd::poll
