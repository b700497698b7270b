// Order per entity (P4), whatever fails on the way.

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

/// Accepts a share of the requests; the rest is answered in as many ways as there are.
class Capricious
{
  public:
    explicit Capricious(std::uint64_t seed) : random_(seed) {}

    test::Answer operator()(const test::ReceivedWebhook&)
    {
        static const std::vector<test::Answer> failures{
            test::status_answer(500),
            test::status_answer(404),
            test::status_answer(429),
            test::retry_after_answer(503, "2"),
            test::misbehaving_answer(Manner::reset),
        };
        if (random_.uniform() < 0.5) return test::status_answer(204);
        return failures.at(random_.bits() % failures.size());
    }

  private:
    async::Random random_;
};

/// Moves the clock whenever the lane waits for it, until nothing is left to send.
asio::awaitable<void> run_to_the_end(LaneTest& t)
{
    for (;;) {
        co_await t.rest();
        if (!t.clock.advance_to_next()) co_return;
    }
}

class Order : public LaneTest, public ::testing::WithParamInterface<std::uint64_t>
{
};

TEST_P(Order,
       OfEachEntityIsKeptUnderRandomFailures)  // P1, P3, P4; the ledger checks the order by detection time
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = std::vector<core::Duration>(200, 5s);
        t.receiver.answer_with(Capricious(GetParam()));
        for (int round = 0; round < 6; ++round) {
            for (const auto* entity : {"a", "b", "c", "d", "e"})
                co_await t.queue(1, entity);
        }
        t.start();
        co_await run_to_the_end(t);
        EXPECT_EQ(t.ledger().accepted_ids().size(), 30U);
        for (int id = 1; id <= 30; ++id)
            EXPECT_EQ(t.delivery(id).state, DeliveryState::delivered) << id;
    });
}

TEST_P(Order, StrictIsOneAtATimeInTheOrderOfEvents)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.chain = store::Chain::whole_lane;
        t.settings.retry.delays = std::vector<core::Duration>(200, 5s);
        t.receiver.answer_with(Capricious(GetParam()));
        co_await t.queue(12);
        t.start();
        co_await run_to_the_end(t);
        const auto ids = t.ledger().accepted_ids();
        EXPECT_EQ(ids.size(), 12U);
        for (std::size_t i = 0; i < ids.size(); ++i)
            EXPECT_EQ(ids[i], "evt_" + std::to_string(i + 1));
        EXPECT_EQ(t.receiver.max_in_flight(), 1U);
    });
}

INSTANTIATE_TEST_SUITE_P(Seeds, Order, ::testing::Range<std::uint64_t>(1, 11));

TEST_F(LaneTest, OtherEntitiesDoNotWaitForAFailingOne)  // P4
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_id("evt_1", {test::status_answer(500)});
        co_await t.queue(2, "a");
        co_await t.queue(2, "b");
        t.start();
        co_await t.attempts(3);
        co_await t.expect_wait(5s);
        EXPECT_EQ(t.ledger().accepted_ids(), (Ids{"evt_3", "evt_4"}));
        EXPECT_EQ(t.delivery(2).state, DeliveryState::waiting);
        co_await t.pass(5s);
        co_await t.attempts(5);
        EXPECT_EQ(t.ledger().accepted_ids(), (Ids{"evt_3", "evt_4", "evt_1", "evt_2"}));
    });
}

TEST_F(LaneTest, WithoutOrderingNothingWaits)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.chain = store::Chain::none;
        t.receiver.hold();
        co_await t.queue(8, "a");
        t.start();
        co_await t.receiver.received(8);
    });
}

TEST_F(LaneTest, DeadLetterReleasesItsSuccessor)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.answer_id("evt_1", {test::status_answer(415)});
        co_await t.queue(2, "a");
        t.start();
        co_await t.attempts(2);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered);
    });
}

}  // namespace
}  // namespace webhookd::delivery
