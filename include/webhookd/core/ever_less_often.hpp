#pragma once
// When a question that was not answered is asked again: after a minute, then after twice as long each time,
// up to an hour or so. For questions about one entity among many, that may never be answered.

#include <algorithm>
#include <chrono>

namespace webhookd::core {

class EverLessOften
{
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// True before the first time, too.
    bool is_due(Time now) const { return now >= again_at_; }

    /// It was asked in vain.
    void note(Time now)
    {
        constexpr std::chrono::minutes first_wait{1};
        constexpr int most_doublings = 6;
        again_at_ = now + first_wait * (1 << std::min(asked_, most_doublings));
        ++asked_;
    }

  private:
    int asked_ = 0;
    Time again_at_{};
};

}  // namespace webhookd::core
