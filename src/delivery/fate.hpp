#pragma once
// What becomes of a delivery after an attempt. Pure.

#include <string>

#include "webhookd/core/retry.hpp"
#include "webhookd/delivery/result.hpp"

namespace webhookd::delivery {

struct Fate
{
    enum class Kind
    {
        delivered,
        retry,  ///< counted; due again at `next`
        keep,   ///< not counted; stays due as it was, but not before `next`
        dead,
    };

    Kind kind = Kind::keep;
    int attempts = 0;  ///< counted so far, this one included when it counts
    core::Timestamp next;
    std::string reason;
};

/// `attempts`: counted before this one. `counts`: false while the circuit is open, when no delivery uses up
/// its schedule. `not_before`: the end of the lane's pause, far in the past without one. `random` in [0, 1).
Fate decide(const Result& result, int attempts, bool counts, const core::RetrySchedule& schedule,
            double random, core::Timestamp now, core::Timestamp not_before);

/// The longest time from one attempt to the next: of the schedule, or the longest pause that an endpoint may
/// ask for.
core::Duration longest_wait(const core::RetrySchedule& schedule);

}  // namespace webhookd::delivery
