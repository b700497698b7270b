#pragma once
// A poll that changes nothing: what would be emitted if the daemon polled now.

#include <string>
#include <vector>

#include "webhookd/openboxes/source.hpp"
#include "webhookd/poll/poller.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::poll {

struct DryPoll
{
    std::string stream;
    bool baseline = false;  ///< nothing is remembered yet: this poll would be the silent first one
    std::int64_t rows = 0;
    int requests = 0;
    std::vector<core::Event> events;
    /// More than `storm_limit`: the daemon would emit them when they are released, and hold them until then.
    bool storm = false;
    std::string error;  ///< empty when the poll succeeded
};

/// Polls every stream once, or only `only` when it is not empty. `tables` is the state file opened read-only,
/// or an empty one when there is none yet. Sends requests within the client's budget, writes nothing.
asio::awaitable<openboxes::ApiResult<std::vector<DryPoll>>> dry_poll(openboxes::Client& client,
                                                                     async::Clock& clock,
                                                                     PollerSettings settings,
                                                                     store::Tables& tables, std::string only);

}  // namespace webhookd::poll
