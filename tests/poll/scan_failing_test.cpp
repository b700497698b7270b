// A comparison or a first scan that cannot finish is told, and says what stops it; a restart neither repeats
// nor forgets it (P1, P3).

#include "poll/poller_fixture.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::poll {
namespace {

class ScanFailing : public PollerTest
{
  protected:
    void SetUp() override
    {
        PollerTest::SetUp();
        events_of_ops_ = {"webhookd.s*"};
        settings_.source.page_size = 10;
        for (int i = 0; i < 30; ++i)
            world().create_product();
    }

    /// The daily comparison fails at its second page, `times` in a row.
    void fail_comparisons(int times)
    {
        for (int i = 0; i < times; ++i) {
            openboxes().inject({.kind = simulator::FaultKind::server_error,
                                .path = "/api/products*",
                                .times = 1,
                                .skip = 1});
            poll(i == 0 ? 25h : 1h);
        }
    }
    std::optional<store::FailedScan> failed()
    {
        return store::find_failed_scan(store_->read().streams, "products");
    }
    Json object() { return last_body()["data"]["object"]; }
};

TEST_F(ScanFailing, ThirdFailureIsToldWithThePageThatStopsIt)
{
    poll();
    fail_comparisons(2);
    EXPECT_EQ(emitted(), Emitted{});
    const auto first = failed().value();
    fail_comparisons(1);
    ASSERT_EQ(emitted(), (Emitted{{"webhookd.scanFailing", "products"}}));
    EXPECT_EQ(object()["scan"], "comparison");
    EXPECT_EQ(object()["since"], core::format_timestamp(first.since));
    EXPECT_EQ(object()["failures"], 3);
    const auto reason = object()["reason"].get<std::string>();
    EXPECT_TRUE(reason.contains("at page 2 from row ")) << reason;
    EXPECT_EQ(listener_.woken, std::vector<std::int64_t>{ops_});
}

TEST_F(ScanFailing, IsToldOnceOverARestartAndSoIsItsEnd)  // P3
{
    poll();
    fail_comparisons(2);
    start();
    fail_comparisons(2);
    start();
    poll(1h);
    EXPECT_EQ(emitted(),
              (Emitted{{"webhookd.scanFailing", "products"}, {"webhookd.scanRecovered", "products"}}));
    EXPECT_FALSE(failed());
}

TEST_F(ScanFailing, AFewFailuresAreNotTold)
{
    poll();
    fail_comparisons(2);
    poll(1h);
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_FALSE(failed());
}

TEST_F(ScanFailing, FirstScanIsToldAsSuch)
{
    openboxes().inject(
        {.kind = simulator::FaultKind::server_error, .path = "/api/purchaseOrders*", .times = 0});
    for (int i = 0; i < 3; ++i)
        poll(1h);
    ASSERT_EQ(emitted(), (Emitted{{"webhookd.scanFailing", "purchase-orders"}}));
    EXPECT_EQ(object()["scan"], "first scan");
}

TEST_F(ScanFailing, OutageIsNoFailureOfTheScan)  // sourceUnreachable tells of it
{
    poll();
    openboxes().inject({.kind = simulator::FaultKind::reset, .times = 0});
    for (int i = 0; i < 4; ++i)
        poll(25h);
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.sourceUnreachable", client().url()}}));
    EXPECT_FALSE(failed());
}

}  // namespace
}  // namespace webhookd::poll
