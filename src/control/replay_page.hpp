#pragma once
// A replay: events of the past queued again, or for the first time, for one subscriber. Done a page of events
// per commit, oldest first, so that a million of them neither holds up other writes nor fills the memory. A
// replay that was interrupted is simply asked for again: what it queued is unfinished or delivered by then.

#include <cstdint>
#include <string>
#include <vector>

#include "webhookd/core/matching.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::control {

struct Replay
{
    std::int64_t subscriber_id = 0;
    store::Chain chain = store::Chain::by_entity;
    core::Matcher matcher;
    core::Timestamp since;
    core::Timestamp until;
    std::vector<std::string> types;  ///< patterns; empty = all
    bool missing = false;            ///< events that it wants and has no delivery of
    bool dead = false;               ///< deliveries given up
    bool delivered = false;          ///< deliveries that succeeded, of events that it wants
    bool dry_run = false;            ///< only count
};

struct ReplayCounts
{
    std::int64_t events = 0;  ///< looked at: in the time asked for, of the types asked for
    std::int64_t missing = 0;
    std::int64_t dead = 0;
    std::int64_t delivered = 0;
    std::int64_t unfinished = 0;  ///< left alone: they will be sent anyway

    std::int64_t queued() const { return missing + dead + delivered; }
};

/// How far a replay is.
struct ReplayProgress
{
    std::int64_t last_seq = 0;  ///< the newest event it has looked at
    std::int64_t end_seq = 0;   ///< the newest event there was when it began
    ReplayCounts counts;

    bool done() const { return last_seq >= end_seq; }
};

ReplayProgress begin_replay(store::Tables& tables, const Replay& replay);

/// Looks at the next few hundred events; one commit.
ReplayProgress continue_replay(store::Tables& tables, const Replay& replay, ReplayProgress progress,
                               core::Timestamp now);

}  // namespace webhookd::control
