// Reads a request, asks the handler, writes the answer, each wait under a deadline. The last answer is
// followed by a drain, so that closing does not take it back.

#include "http/server_session.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/beast/http/status.hpp>

#include "http/message_reader.hpp"

namespace webhookd::http {

namespace {

constexpr std::size_t read_size = std::size_t{4} * 1024;
constexpr std::size_t max_header_bytes = std::size_t{16} * 1024;
constexpr std::chrono::seconds drain_limit{2};

std::string_view reason_of(int status)
{
    const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {text.data(), text.size()};
}

bool may_have_body(int status)
{
    return status != 204 && status != 304;
}

std::string serialise(const ServerAnswer& answer, bool keep_alive, bool head_only)
{
    auto wire = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason_of(answer.status));
    for (const auto& [name, value] : answer.headers)
        wire += fmt::format("{}: {}\r\n", name, value);
    if (may_have_body(answer.status)) wire += fmt::format("content-length: {}\r\n", answer.body.size());
    if (!keep_alive) wire += "connection: close\r\n";
    wire += "\r\n";
    if (may_have_body(answer.status) && !head_only) wire += answer.body;
    return wire;
}

ServerAnswer refusal_of(const Failure& failure)
{
    const int status = failure.kind == FailureKind::too_large ? 413 : 400;
    return {.status = status, .headers = {{"content-type", "text/plain"}}, .body = failure.detail + "\n"};
}

/// What a handler throws stays inside: the answer tells nothing about it.
asio::awaitable<ServerAnswer> answer_of(const Handler& handler, ServerRequest request)
{
    std::exception_ptr thrown;
    ServerAnswer answer;
    try {
        answer = co_await handler(std::move(request));
    } catch (...) {
        thrown = std::current_exception();
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (thrown && state.cancelled() != asio::cancellation_type::none) std::rethrow_exception(thrown);
    if (thrown)
        answer = {.status = 500, .headers = {{"content-type", "text/plain"}}, .body = "internal error\n"};
    co_return answer;
}

/// False when the peer left or took too long before a request was whole or refused. `patience`: for its first
/// byte.
asio::awaitable<bool> read_request(Connection& connection, MessageReader<true>& reader,
                                   std::chrono::milliseconds patience, std::chrono::milliseconds whole)
{
    const auto began = std::chrono::steady_clock::now();
    connection.expire_at(began + patience);
    auto& input = connection.input();
    for (bool begun = false;;) {
        if (!input.empty()) {
            if (!std::exchange(begun, true)) connection.expire_at(began + whole);
            input.consume(reader.feed(input.text()));
        }
        if (reader.done() || reader.failure()) co_return true;
        const auto error = co_await connection.read(read_size, 2 * max_header_bytes);
        if (error) co_return false;
    }
}

}  // namespace

asio::awaitable<void> serve_connection(Session& session, const Handler& handler, ServerLimits limits)
{
    auto& connection = *session.connection;
    auto patience = limits.first_byte_timeout;

    const MessageLimits bounds{.max_header_bytes = max_header_bytes, .max_body_bytes = limits.max_body_bytes};
    bool keep_alive = true;
    while (keep_alive) {
        MessageReader<true> reader(bounds);
        session.waits_since = std::chrono::steady_clock::now();
        const bool complete = co_await read_request(connection, reader, patience, limits.idle_timeout);
        connection.disarm();
        if (!complete) co_return;
        session.waits_since.reset();
        patience = limits.idle_timeout;
        ServerAnswer answer;
        bool head_only = false;
        if (reader.failure()) {
            keep_alive = false;
            answer = refusal_of(*reader.failure());
        } else {
            keep_alive = reader.keep_alive();
            auto& message = reader.message();
            head_only = message.method == "HEAD";
            ServerRequest request{std::move(message.method), std::move(message.target),
                                  std::move(message.headers), std::move(message.body), session.peer};
            answer = co_await answer_of(handler, std::move(request));
        }
        const auto wire = serialise(answer, keep_alive, head_only);
        session.waits_since = std::chrono::steady_clock::now();
        connection.expire_at(*session.waits_since + limits.idle_timeout);
        const auto error = co_await connection.write(wire);
        if (error) co_return;
    }
    connection.expire_at(std::chrono::steady_clock::now() + drain_limit);
    co_await connection.drain();
}

}  // namespace webhookd::http
