#pragma once
// Waits that double each time.

#include <algorithm>
#include <chrono>

#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// `first` doubled so many times (none below 0), at most `longest`.
constexpr Duration doubled(Duration first, int times, Duration longest)
{
    return std::min(longest, first * (std::int64_t{1} << std::clamp(times, 0, 20)));
}

/// When a question that was not answered is asked again: after a minute, then after twice as long each time,
/// up to an hour or so. For questions about one entity among many, that may never be answered.
class EverLessOften
{
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// True before the first time, too.
    bool is_due(Time now) const { return now >= again_at_; }

    /// It was asked in vain.
    void note(Time now)
    {
        again_at_ = now + doubled(std::chrono::minutes(1), asked_++, std::chrono::minutes(64));
    }

  private:
    int asked_ = 0;
    Time again_at_{};
};

}  // namespace webhookd::core
