#pragma once
// How far back adjustments are read: some days beyond the last scan that succeeded, so that an outage of any
// length leaves no gap. The beginning is a whole day, so that it moves once a day only, and it never moves
// back while the program runs: a clock that is set back must not bring rows into view that were too old
// before (F-16).

#include <algorithm>
#include <chrono>
#include <optional>

#include "webhookd/core/time.hpp"

namespace webhookd::openboxes {

class AdjustmentWindow
{
  public:
    explicit AdjustmentWindow(std::chrono::days length) : length_(length) {}

    /// `since`: when it was last read well; null: never.
    core::Timestamp begin(core::Timestamp now, std::optional<core::Timestamp> since)
    {
        // A last success in the future was noted by a wrong clock.
        const auto covered = std::min(now, since.value_or(now));
        const core::Timestamp day = std::chrono::floor<std::chrono::days>(covered) - length_;
        if (day > begin_) begin_ = day;
        return begin_;
    }

  private:
    std::chrono::days length_;
    core::Timestamp begin_{};
};

}  // namespace webhookd::openboxes
