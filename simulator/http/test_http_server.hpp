#pragma once
// An HTTP/1.1 server for tests, on real sockets and a loopback port that the system chose. It keeps
// connections alive, speaks TLS when given a certificate, and sends whatever its handler answers,
// misbehaviour included (Manner). It lives on one io_context and is used on that thread only;
// tests/support/io_thread.hpp gives it a thread of its own.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "simulator/http/http_message.hpp"

namespace webhookd::test {

namespace asio = boost::asio;

/// What a TLS server shows and demands; PEM texts (tests/support/certificates.hpp makes them).
struct ServerTls
{
    std::string certificate_chain{};
    std::string private_key{};
    std::string client_ca{};  ///< not empty: only clients with a certificate of this CA are let in
};

struct ServerOptions
{
    std::optional<ServerTls> tls{};
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    /// A connection is closed, unannounced, after so many answers (stale keep-alive connections); 0 = never.
    std::size_t answers_per_connection = 0;
    std::size_t max_body = std::size_t{64} * 1024 * 1024;
};

class TestHttpServer
{
  public:
    /// May suspend, for instance until the test says go; it is cancelled by stop().
    using Handler = std::function<asio::awaitable<Answer>(Request)>;
    using PlainHandler = std::function<Answer(const Request&)>;

    /// Listens at once; throws boost::system::system_error when the address cannot be bound and for a bad
    /// certificate.
    TestHttpServer(asio::io_context& context, Handler handler, ServerOptions options = {});
    TestHttpServer(asio::io_context& context, PlainHandler handler, ServerOptions options = {});
    ~TestHttpServer();
    TestHttpServer(const TestHttpServer&) = delete;
    TestHttpServer& operator=(const TestHttpServer&) = delete;

    /// Stops listening and ends every session; afterwards the io_context has no work left of this server.
    void stop();

    /// Closes the connections that wait for a next request, as servers do after a keep-alive timeout.
    void close_idle();

    std::uint16_t port() const;

    /// `http://127.0.0.1:PORT` or `https://…`, without a slash at the end.
    std::string url() const;

    std::uint64_t accepted() const;  ///< connections so far
    std::size_t open() const;        ///< connections now
    std::uint64_t requests() const;  ///< requests read completely so far

    struct State;

  private:
    std::shared_ptr<State> state_;
};

}  // namespace webhookd::test
