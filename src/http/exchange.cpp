#include "http/exchange.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "http/message_reader.hpp"

namespace webhookd::http {

namespace {

constexpr std::size_t first_read = std::size_t{4} * 1024;
constexpr std::size_t body_read = std::size_t{64} * 1024;
// A chunk line or a trailer must fit whole, even when headers are limited to less.
constexpr std::size_t smallest_buffer = std::size_t{16} * 1024;

bool peer_left(const Connection::Error& error)
{
    return error == asio::error::eof || error == asio::error::connection_reset ||
           error == asio::error::broken_pipe || error == asio::error::connection_aborted ||
           error == asio::ssl::error::stream_truncated;
}

Failure describe(const Connection::Error& error, std::string_view stage)
{
    if (error == asio::error::timed_out)
        return {FailureKind::timeout, fmt::format("time limit passed while {}", stage)};
    if (error == asio::error::no_buffer_space) {
        return {FailureKind::protocol, "a header, chunk line or trailer over the limit"};
    }
    const bool tls = error.category() == asio::error::get_ssl_category();
    const auto kind = tls ? FailureKind::tls : FailureKind::reset;
    if (peer_left(error))
        return {FailureKind::reset, fmt::format("the peer closed the connection while {}", stage)};
    return {kind, fmt::format("{} while {}", error.message(), stage)};
}

Exchange failed(Failure failure, bool untouched)
{
    Exchange result;
    result.outcome = std::unexpected(std::move(failure));
    result.untouched = untouched;
    return result;
}

Exchange succeeded(MessageReader<false>& reader, Connection& connection, bool written)
{
    Exchange result;
    auto& message = reader.message();
    result.reusable = written && reader.keep_alive() && connection.input().empty();
    result.outcome = Answer{.status = message.status,
                            .headers = std::move(message.headers),
                            .body = std::move(message.body),
                            .body_truncated = message.body_truncated};
    return result;
}

}  // namespace

asio::awaitable<Exchange> exchange(Connection& connection, std::string_view wire, const Limits& limits,
                                   bool without_body)
{
    const auto write_error = co_await connection.write(wire);
    if (write_error && !peer_left(write_error))
        co_return failed(describe(write_error, "sending the request"), false);
    // A peer that left while we sent may have answered first (413, 401): look before giving up.

    const MessageLimits bounds{.max_header_bytes = limits.max_header_bytes,
                               .max_body_bytes = limits.max_body_bytes,
                               .truncate_body = limits.truncate_body};
    const auto buffer_limit = std::max(limits.max_header_bytes, smallest_buffer) + 1;
    MessageReader<false> reader(bounds, without_body);
    auto& input = connection.input();
    bool answered = false;
    while (!reader.done() && !reader.failure()) {
        const auto wanted = reader.header_done() ? body_read : first_read;
        const auto limit = reader.header_done() ? std::max(buffer_limit, body_read) : buffer_limit;
        const auto error = co_await connection.read(wanted, limit);
        answered = answered || !input.empty();
        if (error == asio::error::eof && answered) {
            reader.end_of_stream();
        } else if (error) {
            const bool untouched = !answered && peer_left(error);
            co_return failed(describe(error, answered ? "reading the answer" : "waiting for the answer"),
                             untouched);
        } else {
            input.consume(reader.feed(input.text()));
        }
    }
    if (reader.failure()) co_return failed(*reader.failure(), false);
    auto result = succeeded(reader, connection, !write_error);
    if (input.empty()) input.shrink(first_read);
    co_return result;
}

}  // namespace webhookd::http
