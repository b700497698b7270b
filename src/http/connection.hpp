#pragma once
// One connection, plain or TLS, TCP or Unix socket, with one total deadline: when it passes, the socket is
// closed and whatever waits on it ends with timed_out. A cancellation from outside is thrown
// (operation_aborted), everything else that the network does is returned.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection_pool.hpp"
#include "http/input_buffer.hpp"
#include "webhookd/async/clock.hpp"

namespace webhookd::http {

class Connection : public std::enable_shared_from_this<Connection>
{
  public:
    using Error = boost::system::error_code;
    using Socket = asio::generic::stream_protocol::socket;
    using Endpoint = asio::generic::stream_protocol::endpoint;

    /// For a client: one that is to be connected.
    explicit Connection(const asio::any_io_executor& executor);
    /// For a server: a connection that was accepted.
    explicit Connection(Socket socket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// From now until disarm() or the next call, the deadline of everything.
    void expire_at(async::SteadyTime deadline);
    /// Brings the deadline forward, if it is later.
    void expire_within(std::chrono::milliseconds time);
    void disarm();

    asio::awaitable<Error> connect(Endpoint endpoint);
    /// The peer must prove to be `host`, a name or an address.
    asio::awaitable<Error> handshake(asio::ssl::context& context, std::string host);
    /// Why the peer's certificate was refused; null when that was not the reason.
    std::optional<std::string> certificate_problem() const;

    /// Sends all of `bytes`, which must stay alive.
    asio::awaitable<Error> write(std::string_view bytes);
    /// Appends what arrives next to input(); no_buffer_space when `limit` bytes wait there already.
    asio::awaitable<Error> read(std::size_t wanted, std::size_t limit);

    /// Says that nothing more will be sent, and reads until the peer has closed too: closing with bytes
    /// unread would reset the connection, and the peer could lose the end of what was sent. Returns at the
    /// deadline.
    asio::awaitable<void> drain();

    InputBuffer& input() { return input_; }

    async::SteadyTime opened_at() const { return opened_at_; }

    /// Whether an idle connection can still carry a request, as far as can be seen without sending: neither
    /// closed by the peer, nor holding bytes that would be taken for the answer to the next request. One that
    /// is not must be dropped.
    bool looks_alive();
    void close();

  private:
    /// Throws when the error is a cancellation from outside.
    Error judge(Error error) const;

    std::optional<Connections::Slot> slot_;
    async::SteadyTime opened_at_ = std::chrono::steady_clock::now();
    Socket socket_;
    asio::steady_timer timer_;
    async::SteadyTime deadline_ = async::SteadyTime::max();
    bool expired_ = false;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    InputBuffer input_;
};

}  // namespace webhookd::http
