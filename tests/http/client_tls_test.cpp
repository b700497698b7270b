// Which certificates are accepted, and what a server may demand of ours.

#include <stdexcept>

#include "http/client_fixture.hpp"
#include "support/certificates.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::http {
namespace {

using namespace std::chrono_literals;
using test::Certificate;
using test::CertificateAuthority;

class ClientTls : public ClientTest
{
  protected:
    test::TestHttpServer& serve_tls(const Certificate& certificate, std::string client_ca = {})
    {
        test::ServerTls tls{certificate.certificate, certificate.private_key, std::move(client_ca)};
        return serve_answer({.body = "ok"}, {.tls = tls});
    }

    /// Trusts `authority_` and nobody else.
    ClientSettings trusting()
    {
        ClientSettings settings;
        settings.addresses = AddressPolicy::allow_private;
        settings.ca_file = directory_.write("ca.pem", authority_.certificate());
        return settings;
    }

    std::string url(const std::string& host)
    {
        return "https://" + host + ":" + std::to_string(server_->port()) + "/";
    }

    test::TempDir directory_;
    CertificateAuthority authority_;
};

TEST_F(ClientTls, TrustedCertificateWithTheRightNameIsAccepted)
{
    serve_tls(authority_.issue());
    resolver_.answer("localhost", {"127.0.0.1"});
    client(trusting());
    const auto by_name = send(get(url("localhost")));
    EXPECT_EQ(summary(by_name), "200") << detail(by_name);
}

TEST_F(ClientTls, AddressInTheCertificateIsAccepted)
{
    serve_tls(authority_.issue());
    client(trusting());
    const auto outcome = send(get(url("127.0.0.1")));
    EXPECT_EQ(summary(outcome), "200") << detail(outcome);
}

TEST_F(ClientTls, ConnectionsAreKept)
{
    auto& server = serve_tls(authority_.issue());
    auto body = [](Client& client, std::string target) -> asio::awaitable<void> {
        const Limits limits;
        for (int i = 0; i < 3; ++i) {
            const auto outcome = co_await client.send(post(target, "{}"), limits);
            EXPECT_EQ(summary(outcome), "200") << detail(outcome);
        }
    };
    run(body(client(trusting()), url("127.0.0.1")));
    EXPECT_EQ(server.accepted(), 1U);
}

class ClientTlsSurplus : public ClientTls
{
  protected:
    /// How as many requests end as there are answers, each sent byte for byte.
    std::vector<std::string> statuses(const std::vector<std::string>& answers)
    {
        const auto certificate = authority_.issue();
        test::ServerTls tls{certificate.certificate, certificate.private_key, {}};
        auto next = std::make_shared<std::size_t>(0);
        auto answer = [answers, next](const test::Request&) {
            return test::Answer{.body = answers.at((*next)++), .manner = test::Manner::raw_kept};
        };
        serve(answer, {.tls = tls});
        std::vector<std::string> result;
        auto body = [](Client& to, std::string target, std::size_t count,
                       std::vector<std::string>& out) -> asio::awaitable<void> {
            const Limits limits;
            while (out.size() < count) {
                const auto outcome = co_await to.send(post(target, "{}"), limits);
                out.push_back(summary(outcome));
            }
        };
        run(body(client(trusting()), url("127.0.0.1"), answers.size(), result));
        return result;
    }
};

constexpr auto good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr auto bad = "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno";

TEST_F(ClientTlsSurplus, SecondAnswerToOneRequestIsNotTheAnswerToTheNext)  // P1
{
    EXPECT_EQ(statuses({std::string(good) + good, bad}), (std::vector<std::string>{"200", "500"}));
}

TEST_F(ClientTlsSurplus, ChunkTerminatorBehindA204CostsNothing)
{
    const auto answer = std::string("HTTP/1.1 204 No Content\r\n\r\n0\r\n\r\n");
    EXPECT_EQ(statuses({answer, answer, bad}), (std::vector<std::string>{"204", "204", "500"}));
}

TEST_F(ClientTls, CertificateForAnotherNameIsRefused)
{
    serve_tls(authority_.issue({.names = {"DNS:other.example.org"}}));
    resolver_.answer("erp.example.org", {"127.0.0.1"});
    client(trusting());
    const auto outcome = send(get(url("erp.example.org")));
    EXPECT_EQ(summary(outcome), "tls");
    EXPECT_EQ(detail(outcome), "certificate refused: hostname mismatch");
}

TEST_F(ClientTls, CertificateForAnotherAddressIsRefused)
{
    serve_tls(authority_.issue({.names = {"IP:127.0.0.2"}}));
    client(trusting());
    EXPECT_EQ(summary(send(get(url("127.0.0.1")))), "tls");
}

TEST_F(ClientTls, CommonNameIsNoName)
{
    serve_tls(authority_.issue({.common_name = "localhost", .names = {}}));
    resolver_.answer("localhost", {"127.0.0.1"});
    client(trusting());
    const auto outcome = send(get(url("localhost")));
    EXPECT_EQ(summary(outcome), "tls");
    EXPECT_TRUE(detail(outcome).contains("ostname mismatch")) << detail(outcome);
}

TEST_F(ClientTls, UnknownAuthorityIsRefused)
{
    const CertificateAuthority stranger("stranger");
    serve_tls(stranger.issue());
    client(trusting());
    EXPECT_EQ(summary(send(get(url("127.0.0.1")))), "tls");
}

TEST_F(ClientTls, SelfSignedAndExpiredAreRefused)
{
    client(trusting());
    serve_tls(test::self_signed());
    EXPECT_EQ(summary(send(get(url("127.0.0.1")))), "tls");
    serve_tls(authority_.issue({.valid_from = -48h, .valid_until = -24h}));
    const auto outcome = send(get(url("127.0.0.1")));
    EXPECT_EQ(detail(outcome), "certificate refused: certificate has expired");
}

TEST_F(ClientTls, PlainServerIsATlsFailure)
{
    serve_answer({});
    client(trusting());
    EXPECT_EQ(summary(send(get(url("127.0.0.1")))), "tls");
}

TEST_F(ClientTls, ClientCertificateIsShownWhenConfigured)
{
    const auto mine = authority_.issue_client("webhookd");
    auto& server = serve_tls(authority_.issue(), authority_.certificate());
    auto settings = trusting();
    settings.client_certificate = directory_.write("client.pem", mine.certificate);
    settings.client_key = directory_.write("client.key", mine.private_key);
    client(settings);
    const auto outcome = send(get(server.url() + "/"));
    EXPECT_EQ(summary(outcome), "200") << detail(outcome);
}

TEST_F(ClientTls, ServerThatDemandsAClientCertificateRefusesUsWithoutOne)
{
    auto& server = serve_tls(authority_.issue(), authority_.certificate());
    client(trusting());
    const auto outcome = send(get(server.url() + "/"));
    // TLS 1.3 tells it after the handshake: an alert, or a reset when the server closes at once.
    EXPECT_TRUE(summary(outcome) == "tls" || summary(outcome) == "reset") << summary(outcome);
}

std::string construction_failure(const ClientSettings& settings)
{
    asio::io_context io;
    test::ScriptedResolver resolver;
    try {
        const Client client(io.get_executor(), resolver, settings, "test");
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

TEST_F(ClientTls, UnreadableFilesAreNamed)
{
    auto settings = trusting();
    settings.ca_file = "/nonexistent/ca.pem";
    EXPECT_NE(construction_failure(settings).find("ca_file /nonexistent/ca.pem"), std::string::npos);
    settings = trusting();
    settings.client_certificate = "/nonexistent/client.pem";
    EXPECT_NE(construction_failure(settings).find("given together"), std::string::npos);
    settings.client_key = "/nonexistent/client.key";
    EXPECT_NE(construction_failure(settings).find("client_certificate /nonexistent/client.pem"),
              std::string::npos);
}

TEST_F(ClientTls, KeyOfAnotherCertificateIsRefused)
{
    auto settings = trusting();
    settings.client_certificate = directory_.write("a.pem", authority_.issue_client("a").certificate);
    settings.client_key = directory_.write("b.key", authority_.issue_client("b").private_key);
    EXPECT_NE(construction_failure(settings).find("client_key"), std::string::npos);
}

}  // namespace
}  // namespace webhookd::http
