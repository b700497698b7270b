#pragma once
// Somebody shows a token that is not control.token: counted each time, logged once a minute at most, so that
// guessing fills no disk.

#include <memory>
#include <string>

#include <spdlog/logger.h>

#include "webhookd/async/clock.hpp"
#include "webhookd/control/metrics.hpp"

namespace webhookd::app {

class WrongTokens
{
  public:
    /// Both outlive this.
    WrongTokens(control::Metrics& metrics, async::Clock& clock, std::shared_ptr<spdlog::logger> logger)
        : metrics_(metrics), clock_(clock), logger_(std::move(logger))
    {
    }

    void note(const std::string& peer)
    {
        metrics_.count_wrong_token();
        ++unsaid_;
        if (clock_.steady() < again_at_) return;
        logger_->warn("wrong token from={} count={}", peer, unsaid_);
        again_at_ = clock_.steady() + std::chrono::minutes(1);
        unsaid_ = 0;
    }

  private:
    control::Metrics& metrics_;
    async::Clock& clock_;
    std::shared_ptr<spdlog::logger> logger_;
    async::SteadyTime again_at_{};
    int unsaid_ = 0;  ///< since the last line
};

}  // namespace webhookd::app
