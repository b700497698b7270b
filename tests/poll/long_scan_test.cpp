// A full scan of many pages, and what is read between them.
#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

class LongScan : public PollerTest
{
  protected:
    void SetUp() override
    {
        PollerTest::SetUp();
        settings_.source.page_size = 10;
        for (int i = 0; i < 150; ++i)
            world().create_product();
    }
    /// From now on a page of a full scan waits five seconds for the budget.
    void slow_down()
    {
        auto chosen = settings();
        chosen.requests_per_minute = 20;
        poller_.reset();
        use(std::move(chosen));
        start();
    }
    std::vector<store::PollRecord> polls_of(const std::string& stream)
    {
        auto polls = listener_.polls;
        std::erase_if(polls, [&](const auto& log) { return log.stream != stream; });
        return polls;
    }
};

TEST_F(LongScan, NewsDoNotWaitForItsEnd)  // F-45
{
    poll();
    slow_down();
    const auto product = world().create_product();
    listener_.polls.clear();
    poll(25h);
    const auto polls = polls_of("products");
    ASSERT_GE(polls.size(), 2U);
    EXPECT_EQ(polls.front().reach, "newest");
    EXPECT_EQ(polls.front().events, 1);
    EXPECT_EQ(polls.back().reach, "full");
    EXPECT_EQ(polls.back().outcome, store::PollOutcome::ok);
    EXPECT_EQ(polls.back().events, 0);
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(LongScan, BaselineHasNothingToLookAt)  // F-20
{
    poller_.reset();
    slow_down();
    poll();
    EXPECT_EQ(polls_of("products").size(), 1U);
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(LongScan, WhatWasSeenBetweenItsPagesIsNotRepeated)  // P2
{
    const auto order = an_order();
    for (int i = 0; i < 150; ++i)
        an_order();
    poll();
    slow_down();
    world().place_order(order);
    poll(25h);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"purchaseOrder.approved", order}}));
}

}  // namespace
}  // namespace webhookd::poll
