#pragma once
// `control.listen`: the socket of the HTTP listener, and who is noticed there. What it answers is
// control::Web's business.

#include <memory>
#include <string>

#include <spdlog/logger.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "webhookd/config/config.hpp"
#include "webhookd/control/metrics.hpp"
#include "webhookd/control/web.hpp"

namespace webhookd::app {

class WebListener
{
  public:
    /// Binds at once. Throws std::runtime_error, one sentence, when that address cannot be had.
    /// `clock` outlives this.
    WebListener(asio::io_context& io, const config::Control& control, control::WebSources sources,
                async::Clock& clock);

    /// `http://127.0.0.1:9464/`, with the port that was really bound.
    std::string url() const;

    /// Other settings from the next request on, but for the address.
    void change(const config::Control& control);

    /// Serves until cancelled. Call once.
    asio::awaitable<void> serve();

  private:
    control::WebSettings settings_of(const config::Control& control) const;

    asio::ip::tcp::acceptor acceptor_;
    asio::ip::tcp::endpoint endpoint_;
    control::Web web_;
};

/// Somebody shows a token that is not control.token: counted each time, logged once a minute at most, so that
/// guessing fills no disk.
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
