#pragma once
// A small HTTP/1.1 server for the control socket and the metrics listener: bounded requests, keep-alive, one
// handler.

#include <functional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "webhookd/async/task_group.hpp"
#include "webhookd/http/message.hpp"

namespace webhookd::http {

struct ServerRequest
{
    std::string method;
    std::string target;  ///< as sent: path and query
    Headers headers;
    std::string body;
    std::string peer{};  ///< who asks: the address of a TCP peer, `uid N` of a process at a Unix socket

    /// Everything else may change something.
    bool only_reads() const { return method == "GET" || method == "HEAD"; }
};

struct ServerAnswer
{
    int status = 200;
    Headers headers;
    std::string body;
};

using Handler = std::function<asio::awaitable<ServerAnswer>(ServerRequest)>;

struct ServerLimits
{
    std::chrono::milliseconds first_byte_timeout{5'000};  ///< of a new connection
    std::chrono::milliseconds idle_timeout{30'000};       ///< for one request to arrive whole
    std::size_t max_body_bytes = std::size_t{1024} * 1024;
    /// Beyond these, the one that has let us wait for longest makes room for the next; while none does, the
    /// next waits.
    std::size_t max_connections = 64;
};

/// Serves until cancelled; joins its connections before it returns. A handler that throws answers 500.
asio::awaitable<void> serve(asio::ip::tcp::acceptor acceptor, Handler handler, ServerLimits limits);
asio::awaitable<void> serve(asio::local::stream_protocol::acceptor acceptor, Handler handler,
                            ServerLimits limits);

}  // namespace webhookd::http
