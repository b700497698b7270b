#pragma once
// One connection of TestHttpServer: reads requests, asks the handler, sends each answer in its manner.
// Included by test_http_server.cpp alone, once per kind of stream.

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "simulator/http/http_wire.hpp"

namespace webhookd::test {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

inline tcp::socket& socket_of(tcp::socket& stream)
{
    return stream;
}

inline tcp::socket& socket_of(TlsStream& stream)
{
    return stream.next_layer();
}

inline asio::awaitable<void> pause_for(std::chrono::milliseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

/// False when the client has left.
template <class Stream>
asio::awaitable<bool> send_bytes(Stream& stream, std::string bytes)
{
    auto [error, sent] = co_await asio::async_write(stream, asio::buffer(bytes), quietly);
    co_return !error;
}

template <class Stream>
asio::awaitable<bool> send_dripping(Stream& stream, std::string bytes, std::chrono::milliseconds interval)
{
    for (char byte : bytes) {
        bool sent = co_await send_bytes(stream, std::string(1, byte));
        if (!sent) co_return false;
        co_await pause_for(interval);
    }
    co_return true;
}

template <class Stream>
asio::awaitable<void> send_endlessly(Stream& stream)
{
    auto filler = chunk(std::string(std::size_t{64} * 1024, 'x'));
    bool sent = true;
    while (sent)
        sent = co_await send_bytes(stream, filler);
}

/// Reads and drops until the client leaves.
template <class Stream>
asio::awaitable<void> wait_for_departure(Stream& stream)
{
    std::array<char, 4096> scratch{};
    for (;;) {
        auto [error, size] = co_await stream.async_read_some(asio::buffer(scratch), quietly);
        if (error) co_return;
    }
}

/// Sends the answer; false when the connection cannot serve another request.
template <class Stream>
asio::awaitable<bool> send_answer(Stream& stream, Answer answer, bool keep_alive, bool head_only)
{
    auto head = serialize_head(answer, keep_alive);
    if (head_only && answer.manner == Manner::normal) answer.body.clear();
    bool sent = false;
    switch (answer.manner) {
        case Manner::normal:
            sent = co_await send_bytes(stream, head + answer.body);
            break;
        case Manner::chunked:
            sent = co_await send_bytes(stream,
                                       head + (answer.body.empty() ? "" : chunk(answer.body)) + chunk(""));
            break;
        case Manner::drip:
            sent = co_await send_bytes(stream, head);
            if (sent) sent = co_await send_dripping(stream, answer.body, answer.drip_interval);
            break;
        case Manner::drip_head:
            sent = co_await send_dripping(stream, head + answer.body, answer.drip_interval);
            break;
        case Manner::truncated:
            co_await send_bytes(stream, head + answer.body.substr(0, answer.body.size() / 2));
            break;
        case Manner::unterminated:
            co_await send_bytes(stream, head + chunk(answer.body));
            break;
        case Manner::endless:
            co_await send_bytes(stream, head);
            co_await send_endlessly(stream);
            break;
        case Manner::hang:
            co_await wait_for_departure(stream);
            break;
        case Manner::garbage:
            co_await send_bytes(stream, garbage_bytes());
            break;
        case Manner::garbage_head:
            co_await send_bytes(stream, head + answer.body);
            break;
        case Manner::raw:
            co_await send_bytes(stream, answer.body);
            break;
        case Manner::raw_kept:
            sent = co_await send_bytes(stream, answer.body);
            break;
        case Manner::reset: {
            boost::system::error_code ignored;
            socket_of(stream).set_option(asio::socket_base::linger(true, 0), ignored);
            socket_of(stream).close(ignored);  // its destructor would undo the linger
            break;
        }
        case Manner::close:
            break;
    }
    co_return sent&& keep_alive;
}

/// Ends a connection the polite way; a broken manner ends it without a word (for TLS: without close_notify).
inline asio::awaitable<void> say_goodbye(tcp::socket& stream)
{
    boost::system::error_code ignored;
    stream.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
}

inline asio::awaitable<void> say_goodbye(TlsStream& stream)
{
    co_await stream.async_shutdown(quietly);
}

}  // namespace webhookd::test
