// `budget` of `GET /v1/status`: what is needed, promised and kept as things are.

#include "control/control_test.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::control {
namespace {

using namespace std::chrono_literals;

class Budget : public ControlTest
{
  public:
    Budget()
    {
        configured_.budget.streams = {
            {.name = "products", .prefix = "products", .events = {"product.created"}, .interval = {}},
            {.name = "inventory",
             .prefix = "inventory",
             .events = {"inventory.adjusted"},
             .interval = {},
             .per_facility = true,
             .feeds = {"feeds/transactions"}}};
        live_.feeds = {{"feeds/transactions", core::PolledFeed::State::working}};
        live_.streams = [] {
            return std::vector<core::PolledStream>{{.name = "inventory/1", .interval = 1min},
                                                   {.name = "products", .interval = 10s}};
        };
    }

    /// These succeeded so long ago.
    asio::awaitable<void> succeed(std::vector<std::string> names, core::Duration ago)
    {
        const auto at = clock_.now() - ago;
        co_await write([names, at](store::Tables& tables) {
            for (const auto& name : names) {
                auto record = tables.streams.load(name);
                record.scope = "v1";
                record.baselined_at = record.last_success_at = at;
                tables.streams.put(record, record.scan_no);
            }
        });
    }
    asio::awaitable<void> list_facilities(std::size_t count)
    {
        std::vector<store::Facility> facilities;
        for (std::size_t i = 1; i <= count; ++i)
            facilities.push_back({.id = std::to_string(i), .name = "Depot"});
        co_await write(
            [facilities](store::Tables& tables) { store::put_facilities(tables.streams, facilities); });
    }
    asio::awaitable<Json> budget()
    {
        const auto status = co_await get("/v1/status");
        co_return status.body["budget"];
    }
};

TEST_F(Budget, CountsTheFacilitiesThatWereListed)
{
    configured_.budget.streams[0].interval = 60s;
    configured_.budget.streams[1].interval = 30s;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& its = static_cast<Budget&>(t);
        const auto before = co_await its.budget();
        EXPECT_EQ(before["needed_per_minute"], 1) << "a number, though nobody knows the facilities yet";
        EXPECT_TRUE(before["facilities"].is_null());
        EXPECT_EQ(before["per_facility_per_minute"], 2);
        co_await its.list_facilities(24);
        const auto kept = co_await its.budget();
        EXPECT_EQ(kept["facilities"], 24);
        EXPECT_EQ(kept["needed_per_minute"], 49);
        EXPECT_EQ(kept["exceeded"], false);
        co_await its.list_facilities(25);
        const auto exceeded = co_await its.budget();
        EXPECT_EQ(exceeded["exceeded"], true);
    });
}

TEST_F(Budget, AutoNeedsNothing)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& its = static_cast<Budget&>(t);
        co_await its.list_facilities(1000);
        const auto budget = co_await its.budget();
        EXPECT_EQ(budget["needed_per_minute"], 0);
        EXPECT_EQ(budget["exceeded"], false);
    });
}

TEST_F(Budget, TellsWhetherThePromiseIsKept)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& its = static_cast<Budget&>(t);
        const auto unknown = (co_await its.budget())["delays"];
        EXPECT_TRUE(unknown[0]["kept"].is_null());
        co_await its.succeed({"products", "feeds/transactions"}, 3s);
        co_await its.succeed({"inventory/1"}, 1h);
        const auto delays = (co_await its.budget())["delays"];
        EXPECT_EQ(delays[0]["types"], Json::array({"product.created"}));
        EXPECT_EQ(delays[0]["behind_seconds"], 3);
        EXPECT_EQ(delays[0]["kept"], true);
        EXPECT_EQ(delays[1]["behind_seconds"], 3) << "the feed sees all facilities";
        EXPECT_EQ(delays[1]["kept"], true);
        co_await its.succeed({"feeds/transactions"}, 10min);
        const auto late = (co_await its.budget())["delays"];
        EXPECT_EQ(late[1]["kept"], false);
    });
}

TEST_F(Budget, WithoutItsFeedAFacilityIsAsOldAsItsLastPoll)
{
    live_.feeds[0].state = core::PolledFeed::State::not_available;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& its = static_cast<Budget&>(t);
        co_await its.list_facilities(200);
        co_await its.succeed({"products", "inventory/1"}, 5min);
        const auto delays = (co_await its.budget())["delays"];
        EXPECT_EQ(delays[1]["behind_seconds"], 300);
        EXPECT_EQ(delays[1]["kept"], true);
        EXPECT_GT(delays[1]["worst_seconds"], 300);
    });
}

}  // namespace
}  // namespace webhookd::control
