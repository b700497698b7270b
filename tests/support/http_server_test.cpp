// The HTTP server of the tests, looked at from the wire.

#include <gtest/gtest.h>

#include <boost/asio/ssl/host_name_verification.hpp>

#include "simulator/http/test_http_server.hpp"
#include "support/certificates.hpp"
#include "support/io_test.hpp"
#include "support/io_thread.hpp"
#include "support/raw_client.hpp"

namespace webhookd::test {
namespace {

using boost::asio::error::connection_reset;
using boost::asio::error::eof;

Answer echo(const Request& request)
{
    Answer answer;
    answer.headers.add("Content-Type", "text/plain");
    answer.body = request.method + " " + request.path + " " + request.body;
    return answer;
}

/// A server on its own thread that answers "hello" in one manner.
struct Server
{
    explicit Server(Manner manner, ServerOptions options = {})
        : thread(TestHttpServer::PlainHandler([manner](const Request&) {
                     Answer answer;
                     answer.body = "hello";
                     answer.manner = manner;
                     return answer;
                 }),
                 std::move(options))
    {
        port = thread.call([](TestHttpServer& server) { return server.port(); });
    }

    OnThread<TestHttpServer> thread;
    std::uint16_t port = 0;
};

TEST(HttpServer, AnswersAndClosesWhenAsked)
{
    OnThread<TestHttpServer> server{TestHttpServer::PlainHandler(echo), ServerOptions()};
    auto answer = raw_get(server.call([](TestHttpServer& s) { return s.port(); }), "/a%20b?x=1");
    EXPECT_EQ(answer.bytes,
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\nConnection: "
              "close\r\n\r\nGET /a b ");
    EXPECT_EQ(answer.end, eof);
}

TEST(HttpServer, KeepsTheConnectionForFurtherRequests)
{
    Server server(Manner::normal);
    RawClient client(server.port);
    const std::string expected = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for (int at = 0; at < 3; ++at) {
        client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
        EXPECT_EQ(client.read(expected.size()), expected);
    }
    EXPECT_EQ(server.thread.call([](TestHttpServer& s) { return s.accepted(); }), 1);
    EXPECT_EQ(server.thread.call([](TestHttpServer& s) { return s.requests(); }), 3);
}

TEST(HttpServer, ClosesIdleConnectionsOnDemandAndAfterSoManyAnswers)
{
    Server server(Manner::normal, {.answers_per_connection = 1});
    RawClient client(server.port);
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(client.read_all().bytes, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    RawClient idle(server.port);
    while (server.thread.call([](TestHttpServer& s) { return s.open(); }) == 0)
        std::this_thread::yield();
    server.thread.call([](TestHttpServer& s) { s.close_idle(); });
    EXPECT_EQ(idle.read_all().bytes, "");
}

TEST(HttpServer, MannersOfBreakingOff)  // F-7, F-8
{
    const std::string head = "HTTP/1.1 200 OK\r\n";
    const std::string close = "Connection: close\r\n\r\n";
    EXPECT_EQ(raw_get(Server(Manner::reset).port).end, connection_reset);
    auto closed = raw_get(Server(Manner::close).port);
    EXPECT_EQ(closed.bytes, "");
    EXPECT_EQ(closed.end, eof);
    EXPECT_EQ(raw_get(Server(Manner::truncated).port).bytes, head + "Content-Length: 5\r\n" + close + "he");
    EXPECT_EQ(raw_get(Server(Manner::unterminated).port).bytes,
              head + "Transfer-Encoding: chunked\r\n" + close + "5\r\nhello\r\n");
    EXPECT_EQ(raw_get(Server(Manner::chunked).port).bytes,
              head + "Transfer-Encoding: chunked\r\n" + close + "5\r\nhello\r\n0\r\n\r\n");
    EXPECT_EQ(raw_get(Server(Manner::raw).port).bytes, "hello");
    EXPECT_FALSE(raw_get(Server(Manner::garbage).port).bytes.starts_with("HTTP"));
}

TEST(HttpServer, DripsEveryByteOfTheBodyInTheEnd)  // F-45
{
    EXPECT_TRUE(raw_get(Server(Manner::drip).port).bytes.ends_with("\r\n\r\nhello"));
    EXPECT_TRUE(raw_get(Server(Manner::drip_head).port).bytes.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(HttpServer, EndlessBodyOutlastsAnyReader)
{
    Server server(Manner::endless);
    RawClient client(server.port);
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    constexpr std::size_t much = std::size_t{4} * 1024 * 1024;
    EXPECT_EQ(client.read(much).size(), much);
}

using StoppedHttpServer = IoTest;

asio::awaitable<void> wait_for_session(TestHttpServer& server)
{
    auto executor = co_await asio::this_coro::executor;
    while (server.requests() == 0)
        co_await asio::post(executor, asio::use_awaitable);
}

TEST_F(StoppedHttpServer, LeavesNoWorkBehindEvenWhileItHangs)
{
    TestHttpServer server(io_, [](const Request&) {
        Answer answer;
        answer.manner = Manner::hang;
        return answer;
    });
    at_end([&] { server.stop(); });
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    run(wait_for_session(server));
    EXPECT_EQ(server.open(), 0);
}

/// What a TLS client that trusts only `ca` gets.
std::string get_by_tls(std::uint16_t port, const std::string& ca,
                       const Certificate* client_certificate = nullptr)
{
    asio::io_context io;
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.add_certificate_authority(asio::buffer(ca));
    context.set_verify_mode(asio::ssl::verify_peer);
    if (client_certificate != nullptr) {
        context.use_certificate_chain(asio::buffer(client_certificate->certificate));
        context.use_private_key(asio::buffer(client_certificate->private_key), asio::ssl::context::pem);
    }
    asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
    stream.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
    stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
    boost::system::error_code error;
    stream.handshake(asio::ssl::stream_base::client, error);
    if (error) return error.message();
    asio::write(stream,
                asio::buffer(std::string("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")),
                error);
    std::string bytes;
    asio::read(stream, asio::dynamic_buffer(bytes), error);
    return bytes.substr(0, bytes.find('\r'));
}

ServerOptions tls_options(const Certificate& certificate, std::string client_ca = "")
{
    ServerOptions options;
    options.tls = ServerTls{certificate.certificate, certificate.private_key, std::move(client_ca)};
    return options;
}

TEST(HttpServer, SpeaksTlsWithACertificateThatTheCaVouchesFor)
{
    CertificateAuthority ca;
    CertificateAuthority stranger("another CA");
    Server server(Manner::normal, tls_options(ca.issue()));
    EXPECT_EQ(get_by_tls(server.port, ca.certificate()), "HTTP/1.1 200 OK");
    EXPECT_NE(get_by_tls(server.port, stranger.certificate()), "HTTP/1.1 200 OK");
}

TEST(HttpServer, BadCertificatesAreRefusedByClients)
{
    CertificateAuthority ca;
    CertificateOptions expired;
    expired.valid_from = std::chrono::hours(-48);
    expired.valid_until = std::chrono::hours(-24);
    Server old(Manner::normal, tls_options(ca.issue(expired)));
    EXPECT_NE(get_by_tls(old.port, ca.certificate()), "HTTP/1.1 200 OK");
    CertificateOptions other_host;
    other_host.names = {"DNS:example.org"};
    Server other(Manner::normal, tls_options(ca.issue(other_host)));
    EXPECT_NE(get_by_tls(other.port, ca.certificate()), "HTTP/1.1 200 OK");
    Server own(Manner::normal, tls_options(self_signed()));
    EXPECT_NE(get_by_tls(own.port, ca.certificate()), "HTTP/1.1 200 OK");
}

TEST(HttpServer, ClientCertificatesCanBeDemanded)
{
    CertificateAuthority ca;
    Server server(Manner::normal, tls_options(ca.issue(), ca.certificate()));
    auto client = ca.issue_client("daemon");
    EXPECT_EQ(get_by_tls(server.port, ca.certificate(), &client), "HTTP/1.1 200 OK");
    EXPECT_NE(get_by_tls(server.port, ca.certificate()), "HTTP/1.1 200 OK");
}

}  // namespace
}  // namespace webhookd::test
