#pragma once
// The HTTP listener (`control.listen`): metrics and health for machines, the status page and the JSON API
// behind it for people. Browsers are the danger here: a page from elsewhere can make the browser of somebody
// on this machine send requests (CSRF), or call this listener by a name of its own (DNS rebinding). So the
// Host header is checked, other origins are never allowed anything, and changing takes the token, which a
// browser sends for nobody but our own page.

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "webhookd/control/api.hpp"
#include "webhookd/core/secret.hpp"

namespace webhookd::control {

struct WebSettings
{
    asio::ip::address listen_address;
    core::SecretText token;            ///< of `control.token`; empty: nothing can be changed over HTTP
    bool reading_takes_token = false;  ///< on a loopback address, too (`control.read`)
};

/// What there is to show. All are called on the io_context thread.
struct WebSources
{
    std::function<std::string()> metrics;  ///< in Prometheus' text format
    /// Why the daemon is not ready, one sentence each; empty when it is.
    std::function<std::vector<std::string>()> troubles;
    /// Somebody at this address showed a token that is none of ours.
    std::function<void(const std::string& peer)> wrong_token{};
    /// Everything below /v1/; it trusts who comes so far.
    std::function<asio::awaitable<http::ServerAnswer>(http::ServerRequest, Caller)> api;
};

class Web
{
  public:
    /// Sources that are not set are answered with 404. `clock` outlives this.
    Web(WebSettings settings, WebSources sources, async::Clock& clock);

    /// Other settings from the next request on.
    void change(WebSettings settings) { settings_ = std::move(settings); }

    /// The http::Handler of the listener.
    asio::awaitable<http::ServerAnswer> answer(http::ServerRequest request) const;

  private:
    WebSettings settings_;
    WebSources sources_;
    async::Clock& clock_;
};

}  // namespace webhookd::control
