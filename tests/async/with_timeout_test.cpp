#include "webhookd/async/with_timeout.hpp"

#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "support/io_test.hpp"
#include "support/manual_clock.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::async {
namespace {

using namespace std::chrono_literals;
using test::ManualClock;
using tcp = asio::ip::tcp;

class WithTimeout : public test::IoTest
{
  protected:
    ManualClock clock_;
};

boost::system::error_code code_of(const std::function<void()>& action)
{
    try {
        action();
    } catch (const boost::system::system_error& error) {
        return error.code();
    }
    return {};
}

asio::awaitable<std::string> answer_at_once()
{
    co_return "answer";
}
asio::awaitable<void> end_at_once()
{
    co_return;
}

asio::awaitable<std::string> sleep_then_answer(ManualClock& clock)
{
    co_await clock.sleep_until(clock.steady() + 1h);
    co_return "late";
}

asio::awaitable<void> connect_to(tcp::endpoint endpoint)
{
    auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    co_await socket.async_connect(endpoint, asio::use_awaitable);
}

TEST_F(WithTimeout, ReturnsTheResult)
{
    std::string result;
    auto body = [](std::string& out) -> asio::awaitable<void> {
        out = co_await with_timeout(answer_at_once(), 10s);
    };
    run(body(result));
    EXPECT_EQ(result, "answer");
}

TEST_F(WithTimeout, ServesOperationsWithoutResult)
{
    run(with_timeout(end_at_once(), 10s));
}

TEST_F(WithTimeout, ThrowsTimedOutAndEndsTheOperation)
{
    auto body = [](ManualClock& clock) -> asio::awaitable<void> {
        co_await with_timeout(sleep_then_answer(clock), 1ms);
    };
    EXPECT_EQ(code_of([&] { run(body(clock_)); }), asio::error::timed_out);
    EXPECT_EQ(clock_.sleepers(), 0U);
}

TEST_F(WithTimeout, KeepsTheFailureOfTheOperation)  // `a || timer` would make "timed out" of "refused"
{
    tcp::acceptor closed(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    const auto endpoint = closed.local_endpoint();
    closed.close();
    EXPECT_EQ(code_of([&] { run(with_timeout(connect_to(endpoint), 10s)); }),
              asio::error::connection_refused);
}

asio::awaitable<void> note_the_failure(ManualClock& clock, boost::system::error_code& seen)
{
    try {
        co_await with_timeout(sleep_then_answer(clock), 1h);
    } catch (const boost::system::system_error& error) {
        seen = error.code();
    }
}

TEST_F(WithTimeout, CancellationFromOutsideStaysACancellation)
{
    boost::system::error_code seen;
    TaskGroup group(io_.get_executor());
    group.spawn(note_the_failure(clock_, seen));
    auto body = [](ManualClock& clock, TaskGroup& tasks) -> asio::awaitable<void> {
        co_await clock.until_sleepers(1);
        tasks.cancel();
        co_await tasks.join();
    };
    run(body(clock_, group));
    EXPECT_EQ(seen, asio::error::operation_aborted);
}

}  // namespace
}  // namespace webhookd::async
