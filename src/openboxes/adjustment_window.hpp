#pragma once
// How far back adjustments are read. The beginning is a whole day, so that it moves once a day only, and it
// never moves back while the program runs: a clock that is set back must not bring rows into view that were
// too old before (F-16).

#include <chrono>

#include "webhookd/core/time.hpp"

namespace webhookd::openboxes {

class AdjustmentWindow
{
  public:
    explicit AdjustmentWindow(std::chrono::days length) : length_(length) {}

    core::Timestamp begin(core::Timestamp now)
    {
        const core::Timestamp day = std::chrono::floor<std::chrono::days>(now) - length_;
        if (day > begin_) begin_ = day;
        return begin_;
    }

  private:
    std::chrono::days length_;
    core::Timestamp begin_{};
};

}  // namespace webhookd::openboxes
