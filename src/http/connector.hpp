#pragma once
// From a URL to a connection that stands: look up, vet, connect to exactly what was vetted, CONNECT through
// the proxy, TLS. All of it on every new connection, so a DNS answer that changes is judged anew.

#include <expected>
#include <memory>
#include <optional>

#include <boost/asio/ssl/context.hpp>

#include "http/connection.hpp"
#include "webhookd/async/resolver.hpp"
#include "webhookd/core/url.hpp"
#include "webhookd/http/client.hpp"

namespace webhookd::http {

class Connector
{
  public:
    using Result = std::expected<std::shared_ptr<Connection>, Failure>;

    /// Throws std::runtime_error for bad certificate files and a bad proxy URL.
    Connector(const asio::any_io_executor& executor, async::Resolver& resolver,
              const ClientSettings& settings);

    /// A connection that can carry a request to `url`, whose deadline is set.
    asio::awaitable<Result> open(const Url& url, async::SteadyTime deadline);

    /// Not for this machine, which a proxy would take for its own.
    bool uses_proxy(const Url& url) const { return proxy_ && !core::is_loopback(url.host); }
    /// The value of Proxy-Authorization; empty when the proxy does not ask.
    std::string_view proxy_authorization() const { return proxy_authorization_; }

  private:
    using Addresses = std::expected<std::vector<asio::ip::address>, Failure>;

    asio::awaitable<Addresses> look_up(const Url& url, AddressPolicy policy, async::SteadyTime deadline);
    asio::awaitable<Result> reach(const Url& url, AddressPolicy policy, async::SteadyTime deadline);
    asio::awaitable<std::optional<Failure>> pass_proxy(Connection& connection, const Url& url);
    asio::awaitable<std::optional<Failure>> secure(Connection& connection, const Url& url);

    /// Made at the first TLS connection, unless files of the configuration must be checked at once: plain
    /// HTTP needs none, and there may be a client per subscriber.
    asio::ssl::context& tls();

    /// Puts first what answered last, so that a silent address is waited for once.
    void prefer(std::vector<asio::ip::address>& addresses) const;

    asio::any_io_executor executor_;
    async::Resolver& resolver_;
    ClientSettings settings_;
    std::optional<Url> proxy_;
    std::string proxy_authorization_;
    std::optional<asio::ssl::context> tls_;
    asio::ip::address answered_;
};

}  // namespace webhookd::http
