// What the estimate of requests and delays promises, and where it says that nobody knows.

#include "webhookd/core/request_budget.hpp"

#include <gtest/gtest.h>

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

StreamCost products()
{
    return {.name = "products", .prefix = "products", .events = {}, .interval = {}};
}

StreamCost movements()
{
    return {.name = "stock_movements",
            .prefix = "stock-movements/",
            .events = {},
            .interval = {},
            .requests_per_poll = 2,
            .per_facility = true,
            .feeds = {"feeds/shipments", "feeds/transactions"}};
}

StreamCost inventory()
{
    return {.name = "inventory",
            .prefix = "inventory",
            .events = {},
            .interval = {},
            .per_facility = true,
            .feeds = {"feeds/transactions"}};
}

RequestBudget a_budget(std::optional<std::size_t> facilities)
{
    return {.limit = 50, .streams = {products(), movements(), inventory()}, .facilities = facilities};
}

TEST(RequestBudget, WithFeedsTheNumberOfFacilitiesDoesNotMatter)
{
    const auto few = a_budget(1);
    const auto many = a_budget(1000);
    for (std::size_t i = 0; i < few.streams.size(); ++i) {
        EXPECT_EQ(few.delay(few.streams[i])->mean, many.delay(many.streams[i])->mean);
        EXPECT_LE(many.delay(many.streams[i])->mean, 10s);
        EXPECT_LE(many.delay(many.streams[i])->worst, 60s);
    }
}

TEST(RequestBudget, FeedThatIsLostMattersToWhatItTold)
{
    auto budget = a_budget(200);
    budget.lose_feed("feeds/transactions");
    EXPECT_LE(budget.delay(budget.streams[1])->mean, 10s) << "the shipments are still seen";
    EXPECT_GT(budget.delay(budget.streams[2])->mean, 5min);
    EXPECT_TRUE(budget.is_fed());
    budget.lose_feed("feeds/shipments");
    EXPECT_FALSE(budget.is_fed());
    EXPECT_GT(budget.delay(budget.streams[0])->mean, 5min) << "the products have their turn among all lists";
}

TEST(RequestBudget, WithoutFeedsNobodyKnowsTheDelayOfUnknownFacilities)
{
    auto budget = a_budget({});
    EXPECT_TRUE(budget.delay(budget.streams[1]));
    budget.lose_feed("feeds/transactions");
    budget.lose_feed("feeds/shipments");
    EXPECT_FALSE(budget.delay(budget.streams[1]));
}

TEST(RequestBudget, FeedTellsHoweverLongTheIntervalIs)
{
    auto budget = a_budget(10);
    budget.streams[1].interval = 1h;
    EXPECT_LE(budget.delay(budget.streams[1])->worst, 60s);
    budget.lose_feed("feeds/transactions");
    budget.lose_feed("feeds/shipments");
    EXPECT_GE(budget.delay(budget.streams[1])->worst, 1h);
}

TEST(RequestBudget, IntervalsThatCannotBeKeptAreNotPromised)
{
    auto budget = a_budget(50);
    for (const auto* feed : {"feeds/transactions", "feeds/shipments"})
        budget.lose_feed(feed);
    for (auto& stream : budget.streams)
        stream.interval = 30s;
    EXPECT_TRUE(budget.exceeded()) << *budget.per_minute();  // 2 + 50 x 6
    EXPECT_GE(budget.delay(budget.streams[1])->worst, 6min);
}

TEST(RequestBudget, AutoNeedsNothing)
{
    EXPECT_EQ(a_budget(1000).per_minute(), 0);
    EXPECT_FALSE(a_budget(1000).exceeded());
}

}  // namespace
}  // namespace webhookd::core
