// Exchanges through a proxy: tunnels, the absolute form, and failures that are the proxy's.

#include <stdexcept>

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "http/client_fixture.hpp"
#include "support/certificates.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::http {
namespace {

using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

/// Copies one direction until its end, then passes the end on.
asio::awaitable<void> relay(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to)
{
    std::string buffer(10'000, ' ');
    boost::system::error_code error;
    while (!error) {
        auto [failure, size] =
            co_await from->async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
        error = failure;
        if (!error) co_await asio::async_write(*to, asio::buffer(buffer.data(), size), asio::use_awaitable);
    }
    to->shutdown(tcp::socket::shutdown_both, error);
}

/// A proxy that answers CONNECT with `answer` and, if that says 200, relays to `target` whatever name was
/// asked for.
class TestProxy
{
  public:
    TestProxy(asio::io_context& io, std::string answer, std::uint16_t target)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          answer_(std::move(answer)),
          target_(asio::ip::address_v4::loopback(), target),
          group_(io.get_executor())
    {
        group_.spawn(accept());
    }

    void stop() { group_.cancel(); }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    const std::string& head() const { return head_; }

  private:
    asio::awaitable<void> accept()
    {
        for (;;) {
            auto executor = co_await asio::this_coro::executor;
            auto client = std::make_shared<tcp::socket>(executor);
            co_await acceptor_.async_accept(*client, asio::use_awaitable);
            group_.spawn(serve(client));
        }
    }

    asio::awaitable<void> serve(std::shared_ptr<tcp::socket> client)
    {
        head_.clear();
        co_await asio::async_read_until(*client, asio::dynamic_buffer(head_), "\r\n\r\n",
                                        asio::use_awaitable);
        co_await asio::async_write(*client, asio::buffer(answer_), asio::use_awaitable);
        if (!answer_.starts_with("HTTP/1.1 200")) co_return;
        auto executor = co_await asio::this_coro::executor;
        auto server = std::make_shared<tcp::socket>(executor);
        co_await server->async_connect(target_, asio::use_awaitable);
        group_.spawn(relay(client, server));
        group_.spawn(relay(server, client));
    }

    tcp::acceptor acceptor_;
    std::string answer_;
    tcp::endpoint target_;
    std::string head_;
    async::TaskGroup group_;
};

constexpr auto established = "HTTP/1.1 200 Connection established\r\n\r\n";

class ClientProxy : public ClientTest
{
  protected:
    ClientProxy()
    {
        const auto certificate = authority_.issue({.names = {"DNS:erp.example.org"}});
        test::ServerTls tls{certificate.certificate, certificate.private_key, {}};
        serve_answer({.body = "ok"}, {.tls = tls});
    }

    TestProxy& proxy(std::string answer, const core::Proxy& login = {})
    {
        proxy_.emplace(io_, std::move(answer), server_->port());
        at_end([this] { proxy_->stop(); });
        // The administrator's proxy stands on a private address, and the policy does not mind.
        resolver_.answer("proxy.internal", {"127.0.0.1"});
        ClientSettings settings;
        settings.ca_file = directory_.write("ca.pem", authority_.certificate());
        settings.proxy = login;
        settings.proxy.url = "http://proxy.internal:" + std::to_string(proxy_->port());
        client(settings);
        return *proxy_;
    }

    static asio::awaitable<void> expect_three_accepted(Client& to)
    {
        const Limits limits;
        for (int i = 0; i < 3; ++i) {
            const auto outcome = co_await to.send(post("http://erp.example.org/hook", ""), limits);
            EXPECT_EQ(summary(outcome), "204") << detail(outcome);
        }
    }

    test::TempDir directory_;
    test::CertificateAuthority authority_;
    std::optional<TestProxy> proxy_;
};

TEST_F(ClientProxy, TunnelsToTheTargetAndVerifiesItsName)
{
    auto& tunnel = proxy(established);
    const auto outcome = send(get("https://erp.example.org/hook"));
    EXPECT_EQ(summary(outcome), "200") << detail(outcome);
    EXPECT_EQ(tunnel.head(), "CONNECT erp.example.org:443 HTTP/1.1\r\nhost: erp.example.org:443\r\n\r\n");
    EXPECT_EQ(resolver_.asked(), std::vector<std::string>{"proxy.internal"});
}

/// RFC 7617 2.
const core::Proxy aladdin{.url = {}, .username = "Aladdin", .password = core::SecretText("open sesame")};

TEST_F(ClientProxy, TunnelIsAskedForByNameAndPassword)
{
    auto& tunnel = proxy(established, aladdin);
    const auto outcome = send(get("https://erp.example.org/hook"));
    EXPECT_EQ(summary(outcome), "200") << detail(outcome);
    EXPECT_EQ(tunnel.head(),
              "CONNECT erp.example.org:443 HTTP/1.1\r\nhost: erp.example.org:443\r\n"
              "proxy-authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
}

TEST_F(ClientProxy, TargetBehindTheTunnelDoesNotSeeThePasswordOfTheProxy)
{
    std::optional<std::string> seen;
    const auto certificate = authority_.issue({.names = {"DNS:erp.example.org"}});
    test::ServerTls tls{certificate.certificate, certificate.private_key, {}};
    serve(
        [&seen](const test::Request& request) {
            seen = request.headers.get("proxy-authorization");
            return test::Answer{.body = "ok"};
        },
        {.tls = tls});
    proxy(established, aladdin);
    EXPECT_EQ(summary(send(get("https://erp.example.org/hook"))), "200");
    EXPECT_EQ(seen.value(), "");
}

TEST_F(ClientProxy, BareStatusLineOfAProxyIsUnderstood)
{
    proxy("HTTP/1.1 200\r\n\r\n");
    const auto outcome = send(get("https://erp.example.org/"));
    EXPECT_EQ(summary(outcome), "200") << detail(outcome);
}

TEST_F(ClientProxy, CertificateOfAnotherNameIsRefusedThroughATunnelToo)
{
    proxy(established);
    EXPECT_EQ(summary(send(get("https://other.example.org/"))), "tls");
}

TEST_F(ClientProxy, RefusalIsAProxyFailure)
{
    proxy("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin");
    const auto outcome = send(get("https://erp.example.org/"));
    EXPECT_EQ(summary(outcome), "proxy");
    EXPECT_EQ(detail(outcome), "the proxy answered 407");
}

TEST_F(ClientProxy, GarbageFromTheProxyIsAProxyFailure)
{
    proxy("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    EXPECT_EQ(summary(send(get("https://erp.example.org/"))), "proxy");
}

TEST_F(ClientProxy, BytesBehindTheProxysAnswerAreRefused)
{
    proxy(std::string(established) + "surplus");
    EXPECT_EQ(summary(send(get("https://erp.example.org/"))), "proxy");
}

TEST_F(ClientProxy, LiteralTargetsAreVettedThoughTheProxyConnects)
{
    auto& tunnel = proxy(established);
    for (const std::string target : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]",
                                     "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[fd00:ec2::254]"}) {
        EXPECT_EQ(summary(send(get("https://" + target + "/"))), "address") << target;
    }
    EXPECT_EQ(tunnel.head(), "");
}

TEST_F(ClientProxy, UnreachableProxyIsAProxyFailure)
{
    server_->stop();
    ClientSettings settings;
    settings.proxy.url = "http://127.0.0.1:1";
    client(settings);
    EXPECT_EQ(summary(send(get("https://erp.example.org/"))), "proxy");
}

TEST_F(ClientProxy, PlainHttpGoesInAbsoluteForm)
{
    std::string target;
    std::string login;
    auto& plain = serve([&](const test::Request& request) {
        target = request.target;
        login = request.headers.get("proxy-authorization");
        return test::Answer{.body = "ok"};
    });
    auto settings = loopback_settings();
    settings.proxy = aladdin;
    settings.proxy.url = plain.url();
    client(settings);
    EXPECT_EQ(summary(send(get("http://erp.example.org/hook?a=1"))), "200");
    EXPECT_EQ(target, "http://erp.example.org/hook?a=1");
    EXPECT_EQ(login, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_F(ClientProxy, TimeoutOfTheProxyBetweenTwoRequestsIsNotTheAnswerToTheSecond)
{
    // A proxy gives the connection up 50 ms after its answer, and says so.
    auto late = [](asio::io_context& io, tcp::acceptor& acceptor, int& requests) -> asio::awaitable<void> {
        for (;;) {
            tcp::socket peer(io);
            co_await acceptor.async_accept(peer, asio::use_awaitable);
            std::string head;
            co_await asio::async_read_until(peer, asio::dynamic_buffer(head), "\r\n\r\n",
                                            asio::use_awaitable);
            ++requests;
            const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
            co_await asio::async_write(peer, asio::buffer(answer), asio::use_awaitable);
            const std::string given_up = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n";
            co_await asio::async_write(peer, asio::buffer(given_up), asio::use_awaitable);
        }
    };
    tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    int requests = 0;
    async::TaskGroup group(io_.get_executor());
    group.spawn(late(io_, acceptor, requests));
    at_end([&] { group.cancel(); });
    auto settings = loopback_settings();
    settings.proxy.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
    run(expect_three_accepted(client(settings)));
    EXPECT_EQ(requests, 3);
}

/// Answers the first request of each connection, and gives the connection up as it reads the second.
asio::awaitable<void> give_up_late(tcp::acceptor& acceptor, int& requests)
{
    for (;;) {
        auto executor = co_await asio::this_coro::executor;
        tcp::socket peer(executor);
        co_await acceptor.async_accept(peer, asio::use_awaitable);
        for (const std::string answer : {"HTTP/1.1 204 No Content\r\n\r\n",
                                         "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"}) {
            std::string head;
            auto [failure, size] = co_await asio::async_read_until(
                peer, asio::dynamic_buffer(head), "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
            if (failure) break;
            ++requests;
            co_await asio::async_write(peer, asio::buffer(answer), asio::use_awaitable);
        }
    }
}

TEST_F(ClientProxy, TimeoutThatCrossesTheNextRequestCostsItNothing)  // RFC 9110 15.5.9
{
    tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    int requests = 0;
    async::TaskGroup group(io_.get_executor());
    group.spawn(give_up_late(acceptor, requests));
    at_end([&] {
        client_->close_idle();
        group.cancel();
    });
    auto settings = loopback_settings();
    settings.proxy.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
    run(expect_three_accepted(client(settings)));
    EXPECT_EQ(requests, 5);
}

TEST_F(ClientProxy, IsNotAskedForThisMachine)
{
    for (const auto* host : {"localhost", "ob.localhost", "127.0.0.1"}) {
        auto& plain =
            serve([](const test::Request& request) { return test::Answer{.body = request.target}; });
        auto settings = loopback_settings();
        settings.proxy.url = "http://127.0.0.1:1";  // nobody listens there
        client(settings);
        resolver_.answer(host, {"127.0.0.1"});
        const auto outcome = send(get(fmt::format("http://{}:{}/hook", host, plain.port())));
        ASSERT_EQ(summary(outcome), "200") << host << detail(outcome);
        EXPECT_EQ(outcome->body, "/hook") << host;
    }
}

TEST(ProxySetting, MustBeAPlainHttpUrlWithoutPath)
{
    asio::io_context io;
    test::ScriptedResolver resolver;
    for (const std::string wrong :
         {"https://proxy:1", "proxy:8080", "http://user:secret@proxy:1", "http://proxy:1/path"}) {
        ClientSettings settings;
        settings.proxy.url = wrong;
        EXPECT_THROW(Client(io.get_executor(), resolver, settings, "test"), std::runtime_error) << wrong;
    }
}

}  // namespace
}  // namespace webhookd::http
