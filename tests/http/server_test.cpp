// The control server's HTTP: requests in order, limits on size, time and connections, and the Unix socket.

#include "webhookd/http/server.hpp"

#include <stdexcept>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/client_fixture.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::http {
namespace {

using namespace std::chrono_literals;
namespace local = asio::local;
using tcp = asio::ip::tcp;

asio::awaitable<ServerAnswer> echo(ServerRequest request)
{
    if (request.target == "/throw") throw std::runtime_error("secret detail");
    if (request.target == "/abort") throw boost::system::system_error(asio::error::operation_aborted);
    ServerAnswer answer;
    answer.headers = {{"content-type", "text/plain"}, {"x-method", request.method}};
    answer.body = request.target + " " + request.body;
    co_return answer;
}

class ServerTest : public ClientTest
{
  public:
    ServerTest() : group_(io_.get_executor()) {}

    /// Starts the server; it is cancelled and joined after the test's coroutine.
    std::string start(Handler handler, ServerLimits limits = {})
    {
        tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
        const auto url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
        group_.spawn(http::serve(std::move(acceptor), std::move(handler), limits));
        at_end([this] { group_.cancel(); });
        return url;
    }

    asio::awaitable<std::string> talk(std::string url, std::string bytes)
    {
        const auto parsed = Url::parse(url).value();
        tcp::socket socket(io_);
        const tcp::endpoint endpoint(asio::ip::make_address(parsed.host), parsed.port);
        co_await socket.async_connect(endpoint, asio::use_awaitable);
        co_await socket.async_send(asio::buffer(bytes), asio::use_awaitable);
        std::string answer(100'000, ' ');
        std::size_t size = 0;
        for (;;) {
            auto rest = asio::buffer(answer) + size;
            auto [error, count] = co_await socket.async_read_some(rest, asio::as_tuple(asio::use_awaitable));
            size += count;
            if (error) break;
        }
        answer.resize(size);
        co_return answer;
    }

    std::string answer_to(const std::string& url, const std::string& bytes)
    {
        std::string answer;
        auto body = [](ServerTest& self, std::string to, std::string what,
                       std::string& out) -> asio::awaitable<void> { out = co_await self.talk(to, what); };
        run(body(*this, url, bytes, answer));
        return answer;
    }

    async::TaskGroup group_;
};

TEST_F(ServerTest, AnswersRequestsOnKeptConnections)
{
    const auto url = start(echo);
    auto body = [](Client& client, std::string base) -> asio::awaitable<void> {
        const Limits limits;
        for (int i = 0; i < 3; ++i) {
            const auto outcome = co_await client.send(post(base + "/path?q", "body"), limits);
            EXPECT_EQ(outcome.value().body, "/path?q body");
            EXPECT_EQ(find_header(outcome.value().headers, "x-method"), "POST");
        }
    };
    run(body(client(), url));
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder)
{
    const auto answer =
        answer_to(start(echo), "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_LT(answer.find("/1 "), answer.find("/2 "));
    EXPECT_NE(answer.find("/2 "), std::string::npos);
}

TEST_F(ServerTest, HeadHasNoBody)
{
    const auto answer = answer_to(start(echo), "HEAD /abc HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
    EXPECT_NE(answer.find("content-length: 5\r\n"), std::string::npos) << answer;
}

TEST_F(ServerTest, HandlerThatThrowsAnswers500AndTellsNothing)
{
    const auto answer = answer_to(start(echo), "GET /throw HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n")) << answer;
    EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST_F(ServerTest, AbortThatNobodyAskedForIsAnsweredAndEndsNothing)
{
    const auto url = start(echo);
    auto body = [](ServerTest& self, std::string to) -> asio::awaitable<void> {
        const auto first = co_await self.talk(to, "GET /abort HTTP/1.1\r\nConnection: close\r\n\r\n");
        EXPECT_TRUE(first.starts_with("HTTP/1.1 500 ")) << first;
        const auto next = co_await self.talk(to, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        EXPECT_TRUE(next.starts_with("HTTP/1.1 200 ")) << next;
    };
    run(body(*this, url));
}

TEST_F(ServerTest, WhatIsNotHttpAnswers400)
{
    EXPECT_TRUE(answer_to(start(echo), "hello?\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(ServerTest, BodyOverTheLimitAnswers413)
{
    const auto answer = answer_to(start(echo, {.max_body_bytes = 10}),
                                  "POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n01234567890");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST_F(ServerTest, RequestThatNeverEndsIsDropped)
{
    EXPECT_EQ(answer_to(start(echo, {.idle_timeout = 0ms}), "GET / HT"), "");
}

TEST_F(ServerTest, FurtherConnectionsWaitForASlot)
{
    const auto url = start(echo, {.max_connections = 1});
    auto body = [](ServerTest& self, async::TaskGroup& group, std::string to) -> asio::awaitable<void> {
        int answered = 0;
        auto one = [](ServerTest& test, std::string base, int& count) -> asio::awaitable<void> {
            const auto answer = co_await test.talk(base, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            count += answer.starts_with("HTTP/1.1 200 ") ? 1 : 0;
        };
        async::TaskGroup callers(co_await asio::this_coro::executor);
        for (int i = 0; i < 5; ++i)
            callers.spawn(one(self, to, answered));
        co_await callers.join();
        EXPECT_EQ(answered, 5);
        EXPECT_EQ(group.size(), 1U);
    };
    run(body(*this, group_, url));
}

TEST_F(ServerTest, ConnectionsThatAskNothingMakeRoomForOneThatDoes)
{
    const auto url = start(echo, {.max_connections = 4});
    auto body = [](ServerTest& self, std::string to) -> asio::awaitable<void> {
        const auto parsed = Url::parse(to).value();
        const tcp::endpoint endpoint(asio::ip::make_address(parsed.host), parsed.port);
        auto executor = co_await asio::this_coro::executor;
        std::vector<tcp::socket> idle;
        for (int i = 0; i < 4; ++i) {
            idle.emplace_back(executor);
            co_await idle.back().async_connect(endpoint, asio::use_awaitable);
        }
        for (int i = 0; i < 2; ++i) {
            const auto answer = co_await self.talk(to, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
            EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
        }
        // The first one, which had waited for longest, went; the second request had a place then.
        std::vector<bool> closed;
        for (auto& socket : idle) {
            boost::system::error_code error;
            char byte = 0;
            socket.non_blocking(true);
            socket.read_some(asio::buffer(&byte, 1), error);
            closed.push_back(error != asio::error::would_block);
        }
        EXPECT_EQ(closed, (std::vector<bool>{true, false, false, false}));
    };
    run(body(*this, url));
}

TEST_F(ServerTest, ConnectionThatIsBeingAnsweredMakesNoRoom)
{
    async::SignalFlag answer_now(io_.get_executor());
    const auto url = start(
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): the server keeps the closure
        [&answer_now](ServerRequest request) -> asio::awaitable<ServerAnswer> {
            if (request.target == "/slow") co_await answer_now.wait();
            co_return ServerAnswer{.status = 200, .headers = {}, .body = request.target};
        },
        {.max_connections = 1});
    auto body = [](ServerTest& self, std::string to, async::SignalFlag& flag) -> asio::awaitable<void> {
        std::vector<std::string> answers;
        auto ask = [](ServerTest& test, std::string base, std::string path,
                      std::vector<std::string>& into) -> asio::awaitable<void> {
            into.push_back(
                co_await test.talk(base, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n"));
        };
        auto executor = co_await asio::this_coro::executor;
        async::TaskGroup callers(executor);
        callers.spawn(ask(self, to, "/slow", answers));
        callers.spawn(ask(self, to, "/quick", answers));
        asio::steady_timer longer_than_any_patience(executor, 300ms);
        co_await longer_than_any_patience.async_wait(asio::use_awaitable);
        EXPECT_TRUE(answers.empty());
        flag.notify();
        co_await callers.join();
        EXPECT_TRUE(answers.front().ends_with("/slow")) << answers.front();
        EXPECT_TRUE(answers.back().ends_with("/quick")) << answers.back();
    };
    run(body(*this, url, answer_now));
}

TEST_F(ServerTest, ConnectionWithoutAFirstByteIsDroppedSoon)
{
    EXPECT_EQ(answer_to(start(echo, {.first_byte_timeout = 0ms}), ""), "");
}

TEST_F(ServerTest, UnixSocketServesOurOwnCommands)
{
    const test::TempDir directory;
    const auto path = directory / "control.sock";
    local::stream_protocol::acceptor acceptor(io_, local::stream_protocol::endpoint(path));
    group_.spawn(http::serve(std::move(acceptor), echo, {}));
    at_end([this] { group_.cancel(); });
    Outcome outcome;
    auto body = [](std::string socket, Outcome& out) -> asio::awaitable<void> {
        Request request;
        request.method = "POST";
        request.url.target = "/v1/pause";
        request.body = "erp";
        const Limits limits;
        out = co_await send_unix(socket, request, limits);
    };
    run(body(path, outcome));
    ASSERT_TRUE(outcome) << detail(outcome);
    EXPECT_EQ(outcome->body, "/v1/pause erp");
}

TEST_F(ServerTest, UnixSocketWithoutDaemonIsConnect)
{
    Outcome outcome;
    auto body = [](Outcome& out) -> asio::awaitable<void> {
        Request request;
        const Limits limits;
        out = co_await send_unix("/nonexistent/control.sock", request, limits);
    };
    run(body(outcome));
    EXPECT_EQ(summary(outcome), "connect");
}

}  // namespace
}  // namespace webhookd::http
