#pragma once
// SIGHUP: the configuration is read again and put in force as a whole, or refused as a whole, so that what is
// in force is always one file as it once was.

#include <memory>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "app/polled_source.hpp"
#include "app/subscribers_in_force.hpp"
#include "webhookd/async/clock.hpp"
#include "webhookd/config/load.hpp"

namespace webhookd::app {

/// For `status`.
struct ConfigurationState
{
    core::Timestamp loaded_at;               ///< what is in force
    std::vector<std::string> reload_errors;  ///< why the last reload was refused; empty when it was not
};

class Reload
{
  public:
    /// Everything passed by reference outlives this. `in_force` was read from `path` just now.
    Reload(std::string path, config::Config& in_force, PolledSource& source, SubscribersInForce& subscribers,
           std::shared_ptr<spdlog::logger> logger, async::Clock& clock);

    /// Reads the file again, with every secret and certificate that it names. A mistake in it, or a change
    /// that only a restart can make, is logged and remembered, and nothing changes; otherwise each difference
    /// is logged and applied, what is in flight ends as it began, and no delivery is lost, doubled or
    /// overtaken. Throws only when cancelled, which only a stop may do.
    asio::awaitable<void> run();

    const ConfigurationState& state() const { return state_; }

  private:
    asio::awaitable<void> apply(config::Config config);
    void tell(const std::vector<std::string>& changes);
    void refuse(std::vector<std::string> errors);

    std::string path_;
    config::Config& in_force_;
    PolledSource& source_;
    SubscribersInForce& subscribers_;
    std::shared_ptr<spdlog::logger> logger_;
    async::Clock& clock_;
    ConfigurationState state_;
};

}  // namespace webhookd::app
