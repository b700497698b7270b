// An outage of OpenBoxes is told once, and so is its end, whenever the program is restarted (F-47).

#include <algorithm>

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

class SourceOutageTest : public PollerTest
{
  protected:
    void SetUp() override
    {
        PollerTest::SetUp();
        events_of_ops_ = {"webhookd.*"};
        poll();
    }

    void fail() { openboxes().inject({.kind = simulator::FaultKind::reset, .times = 0}); }
    void recover() { openboxes().faults().clear(); }

    /// When the first poll of a stream that failed had ended.
    std::string outage_began()
    {
        const auto failed = std::ranges::find_if(listener_.polls, [](const auto& log) {
            return !log.error.empty() && log.stream != "facilities";
        });
        return core::format_timestamp(failed->ended_at);
    }

    /// `data.object` of the newest event.
    Json object() { return last_body()["data"]["object"]; }
    std::string url() { return client().url(); }
};

TEST_F(SourceOutageTest, IsToldWhenTheCircuitOpens)
{
    fail();
    poll();
    poll();
    ASSERT_EQ(emitted(), (Emitted{{"webhookd.sourceUnreachable", url()}}));
    EXPECT_EQ(object()["id"], url());
    EXPECT_EQ(object()["since"], outage_began());
    EXPECT_TRUE(object()["reason"].get<std::string>().starts_with("unreachable: "));
    EXPECT_EQ(listener_.woken, std::vector<std::int64_t>{ops_});
}

TEST_F(SourceOutageTest, EndIsToldWithTheFirstAnswer)
{
    fail();
    poll();
    recover();
    poll();
    EXPECT_EQ(emitted(),
              (Emitted{{"webhookd.sourceUnreachable", url()}, {"webhookd.sourceRecovered", url()}}));
    EXPECT_EQ(object()["since"], outage_began());
}

TEST_F(SourceOutageTest, RestartMeanwhileRepeatsNothing)  // P3
{
    fail();
    poll();
    start();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.sourceUnreachable", url()}}));
}

TEST_F(SourceOutageTest, RestartMeanwhileForgetsNoEnd)  // P1
{
    fail();
    poll();
    recover();
    start();
    poll();
    EXPECT_EQ(emitted(),
              (Emitted{{"webhookd.sourceUnreachable", url()}, {"webhookd.sourceRecovered", url()}}));
}

TEST_F(SourceOutageTest, ASecondOneIsAnotherEvent)  // P3
{
    for (int outage = 0; outage < 2; ++outage) {
        fail();
        poll();
        recover();
        poll();
    }
    EXPECT_EQ(emitted().size(), 4U);
}

TEST_F(SourceOutageTest, SporadicFailuresAreNotTold)
{
    openboxes().inject({.kind = simulator::FaultKind::reset, .path = "/api/products*", .times = 0});
    poll();
    poll();
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(SourceOutageTest, IsNotStoredWithoutTheEventThatTellsOfIt)  // P1
{
    refuse_events(true);
    fail();
    poll();
    EXPECT_FALSE(store_->read().streams.find_fact("outage"));
    EXPECT_EQ(emitted(), Emitted{});
    refuse_events(false);
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.sourceUnreachable", url()}}));
}

}  // namespace
}  // namespace webhookd::poll
