// Tries the addresses in turn, each with an equal share of the time that is left; the failure says whether
// this machine, the name, the proxy, TLS or the peer was at fault.

#include "http/connector.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>

#include "http/exchange.hpp"
#include "http/tls_context.hpp"
#include "webhookd/core/base64.hpp"

namespace webhookd::http {

namespace {

// Addresses tried for one connection; an answer may hold thousands.
constexpr std::ptrdiff_t max_addresses = 8;

std::optional<Url> read_proxy(const std::string& text)
{
    if (text.empty()) return std::nullopt;
    auto url = Url::parse(text);
    if (!url) throw std::runtime_error(fmt::format("proxy: {}", url.error()));
    if (url->tls || url->target != "/") throw std::runtime_error("proxy: expected http://host:port");
    return std::move(*url);
}

/// RFC 7617.
std::string basic_authorization(const core::Proxy& proxy)
{
    if (proxy.username.empty()) return {};
    const auto login = proxy.username + ':' + proxy.password.reveal();
    return "Basic " +
           core::encode_base64({reinterpret_cast<const std::uint8_t*>(login.data()), login.size()});
}

std::optional<asio::ip::address> as_literal(const std::string& host)
{
    boost::system::error_code error;
    auto address = asio::ip::make_address(host, error);
    if (error) return std::nullopt;
    return address;
}

/// Whether the connection failed for want of something on this machine.
bool is_local(const Connection::Error& error)
{
    namespace errc = boost::system::errc;
    return error == errc::too_many_files_open || error == errc::too_many_files_open_in_system ||
           error == errc::not_enough_memory || error == errc::no_buffer_space ||
           error == errc::address_not_available || error == errc::network_unreachable ||
           error == errc::network_down;
}

/// An equal share of the time that is left, so that one address that swallows packets does not eat it all.
async::SteadyTime share(async::SteadyTime deadline, std::ptrdiff_t attempts_left)
{
    const auto now = std::chrono::steady_clock::now();
    return deadline <= now ? deadline : now + (deadline - now) / attempts_left;
}

}  // namespace

Connector::Connector(const asio::any_io_executor& executor, async::Resolver& resolver,
                     const ClientSettings& settings)
    : executor_(executor),
      resolver_(resolver),
      settings_(settings),
      proxy_(read_proxy(settings.proxy.url)),
      proxy_authorization_(basic_authorization(settings.proxy))
{
    const bool names_files =
        !settings.ca_file.empty() || !settings.client_certificate.empty() || !settings.client_key.empty();
    if (names_files) tls();
}

asio::ssl::context& Connector::tls()
{
    if (!tls_) tls_.emplace(make_tls_context(settings_));
    return *tls_;
}

asio::awaitable<Connector::Addresses> Connector::look_up(const Url& url, AddressPolicy policy,
                                                         async::SteadyTime deadline)
{
    std::vector<asio::ip::address> addresses;
    if (const auto literal = as_literal(url.host)) {
        addresses.push_back(*literal);
    } else {
        auto found = co_await resolver_.resolve(url.host, deadline);
        if (!found) {
            const bool local = found.error().starts_with(async::local_trouble);
            co_return fail(local ? FailureKind::local : FailureKind::resolve, std::move(found.error()));
        }
        addresses = std::move(*found);
    }
    if (addresses.empty()) co_return fail(FailureKind::resolve, "the name has no address");
    if (auto refused = refusal(policy, addresses)) {
        co_return fail(FailureKind::address, fmt::format("address refused: {}", *refused));
    }
    co_return addresses;
}

asio::awaitable<Connector::Result> Connector::reach(const Url& url, AddressPolicy policy,
                                                    async::SteadyTime deadline)
{
    auto addresses = co_await look_up(url, policy, deadline);
    if (!addresses) co_return std::unexpected(std::move(addresses.error()));
    if (!Connections::of(executor_).make_room() && !settings_.uses_reserve)
        co_return fail(FailureKind::local, "all connections that may be open are in use");
    prefer(*addresses);
    auto connection = std::make_shared<Connection>(executor_);
    auto left = std::min(std::ssize(*addresses), max_addresses);
    Connection::Error error;
    for (const auto& address : *addresses) {
        const asio::ip::tcp::endpoint endpoint(address, url.port);
        connection->expire_at(share(deadline, left));
        const auto failure = co_await connection->connect(endpoint);
        if (!failure) {
            connection->expire_at(deadline);
            answered_ = address;
            co_return connection;
        }
        // Ours (no route to IPv6) says nothing about the peer, if another address does.
        if (!error || !is_local(failure)) error = failure;
        if (--left == 0) break;
    }
    connection->disarm();
    if (is_local(error)) co_return fail(FailureKind::local, error.message());
    const bool late = error == asio::error::timed_out && std::chrono::steady_clock::now() >= deadline;
    if (late) co_return fail(FailureKind::timeout, "time limit passed while connecting");
    co_return fail(FailureKind::connect, error.message());
}

void Connector::prefer(std::vector<asio::ip::address>& addresses) const
{
    const auto found = std::ranges::find(addresses, answered_);
    if (found != addresses.end()) std::rotate(addresses.begin(), found, found + 1);
}

asio::awaitable<std::optional<Failure>> Connector::pass_proxy(Connection& connection, const Url& url)
{
    const auto host = url.host.contains(':') ? fmt::format("[{}]", url.host) : url.host;
    auto wire = fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nhost: {0}:{1}\r\n", host, url.port);
    if (!proxy_authorization_.empty())
        wire += fmt::format("proxy-authorization: {}\r\n", proxy_authorization_);
    wire += "\r\n";
    const Limits limits;
    auto result = co_await exchange(connection, wire, limits, true);
    if (!result.outcome) {
        const bool late = result.outcome.error().kind == FailureKind::timeout;
        co_return Failure{late ? FailureKind::timeout : FailureKind::proxy,
                          "proxy: " + result.outcome.error().detail};
    }
    if (result.outcome->status / 100 != 2) {
        co_return Failure{FailureKind::proxy, fmt::format("the proxy answered {}", result.outcome->status)};
    }
    // The server speaks second in TLS: bytes before our hello are not the server's.
    if (!connection.input().empty())
        co_return Failure{FailureKind::proxy, "the proxy sent bytes after its answer"};
    co_return std::nullopt;
}

asio::awaitable<std::optional<Failure>> Connector::secure(Connection& connection, const Url& url)
{
    std::optional<Failure> unusable;
    try {
        tls();
    } catch (const std::runtime_error& problem) {
        unusable = Failure{FailureKind::tls, problem.what()};
    }
    if (unusable) co_return unusable;
    const auto error = co_await connection.handshake(*tls_, url.host);
    if (!error) co_return std::nullopt;
    if (error == asio::error::timed_out) {
        co_return Failure{FailureKind::timeout, "time limit passed during the TLS handshake"};
    }
    if (auto problem = connection.certificate_problem()) {
        co_return Failure{FailureKind::tls, fmt::format("certificate refused: {}", *problem)};
    }
    co_return Failure{FailureKind::tls, fmt::format("TLS handshake failed: {}", error.message())};
}

asio::awaitable<Connector::Result> Connector::open(const Url& url, async::SteadyTime deadline)
{
    const auto literal = as_literal(url.host);
    const auto refused = literal ? refusal(settings_.addresses, std::vector{*literal}) : std::nullopt;
    if (refused) co_return fail(FailureKind::address, fmt::format("address refused: {}", *refused));
    // The administrator chose the proxy: it may stand anywhere, and it looks the target up.
    const bool proxied = uses_proxy(url);
    auto connection =
        co_await reach(proxied ? *proxy_ : url, proxied ? AddressPolicy::any : settings_.addresses, deadline);
    const auto kind = connection ? FailureKind::proxy : connection.error().kind;
    if (!connection && proxied && kind != FailureKind::timeout && kind != FailureKind::local) {
        co_return fail(FailureKind::proxy,
                       fmt::format("cannot reach the proxy: {}", connection.error().detail));
    }
    if (!connection) co_return connection;
    std::optional<Failure> failure;
    if (proxied && url.tls) failure = co_await pass_proxy(**connection, url);
    if (!failure && url.tls) failure = co_await secure(**connection, url);
    if (!failure) co_return connection;
    (*connection)->disarm();
    (*connection)->close();
    co_return std::unexpected(std::move(*failure));
}

}  // namespace webhookd::http
