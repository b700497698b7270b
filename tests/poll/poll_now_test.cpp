// Polls that somebody asks for, beside those of the schedule.

#include <algorithm>

#include "poll/poller_fixture.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::poll {
namespace {

class PollNowTest : public PollerTest
{
  protected:
    using Answer = std::optional<store::PollRecord>;

    /// Runs the poller, lets `asker` ask, and stops the poller when that has ended.
    template <class Asker>
    void while_running(Asker asker)
    {
        start();
        stop_pilot();  // so nothing is polled because its turn came
        auto all = [](Poller& poller, auto body) -> asio::awaitable<void> {
            async::TaskGroup group(co_await asio::this_coro::executor);
            group.spawn(poller.run());
            co_await body();
            group.cancel();
            co_await group.join();
        };
        run(all(*poller_, std::move(asker)));
    }

    static asio::awaitable<void> ask(Poller& poller, std::string stream, Answer& answer)
    {
        answer = co_await poller.poll_now(std::move(stream));
    }

    static asio::awaitable<void> ask_both(Poller& poller, Answer& first, Answer& second)
    {
        async::TaskGroup group(co_await asio::this_coro::executor);
        group.spawn(ask(poller, "products", first));
        group.spawn(ask(poller, "products", second));
        co_await group.join();
    }
};

TEST_F(PollNowTest, IsPolledWithoutWaitingForItsTurn)
{
    Answer answer;
    while_running([&] { return ask(*poller_, "products", answer); });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->stream, "products");
    EXPECT_EQ(answer->outcome, store::PollOutcome::ok);
    EXPECT_EQ(clock_.now(), answer->ended_at) << "the clock stood still";
    EXPECT_EQ(last_poll("products").reach, "baseline");
}

TEST_F(PollNowTest, TwoWhoAskTogetherGetOnePoll)  // F-45
{
    Answer first;
    Answer second;
    while_running([&] { return ask_both(*poller_, first, second); });
    ASSERT_TRUE(first && second);
    store::PollFilter filter;
    filter.stream = "products";
    EXPECT_EQ(store_->read().polls.list(filter).size(), 1U);
}

TEST_F(PollNowTest, StreamThatIsNotPolledGetsNoAnswer)
{
    Answer answer;
    while_running([&] { return ask(*poller_, "nonsense", answer); });
    EXPECT_FALSE(answer);
}

TEST_F(PollNowTest, FailedPollIsAnsweredToo)
{
    openboxes().inject({.kind = simulator::FaultKind::server_error, .path = "/api/*product*", .times = 0});
    Answer answer;
    while_running([&] { return ask(*poller_, "products", answer); });
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->outcome, store::PollOutcome::failed);
    EXPECT_FALSE(answer->error.empty());
    EXPECT_GT(answer->requests, 1) << "with those that were tried again";
}

TEST_F(PollNowTest, AnswerCountsTheLooksThatFollowed)
{
    constexpr int more_than_a_page = 150;
    std::string movement;
    for (int i = 0; i < more_than_a_page; ++i)
        world().ship(movement = a_movement());
    const auto stream = "stock-movements/outbound/" + depot_;
    std::vector<Answer> answers(4);
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): while_running() keeps the closure
    while_running([&]() -> asio::awaitable<void> {
        co_await ask(*poller_, "products", answers.front());  // by then the facilities are known
        for (auto& answer : answers) {
            if (&answer == &answers.back()) world().receive(movement);
            co_await ask(*poller_, stream, answer);
        }
    });
    ASSERT_TRUE(answers.back());
    EXPECT_EQ(answers.back()->reach, "entered") << "which sees only that something left";
    EXPECT_EQ(answers.back()->events, 1);
    EXPECT_EQ(answers.back()->requests, 2);
}

TEST_F(PollNowTest, StreamsAreNamed)
{
    poll();
    const auto streams = poller_->streams();
    EXPECT_TRUE(std::ranges::find(streams, "products", &PolledStream::name) != streams.end());
}

}  // namespace
}  // namespace webhookd::poll
