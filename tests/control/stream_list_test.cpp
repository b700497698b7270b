// `streams` of `GET /v1/status` and `GET /v1/streams`: every list, by facility, the worst first.

#include "control/control_test.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::control {
namespace {

constexpr auto minute = std::chrono::minutes(1);

class StreamList : public ControlTest
{
  public:
    /// What the daemon polls; by name, as the poller tells.
    void poll(std::vector<core::PolledStream> streams)
    {
        live_.streams = [streams = std::move(streams)] { return streams; };
    }
    static core::PolledStream waiting(std::string name, std::size_t before)
    {
        return {.name = std::move(name), .interval = minute, .first = true, .scans_before = before};
    }
    static core::PolledStream polled(std::string name)
    {
        return {.name = std::move(name), .interval = minute};
    }

    store::StreamRecord good(std::string name) const
    {
        store::StreamRecord record;
        record.name = std::move(name);
        record.scope = "v1";
        record.baselined_at = record.last_success_at = record.last_attempt_at = clock_.now();
        record.next_poll_at = clock_.now() + minute;
        return record;
    }
    asio::awaitable<void> put(store::StreamRecord record)
    {
        co_await write([record](store::Tables& tables) { tables.streams.put(record, 0); });
    }
    /// As the daemon does when it starts.
    asio::awaitable<void> list_facilities()
    {
        co_await put(good("facilities"));
        co_await write([](store::Tables& tables) {
            store::put_facilities(tables.streams, {{"1", "Main depot"}, {"2", "Clinic"}});
        });
    }
    asio::awaitable<std::vector<Json>> streams()
    {
        const auto answer = co_await get("/v1/streams");
        co_return answer.body["streams"].get<std::vector<Json>>();
    }
    asio::awaitable<Json> stream(std::string name)
    {
        for (auto& found : co_await streams()) {
            if (found["name"] == name) co_return found;
        }
        ADD_FAILURE() << name << " is not listed";
        co_return Json();
    }
    static std::vector<std::string> names(const std::vector<Json>& streams)
    {
        std::vector<std::string> names;
        for (const auto& stream : streams)
            names.push_back(stream["name"]);
        return names;
    }
};

TEST_F(StreamList, ThatWereNeverPolledAreListedWithTheirPlaceInTheQueue)
{
    poll({waiting("inventory/1", 12), waiting("products", 0)});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        const auto inventory = co_await list.stream("inventory/1");
        EXPECT_EQ(inventory["state"], "waiting");
        EXPECT_EQ(inventory["note"], "waiting for its first scan, 12 before it");
        EXPECT_EQ(inventory["scans_before"], 12);
        EXPECT_EQ(inventory["baselined"], false);
        EXPECT_TRUE(inventory["last_success_at"].is_null());
        const auto status = (co_await t.get("/v1/status")).body;
        EXPECT_EQ(status["streams"].size(), 3U) << "these and the list of facilities";
    });
}

TEST_F(StreamList, FacilitiesHaveNames)
{
    poll({polled("inventory/1"), polled("stock-movements/outbound/7")});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        co_await list.list_facilities();
        const auto inventory = co_await list.stream("inventory/1");
        EXPECT_EQ(inventory["facility"], (Json{{"id", "1"}, {"name", "Main depot"}}));
        const auto unknown = co_await list.stream("stock-movements/outbound/7");
        EXPECT_EQ(unknown["facility"], (Json{{"id", "7"}, {"name", "7"}}));
        const auto facilities = co_await list.stream("facilities");
        EXPECT_TRUE(facilities["facility"].is_null());
    });
}

TEST_F(StreamList, TheWorstFacilityComesFirst)
{
    poll({polled("inventory/1"), waiting("inventory/2", 4), polled("products"),
          polled("stock-movements/inbound/1"), polled("stock-movements/inbound/2")});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        co_await list.list_facilities();
        for (const auto* name : {"inventory/1", "products", "stock-movements/inbound/1"})
            co_await list.put(list.good(name));
        auto failing = list.good("stock-movements/inbound/2");
        failing.failures = 2;
        failing.last_error = "HTTP 500";
        co_await list.put(failing);
        const auto streams = co_await list.streams();
        EXPECT_EQ(list.names(streams),
                  (std::vector<std::string>{"stock-movements/inbound/2", "inventory/2", "facilities",
                                            "products", "inventory/1", "stock-movements/inbound/1"}));
        EXPECT_EQ(streams[0]["state"], "failing");
        EXPECT_EQ(streams[0]["note"], "the last 2 polls failed: HTTP 500");
        EXPECT_EQ(streams[3]["state"], "ok");
        EXPECT_TRUE(streams[3]["note"].is_null());
    });
}

TEST_F(StreamList, OfThoseThatWaitTheLastComesFirst)
{
    poll({waiting("inventory/1", 4), waiting("inventory/2", 9)});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        co_await list.list_facilities();
        const auto streams = co_await list.streams();
        EXPECT_EQ(list.names(streams),
                  (std::vector<std::string>{"inventory/2", "inventory/1", "facilities"}));
    });
}

TEST_F(StreamList, ScansTellHowFarTheyAre)
{
    auto first = polled("products");
    first.first = true;
    first.scan = core::ScanProgress{
        .first = true, .began_at = store::at(1), .rows = 1200, .total = 41'000, .left = 6 * minute};
    auto comparison = polled("purchase-orders");
    comparison.scan = core::ScanProgress{
        .first = false, .began_at = store::at(1), .rows = 300, .total = std::nullopt, .left = std::nullopt};
    poll({first, comparison});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        const auto products = co_await list.stream("products");
        EXPECT_EQ(products["state"], "first_scan");
        EXPECT_EQ(products["scan"]["rows"], 1200);
        EXPECT_EQ(products["scan"]["total"], 41'000);
        EXPECT_EQ(products["scan"]["seconds_left"], 360);
        EXPECT_EQ(products["note"], "first scan: 1200 of about 41000 rows, about 6 min left");
        const auto orders = co_await list.stream("purchase-orders");
        EXPECT_EQ(orders["state"], "comparing");
        EXPECT_EQ(orders["note"], "comparison: 300 rows");
        EXPECT_TRUE(orders["scan"]["total"].is_null());
    });
}

TEST_F(StreamList, NothingIsMissingOfTheListOfFacilities)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        const auto before = co_await list.stream("facilities");
        EXPECT_EQ(before["state"], "starting");
        EXPECT_EQ(before["baselined"], true);
        auto listed = list.good("facilities");
        listed.scope.clear();
        co_await list.put(listed);
        const auto after = co_await list.stream("facilities");
        EXPECT_EQ(after["state"], "ok");
        EXPECT_EQ(after["baselined"], true);
    });
}

TEST_F(StreamList, WhatWaitsMuchLongerThanPromisedIsLate)
{
    auto late = polled("products");
    auto unread = waiting("purchase-orders", 7);
    late.late = unread.late = true;
    poll({late, unread});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        auto products = list.good("products");
        products.last_success_at = t.clock_.now() - 25 * minute;
        co_await list.put(products);
        const auto found = co_await list.stream("products");
        EXPECT_EQ(found["state"], "late");
        EXPECT_EQ(found["note"], "last read about 25 min ago, much longer than promised");
        const auto orders = co_await list.stream("purchase-orders");
        EXPECT_EQ(orders["state"], "late");
        EXPECT_EQ(orders["note"], "waiting for its first scan, 7 before it, much longer than promised");
    });
}

TEST_F(StreamList, WhatIsNotPolledAnyMoreIsSaidToBeAndComesLast)
{
    poll({polled("products")});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        co_await list.put(list.good("inventory/9"));
        co_await list.put(list.good("products"));
        const auto unlisted = co_await list.stream("inventory/9");
        EXPECT_EQ(unlisted["state"], "starting") << "nobody has asked yet which facilities there are";
        co_await list.list_facilities();
        const auto streams = co_await list.streams();
        EXPECT_EQ(streams.back()["name"], "inventory/9");
        EXPECT_EQ(streams.back()["state"], "not_polled");
    });
}

TEST_F(StreamList, ComparisonThatCannotFinishTellsWhatStopsIt)
{
    poll({polled("products")});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        co_await list.put(list.good("products"));
        co_await t.write([](store::Tables& tables) {
            store::put_failed_scan(tables.streams, "products",
                                   {.since = store::at(1), .reason = "500 at offset 300", .failures = 4});
        });
        const auto products = co_await list.stream("products");
        EXPECT_EQ(products["state"], "not_complete");
        EXPECT_EQ(products["failed_scan"]["failures"], 4);
        EXPECT_EQ(products["failed_scan"]["reason"], "500 at offset 300");
        const auto note = products["note"].get<std::string>();
        EXPECT_TRUE(note.starts_with("the comparison failed 4 times since ")) << note;
        EXPECT_TRUE(note.ends_with(": 500 at offset 300")) << note;
    });
}

TEST_F(StreamList, HeldStreamsTellWhatToDo)
{
    poll({polled("products")});
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        auto products = list.good("products");
        products.hold = store::StormHold{.since = store::at(1), .reach = "newest", .events = 12'000};
        co_await list.put(products);
        const auto found = co_await list.stream("products");
        EXPECT_EQ(found["state"], "held");
        EXPECT_NE(found["note"].get<std::string>().find("streams release"), std::string::npos);
    });
}

TEST_F(StreamList, FeedsThatAreNotThereSaySo)
{
    using State = core::PolledFeed::State;
    live_.feeds = {{"feeds/shipments", State::not_available}, {"feeds/transactions", State::not_available}};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        auto& list = static_cast<StreamList&>(t);
        for (const auto* name : {"feeds/shipments", "feeds/transactions"}) {
            store::StreamRecord feed;
            feed.name = name;
            feed.failures = 3;
            feed.last_error = "forbidden: 403";
            co_await list.put(feed);
        }
        const auto status = (co_await t.get("/v1/status")).body;
        EXPECT_EQ(status["feeds"]["mode"], "auto");
        EXPECT_EQ(status["feeds"]["working"], false);
        EXPECT_EQ(status["feeds"]["note"], "not available (forbidden: 403), facilities are polled in turn");
        const auto feed = co_await list.stream("feeds/shipments");
        EXPECT_EQ(feed["state"], "not_available");
    });
}

TEST_F(StreamList, OneFeedOfTwoIsBetterThanNone)
{
    using State = core::PolledFeed::State;
    live_.feeds = {{"feeds/shipments", State::not_available}, {"feeds/transactions", State::working}};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto feeds = (co_await t.get("/v1/status")).body["feeds"];
        EXPECT_EQ(feeds["working"], true);
        EXPECT_NE(feeds["note"].get<std::string>().find("in part"), std::string::npos);
    });
}

TEST_F(StreamList, FeedsThatAreOffSaySo)
{
    configured_.feeds_off = true;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto feeds = (co_await t.get("/v1/status")).body["feeds"];
        EXPECT_EQ(feeds["mode"], "off");
        EXPECT_EQ(feeds["note"], "off, facilities are polled in turn");
    });
}

}  // namespace
}  // namespace webhookd::control
