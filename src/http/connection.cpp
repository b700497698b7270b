// The deadline is one timer that closes the socket, which ends whatever waits on it. TLS is a layer over the
// same socket; without it a write is tried at once, before anything waits.

#include "http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::http {

namespace {

constexpr auto quietly = asio::as_tuple(asio::deferred);

constexpr std::size_t drain_size = std::size_t{4} * 1024;

void prefer_latency(Connection::Socket& socket)
{
    Connection::Error ignored;  // a Unix socket has no such option
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::Error expect_peer(SSL* ssl, const std::string& host)
{
    Connection::Error not_an_address;
    asio::ip::make_address(host, not_an_address);
    bool accepted = false;
    if (!not_an_address) {
        accepted = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    } else {
        // The common name of a certificate without alternative names proves nothing (RFC 9110 4.3.4).
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
        const bool named = SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;  // NOLINT: OpenSSL's macro casts
        accepted = named && SSL_set1_host(ssl, host.c_str()) == 1;
    }
    return accepted ? Connection::Error{} : Connection::Error(asio::error::invalid_argument);
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor) : socket_(executor), timer_(executor)
{
    slot_.emplace(Connections::of(executor));
}

Connection::Connection(Socket socket) : socket_(std::move(socket)), timer_(socket_.get_executor())
{
    prefer_latency(socket_);
    Error ignored;
    socket_.non_blocking(true, ignored);
}

void Connection::expire_at(async::SteadyTime deadline)
{
    deadline_ = deadline;
    expired_ = false;
    timer_.expires_at(deadline);
    timer_.async_wait([weak = weak_from_this()](Error error) {
        const auto self = weak.lock();
        // A wait that was replaced just as it expired is queued already and cannot be cancelled.
        if (error || !self || std::chrono::steady_clock::now() < self->deadline_) return;
        self->expired_ = true;
        self->close();
    });
}

void Connection::expire_within(std::chrono::milliseconds time)
{
    const auto then = std::chrono::steady_clock::now() + time;
    if (then < deadline_) expire_at(then);
}

void Connection::disarm()
{
    deadline_ = async::SteadyTime::max();
    timer_.cancel();
}

asio::awaitable<Connection::Error> Connection::connect(Endpoint endpoint)
{
    Error error;
    if (socket_.is_open()) socket_.close(error);
    socket_.open(endpoint.protocol(), error);
    if (error) co_return error;
    auto [failure] = co_await socket_.async_connect(endpoint, quietly);
    error = judge(failure);
    if (!error) prefer_latency(socket_);
    if (!error) socket_.non_blocking(true, error);
    co_return error;
}

asio::awaitable<Connection::Error> Connection::handshake(asio::ssl::context& context, std::string host)
{
    tls_.emplace(socket_, context);
    Error error = expect_peer(tls_->native_handle(), host);
    if (error) co_return error;
    auto [failure] = co_await tls_->async_handshake(asio::ssl::stream_base::client, quietly);
    error = judge(failure);
    co_return error;
}

std::optional<std::string> Connection::certificate_problem() const
{
    if (!tls_) return std::nullopt;
    const auto result = SSL_get_verify_result(const_cast<asio::ssl::stream<Socket&>&>(*tls_).native_handle());
    if (result == X509_V_OK) return std::nullopt;
    return X509_verify_cert_error_string(result);
}

asio::awaitable<Connection::Error> Connection::write(std::string_view bytes)
{
    Error error;
    std::size_t sent = 0;
    if (tls_) {
        auto [failure, count] = co_await asio::async_write(*tls_, asio::buffer(bytes), quietly);
        error = judge(failure);
        co_return error;
    }
    // A request nearly always fits the socket's buffer: trying at once saves a turn of the event loop.
    sent = socket_.write_some(asio::buffer(bytes), error);
    if (error == asio::error::would_block) error = {};
    if (error || sent == bytes.size()) co_return judge(error);
    auto [failure, count] = co_await asio::async_write(socket_, asio::buffer(bytes.substr(sent)), quietly);
    error = judge(failure);
    co_return error;
}

asio::awaitable<Connection::Error> Connection::read(std::size_t wanted, std::size_t limit)
{
    const auto space = input_.prepare(wanted, limit);
    if (space.empty()) co_return Error(asio::error::no_buffer_space);
    const auto buffer = asio::buffer(space.data(), space.size());
    if (tls_) {
        auto [error, count] = co_await tls_->async_read_some(buffer, quietly);
        input_.commit(count);
        co_return judge(error);
    }
    auto [error, count] = co_await socket_.async_read_some(buffer, quietly);
    input_.commit(count);
    co_return judge(error);
}

asio::awaitable<void> Connection::drain()
{
    Error error;
    socket_.shutdown(Socket::shutdown_send, error);
    while (!error) {
        input_.consume(input_.size());
        error = co_await read(drain_size, drain_size);
    }
}

bool Connection::looks_alive()
{
    if (!socket_.is_open() || !input_.empty()) return false;
    // Reading, not peeking: what waits on TLS may be session tickets, which come when the server likes and
    // leave nothing to read, or the rest of an answer, in the socket or decrypted by half in the stream.
    char byte = 0;
    Error error;
    if (tls_)
        tls_->read_some(asio::buffer(&byte, 1), error);
    else
        socket_.read_some(asio::buffer(&byte, 1), error);
    return error == asio::error::would_block;
}

void Connection::close()
{
    Error ignored;
    socket_.close(ignored);
}

Connection::Error Connection::judge(Error error) const
{
    if (!error) return error;
    if (expired_) return asio::error::timed_out;
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    return error;
}

}  // namespace webhookd::http
