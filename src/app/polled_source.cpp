// change() stops the poller, puts other settings and another HTTP client under it, and lets it go on.

#include "app/polled_source.hpp"

#include <utility>

#include "app/settings.hpp"

namespace webhookd::app {

PolledSource::PolledSource(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
                           async::Random& random, async::Resolver& resolver, poll::Listener& listener,
                           const config::Config& config)
    : executor_(executor),
      resolver_(resolver),
      http_(make_http(config.openboxes)),
      client_(config.openboxes.api, *http_, clock, random),
      poller_(executor, store, client_, clock, listener, config.poller)
{
}

std::unique_ptr<http::Client> PolledSource::make_http(const config::OpenBoxes& openboxes) const
{
    return std::make_unique<http::Client>(executor_, resolver_, api_http_settings(openboxes), user_agent());
}

asio::awaitable<void> PolledSource::change(const config::Config& config, std::unique_ptr<http::Client> http)
{
    auto api = config.openboxes.api;
    auto polling = config.poller;
    co_await poller_.pause();
    client_.change(std::move(api), *http);
    http_ = std::move(http);
    poller_.resume(std::move(polling));
}

}  // namespace webhookd::app
