#pragma once
// A bounded HTTP/1.1 client: one total deadline per exchange, a size limit, TLS verified, redirects never
// followed, compressed answers never asked for nor decompressed, connections kept alive and re-used per
// origin.

#include <cstddef>
#include <memory>
#include <string>

#include "webhookd/async/resolver.hpp"
#include "webhookd/core/settings.hpp"
#include "webhookd/http/address_policy.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::http {

struct ClientSettings
{
    AddressPolicy addresses = AddressPolicy::public_only;
    bool allow_http = false;         ///< plain http URLs; otherwise they fail as `address`
    std::string ca_file;             ///< PEM; empty: the system's store
    std::string client_certificate;  ///< PEM file for mTLS; empty: none
    std::string client_key;          ///< PEM file
    /// CONNECT for https, absolute form for http; the target's name is then the proxy's to look up (addresses
    /// written in the URL are still vetted).
    core::Proxy proxy;
    std::size_t max_idle_connections = 8;
    std::chrono::seconds idle_limit{60};           ///< a connection idle for this long is not used again
    std::chrono::seconds max_connection_age{300};  ///< nor one this old: a name may have moved
    /// Connects although all connections that may be open are in use: for a client of few, without which
    /// there is nothing to do.
    bool uses_reserve = false;
};

/// Closes, until cancelled, the kept connections of all clients on this io_context that are too old, or that
/// the peer has closed. Without it they end when they are looked at next.
asio::awaitable<void> tidy_connections();

/// Lives on one io_context thread; destroyed after every send() has ended. The constructor reads the files
/// named and throws std::runtime_error with one sentence about the one at fault. Cheap: one per lane is fine.
class Client
{
  public:
    Client(const asio::any_io_executor& executor, async::Resolver& resolver, const ClientSettings& settings,
           std::string user_agent);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// One exchange. Never throws for what the network does; throws operation_aborted when cancelled. A
    /// request on a kept connection that the peer had closed meanwhile (no byte of an answer seen) is sent
    /// once more on a new one, within the same deadline.
    asio::awaitable<Outcome> send(Request request, Limits limits);

    /// Closes kept connections (their certificate files or addresses may have changed).
    void close_idle();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// One request over a Unix socket (our own commands asking the daemon); same outcomes as Client::send().
asio::awaitable<Outcome> send_unix(std::string socket_path, Request request, Limits limits);

}  // namespace webhookd::http
