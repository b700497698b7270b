// Streams that are not read in time are told once, by name, and so is the end of it.

#include "poll/lateness.hpp"
#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

TEST(FindLate, NamesTheOneThatWaitsLongest)
{
    const std::vector<Waiting> streams{
        {"inventory/1", "Main depot", 1min, 11min, ""},
        {"inventory/2", "Clinic", 1min, 42min, "unreachable: timeout"},
        {"products", "", 1h, 2h, ""},
    };
    const auto late = find_late(streams, core::Timestamp(1h));
    ASSERT_TRUE(late);
    EXPECT_EQ(late->at("streams"), 2);
    EXPECT_EQ(late->at("worst"), "inventory/2");
    EXPECT_EQ(late->at("reason"),
              "2 of 3 streams; inventory/2 of Clinic was not read for 42m: unreachable: timeout");
}

TEST(FindLate, ShortDelaysOfFrequentPollsAreNone)
{
    EXPECT_FALSE(find_late({{"products", "", 2s, 9min, ""}}, core::Timestamp(1h)));
}

class LatenessTest : public PollerTest
{
  protected:
    void SetUp() override
    {
        PollerTest::SetUp();
        events_of_ops_ = {"webhookd.polling*"};
        poll();
    }

    void fail()
    {
        openboxes().inject(
            {.kind = simulator::FaultKind::server_error, .path = "/api/purchaseOrders*", .times = 0});
    }
    Json object() { return last_body()["data"]["object"]; }
    std::string url() { return client().url(); }
};

TEST_F(LatenessTest, BeginAndEndAreTold)
{
    fail();
    poll(5min);
    EXPECT_EQ(emitted(), Emitted{});
    poll(10min);
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.pollingLate", url()}}));
    const auto begun = object();
    EXPECT_EQ(begun["worst"], "purchase-orders");
    EXPECT_EQ(begun["streams"], 1);
    EXPECT_TRUE(begun["reason"].get<std::string>().contains(": server error: ")) << begun;

    openboxes().faults().clear();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.pollingLate", url()}, {"webhookd.pollingCaughtUp", url()}}));
    EXPECT_EQ(object()["since"], begun["since"]);
}

TEST_F(LatenessTest, RestartMeanwhileRepeatsNothingAndForgetsNoEnd)  // P1, P3
{
    fail();
    poll(15min);
    start();
    poll(15min);
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.pollingLate", url()}}));
    openboxes().faults().clear();
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.pollingLate", url()}, {"webhookd.pollingCaughtUp", url()}}));
}

TEST_F(LatenessTest, WhatAnOutageHoldsUpIsNotLate)  // webhookd.sourceUnreachable tells of it
{
    openboxes().inject({.kind = simulator::FaultKind::reset, .times = 0});
    for (int i = 0; i < 3; ++i)
        poll(1h);
    openboxes().faults().clear();
    poll();
    EXPECT_EQ(emitted(), Emitted{});
}

}  // namespace
}  // namespace webhookd::poll
