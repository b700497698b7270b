#pragma once
// When a stream is polled and what is read then. Pure: time points in, decisions out.

#include <chrono>
#include <string_view>

#include "webhookd/core/time.hpp"
#include "webhookd/openboxes/stream.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::poll {

using SteadyTime = std::chrono::steady_clock::time_point;

/// True when the next scan of the stream must be a baseline: there was none yet, or it was read with another
/// scope.
bool needs_baseline(const store::StreamRecord& record, const openboxes::StreamInfo& stream);

/// True when the next scan of the stream must read everything: for a baseline, when a reconciliation is due,
/// when the configuration asks for events about what nobody remembers yet, and after a long interruption, of
/// the source or of ourselves, which ended at `back_at`: an entity may then have passed through the open set
/// unseen (F-47).
bool needs_everything(const store::StreamRecord& record, const openboxes::StreamInfo& stream,
                      const core::Watching& watching, core::Duration reconcile, core::Timestamp now,
                      core::Timestamp back_at);

/// What is known of the open entities of a stream.
struct OpenSet
{
    bool uncovered = true;       ///< one was not among the newest
    bool one_page = true;        ///< one request reads it
    bool counted = true;         ///< its total tells whether something left it
    bool newest_lately = false;  ///< the newest were read within the last two minutes
};

/// What ordinary poll number `tick` reads, so that nearly each is one request (openboxes-api.md 10). The
/// newest rows, if all that is open is among these. Else the open set of a facility, which shows what enters
/// and what leaves; of one with many pages, what entered it and how many it holds, and rarely all of it. The
/// newest now and then all the same, since they alone show what was shipped and received between two polls;
/// they do not show what was received else. A list that sees all facilities is rarely asked for the open set:
/// it has a feed's part.
openboxes::Reach ordinary_reach(const openboxes::StreamInfo& stream, const OpenSet& open, std::uint64_t tick);

/// An interruption this long counts as one.
inline constexpr std::chrono::minutes longest_gap{10};

/// The next instant after `now` that is `start` + offset + a multiple of `interval`; the offset is a stable
/// hash of the name, so that streams of equal interval do not meet (F-46), and a poll that overran skips the
/// ticks it missed (F-45).
SteadyTime next_tick(std::string_view name, core::Duration interval, SteadyTime start, SteadyTime now);

/// How much later than its turn a stream is polled that failed `failures` times in a row for a reason that
/// will not pass by itself (role, version, parameters): doubling up to one hour.
core::Duration slow_down(core::Duration interval, int failures);

/// What a poll leaves in the row of its stream, by which the next ones are scheduled.
void note_failure(store::StreamRecord& record, const store::PollRecord& log);
void note_success(store::StreamRecord& record, const store::PollRecord& log);
/// The same, as it ended, for what has no baseline: the listing of the facilities, a feed.
void note_listing(store::StreamRecord& record, const store::PollRecord& log);

}  // namespace webhookd::poll
