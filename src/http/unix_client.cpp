// send_unix() of server.hpp: one exchange on a connection of its own, which is closed afterwards.

#include <cstring>

#include <fmt/format.h>
#include <boost/asio/local/stream_protocol.hpp>

#include "http/exchange.hpp"
#include "http/failing.hpp"
#include "http/request_writer.hpp"
#include "webhookd/http/server.hpp"

namespace webhookd::http {

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
