// From what an attempt came to, and whether the attempt counts, to what becomes of the delivery; a pause of
// the lane can only make the next attempt later.

#include "delivery/fate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "delivery/limits.hpp"

namespace webhookd::delivery {

Fate decide(const Result& result, int attempts, bool counts, const core::RetrySchedule& schedule,
            double random, core::Timestamp now, core::Timestamp not_before)
{
    Fate fate{Fate::Kind::keep, attempts, not_before, result.detail};
    switch (result.kind) {
        case Result::Kind::delivered:
            fate.kind = Fate::Kind::delivered;
            return fate;
        case Result::Kind::refused:
            fate.kind = Fate::Kind::dead;
            fate.reason = fmt::format("{}: this delivery will not be accepted", result.detail);
            return fate;
        case Result::Kind::unheard:
        case Result::Kind::throttled:
        case Result::Kind::gone:
            return fate;
        case Result::Kind::failed:
        case Result::Kind::broken_off:
            break;
    }
    if (!counts) return fate;
    ++fate.attempts;
    const auto delay = schedule.after(fate.attempts, random);
    if (!delay) {
        fate.kind = Fate::Kind::dead;
        fate.reason =
            fmt::format("given up after {} attempts; the last one: {}", fate.attempts, result.detail);
        return fate;
    }
    fate.kind = Fate::Kind::retry;
    fate.next = std::max(now + *delay, not_before);
    return fate;
}

core::Duration longest_wait(const core::RetrySchedule& schedule)
{
    auto longest = Throttle::longest;
    for (int attempts = 1; const auto delay = schedule.after(attempts, 1); ++attempts)
        longest = std::max(longest, *delay);
    return longest;
}

}  // namespace webhookd::delivery
