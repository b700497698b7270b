#pragma once
// Everything that talks to OpenBoxes: the HTTP client, the API client on it, and the poller that uses both.

#include <memory>

#include "webhookd/config/config.hpp"
#include "webhookd/http/client.hpp"
#include "webhookd/openboxes/client.hpp"
#include "webhookd/poll/poller.hpp"

namespace webhookd::app {

class PolledSource
{
  public:
    /// Everything passed by reference outlives this. Throws std::runtime_error when openboxes.ca_file cannot
    /// be used.
    PolledSource(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
                 async::Random& random, async::Resolver& resolver, poll::Listener& listener,
                 const config::Config& config);

    openboxes::Client& client() { return client_; }
    const openboxes::Client& client() const { return client_; }
    poll::Poller& poller() { return poller_; }
    const poll::Poller& poller() const { return poller_; }

    /// As the constructor would make it. Throws likewise.
    std::unique_ptr<http::Client> make_http(const config::OpenBoxes& openboxes) const;

    /// Stops the polls and goes on by `config`, over `http`; while poller().run() runs. A scan that was under
    /// way begins anew. Snapshots, the request budget of the last minute and the session stay.
    asio::awaitable<void> change(const config::Config& config, std::unique_ptr<http::Client> http);

  private:
    asio::any_io_executor executor_;
    async::Resolver& resolver_;
    std::unique_ptr<http::Client> http_;
    openboxes::Client client_;
    poll::Poller poller_;
};

}  // namespace webhookd::app
