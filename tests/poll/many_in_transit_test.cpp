// More movements on their way than one page holds: what leaves them is seen by ordinary polls of a few
// requests.

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

class ManyInTransitTest : public PollerTest
{
  protected:
    static constexpr int many = 150;

    void SetUp() override
    {
        PollerTest::SetUp();
        for (int i = 0; i < many; ++i) {
            movements_.push_back(a_movement());
            world().ship(movements_.back());
            clock_.advance(10min);
        }
        for (int polled = 0; polled < 4; ++polled)
            poll();
    }

    /// Polls once; returns the requests for lists of movements.
    std::size_t cost_of_a_poll()
    {
        const auto before = openboxes().count("/api/stockMovements");
        poll();
        return openboxes().count("/api/stockMovements") - before;
    }

    std::size_t told() { return store_->read().events.after(0, 1'000).size(); }

    std::vector<std::string> movements_;  // oldest first
};

TEST_F(ManyInTransitTest, PollCostsARequestWhenNothingHappens)  // P6
{
    constexpr std::size_t lists = 4;  // both directions of two facilities
    EXPECT_EQ(cost_of_a_poll(), lists);
}

TEST_F(ManyInTransitTest, ReceiptOfWhatWasSentLatelyCostsOneRequestMore)
{
    world().receive(movements_.back());
    EXPECT_EQ(cost_of_a_poll(), 5U);
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.received", movements_.back()}}));
}

TEST_F(ManyInTransitTest, ReceiptsOfWhatWasSentLongAgoAreSeenByTheSamePoll)
{
    for (int i = 0; i < 120; ++i)
        world().receive(movements_[static_cast<std::size_t>(many - 1 - i)]);
    poll();
    EXPECT_EQ(told(), 120U);
    world().receive(movements_.front());
    poll();
    EXPECT_EQ(told(), 121U);
    EXPECT_EQ(emitted().back(), (Emitted::value_type{"stockMovement.received", movements_.front()}));
}

TEST_F(ManyInTransitTest, TruckfulIsNotAskedForOneByOne)  // P6
{
    constexpr std::size_t truckful = 30;
    for (std::size_t i = 0; i < truckful; ++i)
        world().receive(movements_[movements_.size() - 1 - i]);
    EXPECT_LE(cost_of_a_poll(), 6U);
    EXPECT_EQ(emitted().size(), truckful);
}

TEST_F(ManyInTransitTest, PartialReceiptIsSeenToo)
{
    auto chosen = settings_;
    chosen.source.rulebook = core::Rulebook::built_in({.received_on = {.partial = true}});
    settings_ = chosen;
    start();
    for (int polled = 0; polled < 3; ++polled)
        poll();
    world().receive(movements_.front(), true);
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.received", movements_.front()}}));
}

TEST_F(ManyInTransitTest, ReceiptOfTheRestIsSeenByTheNextPoll)
{
    world().receive(movements_.front(), true);
    poll();
    EXPECT_EQ(emitted(), Emitted());
    world().receive(movements_.front());
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.received", movements_.front()}}));
}

TEST_F(ManyInTransitTest, WhatWasTakenBackIsSeen)
{
    world().roll_back(movements_.front());
    poll();
    world().ship(movements_.front());
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movements_.front()}}));
}

}  // namespace
}  // namespace webhookd::poll
