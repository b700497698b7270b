// `POST /v1/streams/{name}/poll|rebaseline|release|drop`.

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using Streams = ControlTest;

TEST_F(Streams, PollReachesTheStreamWhoseNameHasSlashes)
{
    streams_ = {"inventory/1", "products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/streams/inventory%2F1/poll");
        EXPECT_EQ(answered.status, 200) << answered.body;
        EXPECT_EQ(answered.body["stream"], "inventory/1");
        EXPECT_EQ(answered.body["outcome"], "ok");
        EXPECT_FALSE(answered.body.contains("id"));
    });
}

TEST_F(Streams, UnknownStreamIs404AndTheOthersAreNamed)
{
    streams_ = {"inventory/1", "products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path : {"/v1/streams/nonsense/poll", "/v1/streams/nonsense/rebaseline"}) {
            const auto answered = co_await t.ask("POST", path);
            EXPECT_EQ(answered.status, 404) << path;
            EXPECT_EQ(answered.body["error"],
                      "there is no stream 'nonsense'; there are: inventory/1, products");
        }
    });
}

TEST_F(Streams, RebaselinedStreamHasNoBaselineAndNoPollUnderWayIsKept)  // F-26
{
    streams_ = {"products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            store::StreamRecord products;
            products.name = "products";
            products.scope = "v1;products";
            products.baselined_at = store::at(1);
            tables.streams.put(products, 0);
        });
        const auto under_way = t.store_->read().streams.find("products").value();
        const auto answered = co_await t.ask("POST", "/v1/streams/products/rebaseline");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(answered.body["baselined"], false);
        EXPECT_TRUE(answered.body["baselined_at"].is_string()) << "so that the new one is silent";
        co_await t.write([under_way](store::Tables& tables) {
            EXPECT_FALSE(tables.streams.put(under_way, under_way.scan_no));
        });
    });
}

TEST_F(Streams, AStormIsReleasedOrDroppedAndNoPollUnderWayIsKept)  // F-26
{
    streams_ = {"products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            store::StreamRecord products;
            products.name = "products";
            products.hold = store::StormHold{.since = store::at(1), .reach = "newest", .events = 12'000};
            tables.streams.put(products, 0);
        });
        for (const std::string decision : {"release", "drop"}) {
            const auto under_way = t.store_->read().streams.find("products").value();
            const auto answered = co_await t.ask("POST", "/v1/streams/products/" + decision);
            EXPECT_EQ(answered.status, 200);
            EXPECT_EQ(answered.body["hold"]["events"], 12'000);
            EXPECT_EQ(answered.body["hold"]["decision"], decision);
            co_await t.write([under_way](store::Tables& tables) {
                EXPECT_FALSE(tables.streams.put(under_way, under_way.scan_no));
            });
        }
    });
}

TEST_F(Streams, NothingIsReleasedOrDroppedWhereNothingIsHeld)
{
    streams_ = {"inventory/1", "products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            store::StreamRecord products;
            products.name = "products";
            tables.streams.put(products, 0);
        });
        for (const auto* path : {"/v1/streams/products/release", "/v1/streams/products/drop",
                                 "/v1/streams/inventory%2F1/release"}) {
            const auto answered = co_await t.ask("POST", path);
            EXPECT_EQ(answered.status, 409) << path;
        }
        EXPECT_FALSE(t.store_->read().streams.find("products")->hold);
    });
}

TEST_F(Streams, RebaselineOfAStreamNeverPolledChangesNothing)
{
    streams_ = {"products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/streams/products/rebaseline");
        EXPECT_EQ(answered.status, 200);
        EXPECT_FALSE(t.store_->read().streams.find("products"));
    });
}

}  // namespace
}  // namespace webhookd::control
