// What a look at a hint costs, and what it finds.

#include "poll/poller_fixture.hpp"
#include "poll/stream_poll.hpp"

namespace webhookd::poll {
namespace {

using core::ShipmentStatus;

class HintsTest : public PollerTest
{
  protected:
    /// A movement on its way from the depot to the clinic, of which everybody knows.
    std::string in_transit()
    {
        const auto movement = a_movement();
        world().ship(movement);
        return movement;
    }

    /// Follows these hints to arrivals at the clinic; returns how many requests that took.
    std::size_t follow(const std::vector<Hint>& hints)
    {
        PollContext context{
            *store_, client(), listener_,
            ReadContext{store_->read(), store_->audience().installation, clock_, settings_, {}}};
        StreamPoll arrivals(
            io_.get_executor(), context,
            openboxes::movement_stream(client(), clock_, settings_.source, openboxes::Side::destination,
                                       {.id = clinic_, .name = "Clinic"}));
        for (const auto& hint : hints)
            arrivals.hint(hint);
        const auto before = openboxes().count("/api/stockMovements");
        clock_.advance(5s);
        await(arrivals.follow_hints());
        return openboxes().count("/api/stockMovements") - before;
    }
};

TEST_F(HintsTest, ReceiptOfAKnownMovementCostsOneRequest)  // P6
{
    const auto movement = in_transit();
    poll_twice();
    for (int i = 0; i < 60; ++i)
        in_transit();  // so that it is none of the newest
    poll_twice();
    const auto told = emitted().size();
    world().receive(movement);
    EXPECT_EQ(follow({{.movement = movement, .status = ShipmentStatus::received}}), 1U);
    ASSERT_EQ(emitted().size(), told + 1);
    EXPECT_EQ(emitted().back(), (Emitted::value_type{"stockMovement.received", movement}));
}

TEST_F(HintsTest, EventIsReportedWithTheTimeThatTheFeedTold)  // for webhookd_detection_lag_seconds
{
    const auto movement = in_transit();
    poll_twice();
    world().receive(movement);
    const auto changed_at = clock_.now() - 3s;
    follow({{.movement = movement, .status = ShipmentStatus::received, .changed_at = changed_at}});
    const auto& told = listener_.polls.back().emitted;
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].happened_at, changed_at);
}

TEST_F(HintsTest, ManyReceiptsCostOneRequestTogether)  // P6
{
    std::vector<Hint> hints;
    for (int i = 0; i < 20; ++i)
        hints.push_back({.movement = in_transit(), .status = ShipmentStatus::received});
    poll_twice();
    const auto told = emitted().size();
    for (const auto& hint : hints)
        world().receive(hint.movement);
    EXPECT_EQ(follow(hints), 1U);
    EXPECT_EQ(emitted().size(), told + hints.size());
}

TEST_F(HintsTest, WhatIsKnownAlreadyCostsNothing)  // P6
{
    const auto movement = in_transit();
    poll_twice();
    EXPECT_EQ(follow({{.movement = movement, .status = ShipmentStatus::shipped}}), 0U);
}

TEST_F(HintsTest, WhatWasTakenBackIsLookedForAlthoughItWasSent)
{
    const auto movement = in_transit();
    poll_twice();
    world().roll_back(movement);
    EXPECT_GT(follow({{.movement = movement, .status = ShipmentStatus::pending}}), 0U);
    world().ship(movement);
    const auto told = emitted().size();
    follow({{.movement = movement, .status = ShipmentStatus::shipped}});
    EXPECT_EQ(emitted().size(), told + 1) << "the second time it is sent is news";
}

TEST_F(HintsTest, UnnamedHintThatBringsNothingIsLookedForAmongTheOpen)
{
    const auto movement = in_transit();
    poll_twice();
    for (int i = 0; i < 60; ++i)
        in_transit();
    poll_twice();
    const auto told = emitted().size();
    world().receive(movement);
    follow({{.status = ShipmentStatus::received}});
    EXPECT_EQ(emitted().size(), told + 1);
}

}  // namespace
}  // namespace webhookd::poll
