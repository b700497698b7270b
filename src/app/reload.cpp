// Reads on another thread, compares, and applies what can fail first; a refusal, wherever it comes, leaves in
// force what is.

#include "app/reload.hpp"

#include <exception>
#include <expected>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/logging.hpp"
#include "app/settings.hpp"

namespace webhookd::app {

namespace {

using LoadResult = std::expected<config::Loaded, std::vector<config::Problem>>;

asio::awaitable<LoadResult> load_here(std::string path)
{
    co_return load_config(path);
}

/// Reading files may take its time, and so may compiling the programs of hundreds of subscribers.
asio::awaitable<LoadResult> load_aside(std::string path)
{
    asio::thread_pool thread(1);
    auto loaded = co_await asio::co_spawn(thread, load_here(std::move(path)), asio::use_awaitable);
    co_return loaded;
}

}  // namespace

Reload::Reload(std::string path, config::Config& in_force, PolledSource& source,
               SubscribersInForce& subscribers, std::shared_ptr<spdlog::logger> logger, async::Clock& clock)
    : path_(std::move(path)),
      in_force_(in_force),
      source_(source),
      subscribers_(subscribers),
      logger_(std::move(logger)),
      clock_(clock),
      state_{.loaded_at = clock.now(), .reload_errors = {}}
{
}

asio::awaitable<void> Reload::run()
{
    logger_->info("reloading configuration={}", path_);
    auto loaded = co_await load_aside(path_);
    if (loaded) {
        for (const auto& warning : loaded->warnings)
            logger_->warn("configuration {}", warning.text());
        co_await apply(std::move(loaded->config));
    } else {
        std::vector<std::string> errors;
        for (const auto& problem : loaded.error())
            errors.push_back(problem.text());
        refuse(std::move(errors));
    }
}

asio::awaitable<void> Reload::apply(config::Config config)
{
    const auto found = config::differences(in_force_, config);
    if (!found.restart.empty()) {
        std::vector<std::string> errors;
        for (const auto& change : found.restart)
            errors.push_back(change + ": this needs a restart (systemctl restart openboxes-webhookd)");
        refuse(std::move(errors));
        co_return;
    }
    std::string failure;
    try {
        // Whatever can fail comes first; what follows cannot.
        auto http = found.polling.empty() ? nullptr : source_.make_http(config.openboxes);
        if (!found.subscribers.empty()) co_await subscribers_.put(config, found.subscribers);
        if (http) co_await source_.change(config, std::move(http));
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        refuse({std::move(failure)});
        co_return;
    }
    in_force_ = std::move(config);
    state_ = {.loaded_at = clock_.now(), .reload_errors = {}};
    tell(found.texts());
}

void Reload::tell(const std::vector<std::string>& changes)
{
    // By the old log settings, unless only the new ones show it.
    if (!logger_->should_log(spdlog::level::info)) configure(*logger_, in_force_.log);
    for (const auto& change : changes)
        logger_->info("reload: {}", change);
    configure(*logger_, in_force_.log);
    logger_->info("reloaded changes={}", changes.size());
}

void Reload::refuse(std::vector<std::string> errors)
{
    for (const auto& error : errors)
        logger_->error("reload: {}", error);
    logger_->error("reload refused: the configuration of {} stays in force",
                   core::format_timestamp(state_.loaded_at));
    state_.reload_errors = std::move(errors);
}

}  // namespace webhookd::app
