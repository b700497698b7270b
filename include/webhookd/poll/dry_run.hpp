#pragma once
// Reading that changes nothing: what would be emitted if the daemon polled now, and what the events that a
// configuration asks for could happen to.

#include <functional>
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

/// What an event that the configuration asks for could happen to.
struct Trial
{
    struct Near
    {
        std::string id;
        std::string label;  ///< for people; may be empty
        Json values;        ///< of the fields that its rule names
        double distance;    ///< core::distance()
    };

    std::string type;
    std::int64_t rows = 0;      ///< that were read for it
    std::int64_t could_be = 0;  ///< so many of them are not there yet
    std::vector<Near> nearest;  ///< three of these at most, the nearest first
    std::string error;          ///< of the last list that could not be read; empty: all were
};

/// Reads, once and whole, the lists that the events need which the configuration asks for. Knows no state
/// file. `on_list` is told each list before it is read.
asio::awaitable<openboxes::ApiResult<std::vector<Trial>>> try_rules(
    openboxes::Client& client, async::Clock& clock, PollerSettings settings,
    std::function<void(const std::string&)> on_list);

}  // namespace webhookd::poll
