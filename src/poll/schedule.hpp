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

/// What the `tick`-th poll since the start reads: everything for a baseline or when a reconciliation is due,
/// else the newest rows; a stream that tracks open entities looks at these at every second tick, and at
/// everything after a long gap (F-47). So an ordinary tick is one request (openboxes-api.md 10).
openboxes::Reach next_reach(const store::StreamRecord& record, const openboxes::StreamInfo& stream,
                            core::Duration reconcile, core::Timestamp now, std::uint64_t tick);

/// What an ordinary tick reads, as next_reach() says.
openboxes::Reach ordinary_reach(const openboxes::StreamInfo& stream, std::uint64_t tick);

/// The next instant after `now` that is `start` + offset + a multiple of `interval`; the offset is a stable
/// hash of the name, so that streams of equal interval do not meet (F-46), and a poll that overran skips the
/// ticks it missed (F-45).
SteadyTime next_tick(std::string_view name, core::Duration interval, SteadyTime start, SteadyTime now);

/// How much later than its turn a stream is polled that failed `failures` times in a row for a reason that
/// will not pass by itself (role, version, parameters): doubling up to one hour.
core::Duration slow_down(core::Duration interval, int failures);

}  // namespace webhookd::poll
