// Peers that misbehave: every exchange ends within its bounds, and its failure has the right name.
#include <memory>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/client_fixture.hpp"

namespace webhookd::http {
namespace {

using namespace std::chrono_literals;
using tcp = asio::ip::tcp;
using test::Answer;
using test::Manner;

class ClientFaults : public ClientTest
{
  protected:
    std::string outcome_of(const Answer& answer, Limits limits = within(10s))
    {
        auto& server = serve_answer(answer);
        return summary(send(get(server.url()), limits));
    }
    std::string outcome_of_raw(std::string bytes)
    {
        return outcome_of({.body = std::move(bytes), .manner = Manner::raw});
    }
};

TEST_F(ClientFaults, RefusedConnectionIsConnect)
{
    asio::ip::tcp::acceptor closed(io_, {asio::ip::address_v4::loopback(), 0});
    const auto port = closed.local_endpoint().port();
    closed.close();
    EXPECT_EQ(summary(send(get("http://127.0.0.1:" + std::to_string(port) + "/"))), "connect");
}

TEST_F(ClientFaults, ResetIsReset)
{
    EXPECT_EQ(outcome_of({.manner = Manner::reset}), "reset");
}  // F-7

TEST_F(ClientFaults, CloseWithoutAnswerIsReset)
{
    EXPECT_EQ(outcome_of({.manner = Manner::close}), "reset");
}

TEST_F(ClientFaults, FreshConnectionIsNotTriedTwice)
{
    auto& server = serve_answer({.manner = Manner::close});
    EXPECT_FALSE(send(get(server.url())));
    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(ClientFaults, TruncatedBodyIsReset)  // F-8
{
    EXPECT_EQ(outcome_of({.body = "half of this", .manner = Manner::truncated}), "reset");
}

TEST_F(ClientFaults, MissingLastChunkIsReset)  // F-8
{
    EXPECT_EQ(outcome_of({.body = "half of this", .manner = Manner::unterminated}), "reset");
}

TEST_F(ClientFaults, SilenceIsTimeout)
{
    EXPECT_EQ(outcome_of({.manner = Manner::hang}, within(50ms)), "timeout");
}

TEST_F(ClientFaults, DrippedBodyMeetsTheTotalDeadline)  // F-45
{
    const std::string body(1'000'000, 'x');
    EXPECT_EQ(outcome_of({.body = body, .manner = Manner::drip, .drip_interval = 1ms}, within(100ms)),
              "timeout");
}

TEST_F(ClientFaults, DrippedHeadMeetsTheTotalDeadline)  // F-45
{
    const test::Headers headers{{"X", std::string(10'000, 'x')}};
    const Answer answer{.headers = headers, .manner = Manner::drip_head, .drip_interval = 1ms};
    EXPECT_EQ(outcome_of(answer, within(100ms)), "timeout");
}

TEST_F(ClientFaults, SlowButTimelyAnswersAreWhole)
{
    auto& server = serve_answer({.body = "drip", .manner = Manner::drip_head, .drip_interval = 1ms});
    const auto outcome = send(get(server.url()));
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_EQ(outcome->body, "drip");
}

TEST_F(ClientFaults, EndlessBodyIsTooLarge)
{
    EXPECT_EQ(outcome_of({.manner = Manner::endless}), "too_large");
}

TEST_F(ClientFaults, EndlessBodyIsCutWhenAskedTo)
{
    auto& server = serve_answer({.status = 200, .manner = Manner::endless});
    auto limits = within(10s);
    limits.max_body_bytes = 1000;
    limits.body_patience = 1s;
    const auto outcome = send(get(server.url()), limits);
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_EQ(outcome->body.size(), 1000U);
    EXPECT_TRUE(outcome->body_truncated);
}

/// What the caller learns who wants the status, and of the body what comes at once.
class ClientStatus : public ClientTest
{
  protected:
    static Limits status_counts()
    {
        auto limits = within(10s);
        limits.body_patience = 50ms;
        limits.max_body_bytes = 1000;
        return limits;
    }
    std::string status_of(const Answer& answer, test::ServerOptions options = {})
    {
        auto& server = serve_answer(answer, std::move(options));
        const auto outcome = send(post(server.url(), "{}"), status_counts());
        return summary(outcome);
    }
    std::string status_of_raw(std::string bytes)
    {
        return status_of({.body = std::move(bytes), .manner = Manner::raw});
    }
};

TEST_F(ClientStatus, CountsThoughTheBodyIsCutOrNeverEnds)  // F-8, F-45
{
    EXPECT_EQ(status_of({.body = "half of this", .manner = Manner::truncated}), "200");
    EXPECT_EQ(status_of({.body = "half of this", .manner = Manner::unterminated}), "200");
    EXPECT_EQ(status_of({.body = std::string(100'000, 'x'), .manner = Manner::drip}), "200");
    EXPECT_EQ(status_of({.manner = Manner::endless}), "200");
    EXPECT_EQ(status_of_raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"), "200");
    EXPECT_EQ(status_of({.status = 503, .body = "half of this", .manner = Manner::truncated}), "503");
    EXPECT_EQ(status_of({.status = 400, .body = "half of this", .manner = Manner::unterminated}), "400");
}

TEST_F(ClientStatus, CountsWhenTheBodyNeverBegins)
{
    auto& server = serve_answer({.body = std::string(900, 'x'), .manner = Manner::drip, .drip_interval = 1h});
    const auto outcome = send(post(server.url(), "{}"), status_counts());
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_LE(outcome->body.size(), 1U);
    EXPECT_TRUE(outcome->body_truncated);
}

TEST_F(ClientStatus, HeadersThatAreNotWholeAreNoStatus)
{
    EXPECT_EQ(status_of_raw("HTTP/1.1 200 OK\r\nX: y\r\n"), "reset");
    EXPECT_EQ(status_of({.manner = Manner::garbage_head}), "protocol");
}

TEST_F(ClientStatus, ConnectionWithAnUnfinishedBodyIsNotKept)
{
    auto& server = serve_answer({.body = std::string(900, 'x'), .manner = Manner::drip, .drip_interval = 1h});
    auto body = [](Client& client, std::string url, Limits limits) -> asio::awaitable<void> {
        co_await client.send(post(url, "{}"), limits);
        co_await client.send(post(url, "{}"), limits);
    };
    run(body(client(), server.url(), status_counts()));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientFaults, StatusLineThatEndsBehindTheNumberIsUnderstood)
{
    EXPECT_EQ(outcome_of_raw("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"), "200");
    EXPECT_EQ(outcome_of_raw("HTTP/1.0 503\r\n\r\n"), "503");
}

/// A server that answers as soon as the head of a request is there, and then neither reads nor closes.
class EarlyServer
{
  public:
    explicit EarlyServer(asio::io_context& io) : acceptor_(io, {asio::ip::address_v4::loopback(), 0}) {}

    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/";
    }

    asio::awaitable<void> answer(std::string text)
    {
        co_await acceptor_.async_accept(socket_, asio::use_awaitable);
        std::string head(100, ' ');
        co_await socket_.async_read_some(asio::buffer(head), asio::use_awaitable);
        co_await socket_.async_send(asio::buffer(text), asio::use_awaitable);
    }

  private:
    asio::ip::tcp::acceptor acceptor_;
    asio::ip::tcp::socket socket_{acceptor_.get_executor()};
};

TEST_F(ClientFaults, AnswerBeforeTheBodyIsReadIsTheAnswer)
{
    EarlyServer server(io_);
    auto serving = [](EarlyServer& early) -> asio::awaitable<void> {
        co_await early.answer("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    };
    asio::co_spawn(io_, serving(server), asio::detached);
    std::string body;
    body.resize(50'000'000, 'x');
    EXPECT_EQ(summary(send(post(server.url(), std::move(body)))), "413");
}

TEST_F(ClientFaults, GarbageIsProtocol)
{
    EXPECT_EQ(outcome_of({.manner = Manner::garbage}), "protocol");
}

TEST_F(ClientFaults, GarbageHeadersAreProtocol)
{
    EXPECT_EQ(outcome_of({.manner = Manner::garbage_head}), "protocol");
}

TEST_F(ClientFaults, HeaderFloodIsProtocol)
{
    std::string flood = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 100'000; ++i)
        flood += "X: y\r\n";
    EXPECT_EQ(outcome_of_raw(flood), "protocol");
}

TEST_F(ClientFaults, ChunkExtensionFloodIsProtocol)
{
    const std::string extension(100'000, 'x');
    EXPECT_EQ(outcome_of_raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + extension),
              "protocol");
}

TEST_F(ClientFaults, TrailerFloodIsProtocol)
{
    std::string flood = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for (int i = 0; i < 100'000; ++i)
        flood += "X: y\r\n";
    EXPECT_EQ(outcome_of_raw(flood), "protocol");
}

TEST_F(ClientFaults, InformationalAnswersAreSkipped)
{
    EXPECT_EQ(outcome_of_raw("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                             "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"),
              "201");
}

TEST_F(ClientFaults, BytesAfterTheAnswerEndTheConnection)
{
    // Raw answers end with a close anyway; what matters is that the surplus is never taken for the next
    // answer.
    auto& server =
        serve_answer({.body = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                      .manner = Manner::raw});
    auto twice = [](Client& client, Request request) -> asio::awaitable<void> {
        for (int i = 0; i < 2; ++i) {
            const Limits limits;
            const auto outcome = co_await client.send(request, limits);
            EXPECT_EQ(summary(outcome), "204");
        }
    };
    run(twice(client(), get(server.url())));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientFaults, AnswerBeforeTheRequestWasReadIsTaken)  // a 413 comes while the body is still on its way
{
    asio::ip::tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
    const auto url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
    Outcome outcome;
    auto answer_early = [](asio::ip::tcp::acceptor& listener) -> asio::awaitable<void> {
        auto socket = co_await listener.async_accept(asio::use_awaitable);
        const std::string early = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
        co_await socket.async_send(asio::buffer(early), asio::use_awaitable);
        std::string sink(1'000'000, ' ');
        boost::system::error_code error;
        while (!error) {
            auto [failure, count] =
                co_await socket.async_read_some(asio::buffer(sink), asio::as_tuple(asio::use_awaitable));
            error = failure;
        }
    };
    asio::co_spawn(io_, answer_early(acceptor), asio::detached);
    at_end([this] { client_->close_idle(); });  // ends the peer's loop
    run(send_into(client(), post(url, std::string(5'000'000, 'x')), within(10s), outcome));
    EXPECT_EQ(summary(outcome), "413");
}

TEST_F(ClientFaults, HangingLookUpIsResolve)
{
    resolver_.hang("slow.example.org");
    EXPECT_EQ(summary(send(get("http://slow.example.org/"), within(50ms))), "resolve");
}

TEST_F(ClientFaults, UnknownNameIsResolve)
{
    const auto outcome = send(get("http://nowhere.example.org/"));
    EXPECT_EQ(summary(outcome), "resolve");
    EXPECT_EQ(detail(outcome), "the name does not exist");
}

/// An address that swallows every SYN: its queue of one is full and nobody accepts.
class SilentAddress
{
  public:
    SilentAddress(asio::io_context& io, std::uint16_t port) : acceptor_(io), first_(io), second_(io)
    {
        const tcp::endpoint here(asio::ip::make_address("127.0.0.2"), port);
        acceptor_.open(here.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        acceptor_.bind(here);
        acceptor_.listen(0);
        first_.connect(here);
        second_.async_connect(here, [](const boost::system::error_code&) {});
    }

    void stop()
    {
        first_.close();
        second_.close();
        acceptor_.close();
    }

  private:
    tcp::acceptor acceptor_;
    tcp::socket first_;
    tcp::socket second_;
};

TEST_F(ClientFaults, SilentFirstAddressIsWaitedForOnce)  // RFC 8305
{
    auto& server = serve_answer({.body = "ok"}, {.answers_per_connection = 1});
    SilentAddress silent(io_, server.port());
    at_end([&silent] { silent.stop(); });
    resolver_.answer("two.example.org", {"127.0.0.2", "127.0.0.1"});
    const auto url = "http://two.example.org:" + std::to_string(server.port()) + "/";
    auto twice = [](Client& to, std::string target) -> asio::awaitable<void> {
        const auto limits = within(1s);
        for (const auto expected : {std::pair{400ms, 1000ms}, {0ms, 400ms}}) {
            const auto began = std::chrono::steady_clock::now();
            const auto outcome = co_await to.send(get(target), limits);
            const auto took = std::chrono::steady_clock::now() - began;
            EXPECT_EQ(summary(outcome), "200") << detail(outcome);
            EXPECT_GE(took, expected.first);
            EXPECT_LT(took, expected.second);
        }
    };
    run(twice(client(), url));
}

TEST_F(ClientFaults, SilenceOnAKeptConnectionMayBeItsDeath)
{
    auto& server = serve(test::TestHttpServer::PlainHandler([count = 0](const test::Request&) mutable {
        return test::Answer{.manner = ++count == 2 ? test::Manner::hang : test::Manner::normal};
    }));
    auto body = [](Client& to, std::string url) -> asio::awaitable<void> {
        const auto limits = within(200ms);
        auto outcome = co_await to.send(get(url), limits);
        EXPECT_EQ(summary(outcome), "200");
        outcome = co_await to.send(get(url), limits);
        EXPECT_EQ(summary(outcome), "timeout");
        EXPECT_TRUE(outcome.error().stale);
        outcome = co_await to.send(get(url), limits);
        EXPECT_EQ(summary(outcome), "200");
    };
    run(body(client(), server.url() + "/"));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientFaults, WhereAKeptConnectionDiedNoneIsKeptForAWhile)  // P5
{
    // A receiver, or something before it, for which a connection is one request long.
    auto used = std::make_shared<std::set<std::uint64_t>>();
    auto& server = serve(test::TestHttpServer::PlainHandler([used](const test::Request& request) {
        const bool first = used->insert(request.connection).second;
        return test::Answer{.manner = first ? test::Manner::normal : test::Manner::hang};
    }));
    auto body = [](Client& to, std::string url) -> asio::awaitable<void> {
        const auto limits = within(200ms);
        std::vector<std::string> outcomes;
        for (int i = 0; i < 5; ++i)
            outcomes.push_back(summary(co_await to.send(get(url), limits)));
        EXPECT_EQ(outcomes, (std::vector<std::string>{"200", "timeout", "200", "200", "200"}));
    };
    run(body(client(), server.url() + "/"));
}

TEST_F(ClientFaults, SilenceOnANewConnectionIsThePeers)
{
    auto& server = serve_answer({.manner = test::Manner::hang});
    const auto outcome = send(get(server.url() + "/"), within(100ms));
    EXPECT_EQ(summary(outcome), "timeout");
    EXPECT_FALSE(outcome.error().stale);
}

TEST_F(ClientFaults, NextAddressIsTriedWhenOneRefuses)
{
    auto& server = serve_answer({.body = "ok"});
    resolver_.answer("two.example.org", {"127.0.0.2", "127.0.0.1"});  // the server listens on 127.0.0.1 only
    EXPECT_EQ(summary(send(get("http://two.example.org:" + std::to_string(server.port()) + "/"))), "200");
}

}  // namespace
}  // namespace webhookd::http
