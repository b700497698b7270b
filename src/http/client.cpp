// An exchange is tried on a kept connection first, and repeated on a new one only if nothing that came back
// can be its answer. One over a Unix socket has a connection of its own, which is closed afterwards.

#include "webhookd/http/client.hpp"

#include <cstring>

#include <fmt/format.h>
#include <boost/asio/local/stream_protocol.hpp>

#include "http/connection_pool.hpp"
#include "http/connector.hpp"
#include "http/exchange.hpp"
#include "http/request_writer.hpp"

namespace webhookd::http {

namespace {

bool is_timeout(const Outcome& outcome)
{
    return !outcome && outcome.error().kind == FailureKind::timeout;
}

}  // namespace

struct Client::State
{
    State(const asio::any_io_executor& executor, async::Resolver& resolver, const ClientSettings& settings,
          std::string agent)
        : connector(executor, resolver, settings),
          pool(Connections::of(executor), settings.max_idle_connections, settings.idle_limit,
               settings.max_connection_age),
          allow_http(settings.allow_http),
          keep_alive(settings.max_idle_connections > 0),
          user_agent(std::move(agent))
    {
    }

    std::optional<Failure> prepare(const Request& request, std::string& wire) const;
    void finish(const Url& url, std::shared_ptr<Connection> connection, bool reusable,
                std::size_t generation);

    static asio::awaitable<Outcome> send(std::shared_ptr<State> self, Request request, Limits limits);

    Connector connector;
    ConnectionPool pool;
    bool allow_http;
    bool keep_alive;
    std::string user_agent;
};

std::optional<Failure> Client::State::prepare(const Request& request, std::string& wire) const
{
    if (!request.url.tls && !allow_http)
        return Failure{FailureKind::address, "plain http is not allowed here"};
    const RequestStyle style{.user_agent = user_agent,
                             .absolute_form = connector.uses_proxy(request.url) && !request.url.tls,
                             .proxy_authorization = connector.proxy_authorization(),
                             .close = !keep_alive};
    auto problem = append_request(wire, request, style);
    if (!problem) return std::nullopt;
    return Failure{FailureKind::protocol, std::move(*problem)};
}

void Client::State::finish(const Url& url, std::shared_ptr<Connection> connection, bool reusable,
                           std::size_t generation)
{
    connection->disarm();
    if (reusable) pool.give(url, std::move(connection), generation);
}

asio::awaitable<Outcome> Client::State::send(std::shared_ptr<State> self, Request request, Limits limits)
{
    const auto deadline = std::chrono::steady_clock::now() + limits.timeout;
    const bool without_body = request.method == "HEAD";
    const auto generation = self->pool.generation();
    std::string wire;
    auto refused = self->prepare(request, wire);
    if (refused) co_return std::unexpected(std::move(*refused));

    auto kept = self->pool.take(request.url);
    if (kept) {
        kept->expire_at(deadline);
        auto result = co_await exchange(*kept, wire, limits, without_body);
        self->finish(request.url, kept, result.reusable, generation);
        if (is_timeout(result.outcome)) {
            result.outcome.error().stale = result.unheard;
            self->pool.distrust();
        }
        // Untouched: the peer had done with it while it was idle; what was sent was never read by anybody, or
        // at worst is sent twice, which deliveries may be (P1: at least once).
        if (!result.untouched) co_return std::move(result.outcome);
    }
    auto opened = co_await self->connector.open(request.url, deadline);
    if (!opened) co_return std::unexpected(std::move(opened.error()));
    auto result = co_await exchange(**opened, wire, limits, without_body);
    self->finish(request.url, *opened, result.reusable, generation);
    co_return std::move(result.outcome);
}

Client::Client(const asio::any_io_executor& executor, async::Resolver& resolver,
               const ClientSettings& settings, std::string user_agent)
    : state_(std::make_shared<State>(executor, resolver, settings, std::move(user_agent)))
{
}

Client::~Client() = default;

asio::awaitable<Outcome> Client::send(Request request, Limits limits)
{
    return State::send(state_, std::move(request), limits);
}

void Client::close_idle()
{
    state_->pool.clear();
}

asio::awaitable<Outcome> send_unix(std::string socket_path, Request request, Limits limits)
{
    constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;
    if (socket_path.size() > longest_path) {
        co_return fail(FailureKind::connect,
                       fmt::format("the socket path is longer than {} bytes", longest_path));
    }
    if (request.url.host.empty()) request.url.host = "localhost";
    if (request.url.target.empty()) request.url.target = "/";
    std::string wire;
    const RequestStyle style{.user_agent = "openboxes-webhookd", .close = true};
    if (auto problem = append_request(wire, request, style))
        co_return fail(FailureKind::protocol, std::move(*problem));

    auto executor = co_await asio::this_coro::executor;
    auto connection = std::make_shared<Connection>(executor);
    connection->expire_at(std::chrono::steady_clock::now() + limits.timeout);
    const asio::local::stream_protocol::endpoint endpoint(socket_path);
    const auto error = co_await connection->connect(endpoint);
    if (error) {
        connection->disarm();
        co_return fail(FailureKind::connect, error.message());
    }
    auto result = co_await exchange(*connection, wire, limits, request.method == "HEAD");
    connection->disarm();
    co_return std::move(result.outcome);
}

}  // namespace webhookd::http
