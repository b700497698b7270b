// Exchanges over plain HTTP: what is sent and returned, and which connections are kept.

#include "webhookd/http/client.hpp"

#include <sys/resource.h>

#include <boost/asio/post.hpp>

#include "http/client_fixture.hpp"
#include "http/connection_pool.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::http {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::ServerOptions;

asio::awaitable<void> send_times(Client& client, Request request, int times, std::string& summaries)
{
    const Limits limits;
    for (int i = 0; i < times; ++i) {
        const auto outcome = co_await client.send(request, limits);
        summaries += summary(outcome) + " ";
    }
}

TEST_F(ClientTest, SendsTheRequestAndReturnsTheAnswer)
{
    test::Request seen;
    auto& server = serve([&seen](const test::Request& request) {
        seen = request;
        return Answer{.status = 202, .headers = {{"X-Hello", "there"}}, .body = "thanks"};
    });
    auto request = post(server.url() + "/hook?a=1", R"({"a":1})");
    request.headers = {{"content-type", "application/json"}};
    const auto outcome = send(request);
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_EQ(outcome->status, 202);
    EXPECT_EQ(outcome->body, "thanks");
    EXPECT_EQ(find_header(outcome->headers, "x-hello"), "there");
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/hook?a=1");
    EXPECT_EQ(seen.body, R"({"a":1})");
    EXPECT_EQ(seen.headers.get("content-type"), "application/json");
    EXPECT_EQ(seen.headers.get("host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(seen.headers.get("user-agent"), "webhookd/test");
    EXPECT_EQ(seen.headers.get("accept-encoding"), "identity");
}

TEST_F(ClientTest, LargeBodiesGoBothWays)
{
    auto& server = serve([](const test::Request& request) { return Answer{.body = request.body}; });
    const std::string body(3'000'000, 'x');
    auto limits = within(20s);
    limits.max_body_bytes = body.size();
    const auto outcome = send(post(server.url(), body), limits);
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_EQ(outcome->body.size(), body.size());
}

TEST_F(ClientTest, RedirectsAreAnswersAndNotFollowed)
{
    auto& server = serve_answer({.status = 302, .headers = {{"Location", "http://127.0.0.1:1/"}}});
    const auto outcome = send(get(server.url()));
    EXPECT_EQ(summary(outcome), "302");
    EXPECT_EQ(server.requests(), 1U);
}

TEST_F(ClientTest, ConnectionsAreKeptBetweenExchanges)
{
    auto& server = serve_answer({.body = "ok"});
    std::string summaries;
    run(send_times(client(), get(server.url()), 3, summaries));
    EXPECT_EQ(summaries, "200 200 200 ");
    EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(ClientTest, ConnectionThatThePeerClosedWhileIdleIsReplaced)
{
    auto& server = serve_answer({.body = "ok"}, {.answers_per_connection = 1});
    std::string summaries;
    run(send_times(client(), post(server.url(), "{}"), 4, summaries));
    EXPECT_EQ(summaries, "200 200 200 200 ");
    EXPECT_EQ(server.accepted(), 4U);
    EXPECT_EQ(server.requests(), 4U);
}

TEST_F(ClientTest, AnnouncedCloseIsObeyed)
{
    auto& server = serve_answer({.body = "ok", .close_after = true});
    std::string summaries;
    run(send_times(client(), get(server.url()), 2, summaries));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientTest, ConnectionsOlderThanTheIdleLimitAreNotUsed)
{
    auto& server = serve_answer({.body = "ok"});
    auto settings = loopback_settings();
    settings.idle_limit = 0s;
    std::string summaries;
    run(send_times(client(settings), get(server.url()), 2, summaries));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientTest, NoIdleConnectionsMeansConnectionClose)
{
    std::string announced;
    auto& server = serve([&announced](const test::Request& request) {
        announced = request.headers.get("connection");
        return Answer{};
    });
    auto settings = loopback_settings();
    settings.max_idle_connections = 0;
    std::string summaries;
    run(send_times(client(settings), get(server.url()), 2, summaries));
    EXPECT_EQ(announced, "close");
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientTest, CloseIdleDropsWhatIsKept)
{
    auto& server = serve_answer({.body = "ok"});
    auto body = [](Client& client, Request request) -> asio::awaitable<void> {
        const Limits limits;
        co_await client.send(request, limits);
        client.close_idle();
        co_await client.send(request, limits);
    };
    run(body(client(), get(server.url())));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientTest, ManyExchangesAtOnceUseManyConnectionsAndKeepSome)
{
    auto& server = serve_answer({.body = "ok"});
    auto settings = loopback_settings();
    settings.max_idle_connections = 3;
    auto body = [](asio::io_context& io, Client& client, Request request) -> asio::awaitable<void> {
        const Limits limits;
        for (int round = 0; round < 2; ++round) {
            async::TaskGroup group(io.get_executor());
            std::vector<Outcome> outcomes(5);
            for (auto& outcome : outcomes)
                group.spawn(send_into(client, request, limits, outcome));
            co_await group.join();
            for (const auto& outcome : outcomes)
                EXPECT_EQ(summary(outcome), "200");
        }
    };
    run(body(io_, client(settings), get(server.url())));
    EXPECT_EQ(server.accepted(), 5U + 2U);
}

TEST_F(ClientTest, PlainHttpIsRefusedUnlessAllowed)
{
    auto settings = loopback_settings();
    settings.allow_http = false;
    client(settings);
    const auto outcome = send(get("http://127.0.0.1:1/"));
    EXPECT_EQ(summary(outcome), "address");
    EXPECT_EQ(detail(outcome), "plain http is not allowed here");
}

TEST_F(ClientTest, HeadersThatWouldSmuggleAreRefused)
{
    auto request = get("http://127.0.0.1:1/");
    request.headers = {{"X", "a\r\nb: c"}};
    EXPECT_EQ(summary(send(request)), "protocol");
}

asio::awaitable<void> cancel_at_first_request(test::TestHttpServer& server, async::TaskGroup& tasks)
{
    auto executor = co_await asio::this_coro::executor;
    while (server.requests() == 0)
        co_await asio::post(executor, asio::use_awaitable);
    tasks.cancel();
}

TEST_F(ClientTest, CancellationThrowsAndLeavesNothingBehind)
{
    auto& server = serve_answer({.manner = test::Manner::hang});
    Outcome outcome = std::unexpected(Failure{FailureKind::proxy, "untouched"});
    auto body = [](asio::io_context& io, test::TestHttpServer& peer, Client& client, Request request,
                   Outcome& out) -> asio::awaitable<void> {
        async::TaskGroup group(io.get_executor());
        group.spawn(send_into(client, request, within(1h), out));
        group.spawn(cancel_at_first_request(peer, group));
        co_await group.join();
    };
    run(body(io_, server, client(), get(server.url()), outcome));
    EXPECT_EQ(detail(outcome), "untouched");
}

asio::awaitable<void> send_two(Client& client, std::string url)
{
    const Limits limits;
    for (int i = 0; i < 2; ++i) {
        auto request = Request{};
        request.url = Url::parse(url).value();
        co_await client.send(std::move(request), limits);
    }
}

TEST_F(ClientTest, ConnectionIsNotUsedBeyondItsAge)
{
    auto& server = serve_answer({});
    auto settings = loopback_settings();
    settings.max_connection_age = 0s;
    run(send_two(client(settings), server.url()));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(ClientTest, KeptConnectionThatThePeerClosedIsClosedByTidying)
{
    auto& server = serve_answer({});
    auto body = [](Client& client, std::string url, test::TestHttpServer& peer,
                   asio::io_context& io) -> asio::awaitable<void> {
        co_await send_two(client, url);
        peer.stop();
        // The peer's FIN is there once the loop has turned.
        co_await asio::post(io, asio::use_awaitable);
        Connections::of(io.get_executor()).tidy();
        EXPECT_FALSE(Connections::of(io.get_executor()).close_oldest()) << "none is left";
    };
    run(body(client(), server.url(), server, io_));
}

TEST_F(ClientTest, OldestIdleConnectionMakesRoom)
{
    auto& server = serve_answer({});
    auto body = [](Client& client, std::string url, asio::io_context& io) -> asio::awaitable<void> {
        co_await send_two(client, url);
        EXPECT_TRUE(Connections::of(io.get_executor()).close_oldest());
        EXPECT_FALSE(Connections::of(io.get_executor()).close_oldest());
    };
    run(body(client(), server.url(), io_));
}

TEST_F(ClientTest, NoDescriptorIsNotThePeersFault)
{
    auto& server = serve_answer({});
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    auto none = before;
    none.rlim_cur = 0;
    Connections::of(io_.get_executor());
    setrlimit(RLIMIT_NOFILE, &none);
    const auto outcome = send(get(server.url()));
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(summary(outcome), "local") << detail(outcome);
}

}  // namespace
}  // namespace webhookd::http
