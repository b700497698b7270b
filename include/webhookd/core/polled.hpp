#pragma once
// What is polled, as it is at this moment: the poller tells, `status` shows.

#include <cstddef>
#include <optional>
#include <string>

#include "webhookd/core/scan_progress.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

struct PolledStream
{
    std::string name;
    Duration interval{0};  ///< between its polls
    bool late = false;     ///< waits much longer than promised
    bool first = false;    ///< had no first scan yet
    /// It waits to read everything, and so many streams are before it; null: it does not wait.
    std::optional<std::size_t> scans_before{};
    std::optional<ScanProgress> scan{};  ///< of everything; null: none is under way
};

/// A list that sees all facilities at once and says where to look.
struct PolledFeed
{
    enum class State
    {
        starting,       ///< not read yet
        working,        ///< tells where to look
        failing,        ///< did not answer; facilities are polled in turn meanwhile
        not_available,  ///< this account or this server does not have it; asked again now and then
    };

    std::string name;  ///< of its stream: `feeds/shipments`
    State state = State::starting;
};

}  // namespace webhookd::core
