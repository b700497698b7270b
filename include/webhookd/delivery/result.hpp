#pragma once
// What one attempt came to: for its delivery, for the lane, and as evidence about the endpoint. A lane knows
// no more of its destination than this.

#include <optional>
#include <string>

#include "webhookd/core/time.hpp"

namespace webhookd::delivery {

/// What the attempt says about the endpoint as a whole, whichever delivery it was.
enum class Evidence
{
    alive,   ///< it accepts deliveries, or judges them one by one
    ailing,  ///< every delivery would meet the same
    none,
};

struct Result
{
    /// What becomes of the delivery.
    enum class Kind
    {
        delivered,
        failed,      ///< tried again as scheduled
        unheard,     ///< as far as anybody can tell: tried again at once, not counted
        broken_off,  ///< by an exception of this program: again as scheduled, and no news of the endpoint
        throttled,   ///< not now: tried again later, not counted
        refused,     ///< this delivery will never be accepted
        gone,        ///< the endpoint wants no more; the lane is held, the delivery kept
    };

    Kind kind = Kind::failed;
    Evidence evidence = Evidence::none;
    std::string outcome;  ///< as AttemptRecord::outcome
    std::optional<int> status;
    std::string detail;        ///< printable, for people
    std::string answer;        ///< the beginning of what was answered
    bool pauses_lane = false;  ///< the endpoint wants to be left alone: for `retry_after`, or a guess
    std::optional<core::Duration> retry_after;
};

}  // namespace webhookd::delivery
