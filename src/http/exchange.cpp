// A small request is written whole before the answer is read. A large one is written meanwhile, so that an
// early refusal is seen although the peer reads no further.

#include "http/exchange.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/ssl/error.hpp>

#include "http/message_reader.hpp"

namespace webhookd::http {

namespace {

constexpr std::size_t first_read = std::size_t{4} * 1024;
constexpr std::size_t body_read = std::size_t{64} * 1024;
// A chunk line or a trailer must fit whole, even when headers are limited to less.
constexpr std::size_t smallest_buffer = std::size_t{16} * 1024;

constexpr std::size_t largest_one_way = std::size_t{32} * 1024;

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

/// Keeps what the reader understood; a body that did not end belongs to a connection that is not used again.
Exchange answered(MessageReader<false>& reader, Connection& connection)
{
    Exchange result;
    auto& message = reader.message();
    result.reusable = reader.done() && reader.keep_alive() && connection.input().empty();
    // The server gave the connection up while it was idle (RFC 9110 15.5.9), and says so as we send.
    result.untouched = message.status == 408;
    result.outcome = Answer{.status = message.status,
                            .headers = std::move(message.headers),
                            .body = std::move(message.body),
                            .body_truncated = message.body_truncated || !reader.done()};
    return result;
}

/// Writes `wire`, which may be empty, then reads the answer.
asio::awaitable<Exchange> write_and_read(Connection& connection, std::string_view wire, const Limits& limits,
                                         bool without_body)
{
    Connection::Error write_error;
    if (!wire.empty()) write_error = co_await connection.write(wire);
    if (write_error && !peer_left(write_error))
        co_return failed(describe(write_error, "sending the request"), false);
    // A peer that left while we sent may have answered first (413, 401): look before giving up.
    const bool status_counts = limits.body_patience.has_value();
    const MessageLimits bounds{.max_header_bytes = limits.max_header_bytes,
                               .max_body_bytes = limits.max_body_bytes,
                               .truncate_body = status_counts};
    const auto buffer_limit = std::max(limits.max_header_bytes, smallest_buffer) + 1;
    MessageReader<false> reader(bounds, without_body);
    auto& input = connection.input();
    bool begun = false;
    bool impatient = false;
    while (!reader.done() && !reader.failure()) {
        if (status_counts && reader.header_done() && !std::exchange(impatient, true))
            connection.expire_within(*limits.body_patience);
        const auto wanted = reader.header_done() ? body_read : first_read;
        const auto limit = reader.header_done() ? std::max(buffer_limit, body_read) : buffer_limit;
        const auto error = co_await connection.read(wanted, limit);
        begun = begun || !input.empty();
        if (error == asio::error::eof && begun) {
            reader.end_of_stream();
        } else if (error && status_counts && reader.header_done()) {
            break;
        } else if (error) {
            auto result = failed(describe(error, begun ? "reading the answer" : "waiting for the answer"),
                                 !begun && peer_left(error));
            result.unheard = !begun;
            co_return result;
        } else {
            input.consume(reader.feed(input.text()));
        }
    }
    const bool understood = status_counts && reader.header_done();
    // Bytes that never were a status line: the rest of the exchange before ("0\r\n\r\n" behind a 204).
    if (reader.failure() && !understood) co_return failed(*reader.failure(), reader.message().status == 0);
    auto result = answered(reader, connection);
    result.reusable = result.reusable && !write_error;
    if (input.empty()) input.shrink(first_read);
    co_return result;
}

/// Ends both ways once the answer is there: then the peer need not read the rest of the request.
struct UntilAnswered
{
    asio::cancellation_type_t operator()(const std::exception_ptr& /*thrown*/,
                                         const Connection::Error& /*written*/) const
    {
        return asio::cancellation_type::none;
    }
    asio::cancellation_type_t operator()(const std::exception_ptr& /*thrown*/,
                                         const Exchange& /*answered*/) const
    {
        return asio::cancellation_type::all;
    }
};

/// For a request that the systems of both sides may not take while the peer reads nothing: its early answer
/// (413, 401) is seen all the same.
asio::awaitable<Exchange> exchange_both_ways(Connection& connection, std::string_view wire,
                                             const Limits& limits, bool without_body)
{
    auto executor = co_await asio::this_coro::executor;
    auto [order, write_thrown, write_error, thrown, result] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, connection.write(wire), asio::deferred),
            asio::co_spawn(executor, write_and_read(connection, {}, limits, without_body), asio::deferred))
            .async_wait(UntilAnswered{}, asio::use_awaitable);
    if (thrown) std::rethrow_exception(thrown);
    const bool written = !write_thrown && !write_error;
    result.reusable = result.reusable && written;
    co_return std::move(result);
}

}  // namespace

asio::awaitable<Exchange> exchange(Connection& connection, std::string_view wire, const Limits& limits,
                                   bool without_body)
{
    if (wire.size() > largest_one_way) return exchange_both_ways(connection, wire, limits, without_body);
    return write_and_read(connection, wire, limits, without_body);
}

}  // namespace webhookd::http
