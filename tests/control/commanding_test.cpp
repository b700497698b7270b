// `POST /v1/subscribers/{name}/ping`, `/v1/streams/{name}/poll|rebaseline` and `/v1/backup`.

#include <filesystem>

#include "control/control_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::control {
namespace {

using Commanding = ControlTest;

asio::awaitable<void> ensure_erp(ControlTest& t)
{
    co_await t.write([](store::Tables& tables) { tables.subscribers.ensure("erp"); });
}

asio::awaitable<void> ping(ControlTest& t, Answered& answered)
{
    answered = co_await t.ask("POST", "/v1/subscribers/erp/ping");
}

/// The only delivery there is, once it is queued.
asio::awaitable<store::DeliveryRecord> queued_ping(ControlTest& t)
{
    co_await t.clock_.until_sleepers(1);
    co_return t.store_->read().deliveries.find(1).value();
}

TEST_F(Commanding, PingIsAnEventForThatSubscriberAloneWhateverItsFilter)
{
    configured_.subscribers[0].matcher.events = {"product.created"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        const auto answered = co_await t.ask("POST", "/v1/subscribers/erp/ping", R"({"wait_seconds": 0})");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(answered.body["state"], "pending");
        EXPECT_TRUE(answered.body["attempt"].is_null());
        const auto event = t.store_->read().events.find(answered.body["event_id"].get<std::string>()).value();
        EXPECT_EQ(event.event.type, "webhookd.ping");
        const auto body = Json::parse(event.event.body);
        EXPECT_EQ(body["type"], "webhookd.ping");
        EXPECT_EQ(body["data"]["object"]["subscriber"], "erp");
        EXPECT_EQ(t.store_->read().deliveries.list({}).size(), 1U);
        EXPECT_EQ(t.woken_, (std::vector<std::vector<std::int64_t>>{{1}}));
    });
}

TEST_F(Commanding, TwoPingsHaveTwoIds)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        const auto first = co_await t.ask("POST", "/v1/subscribers/erp/ping", R"({"wait_seconds": 0})");
        const auto second = co_await t.ask("POST", "/v1/subscribers/erp/ping", R"({"wait_seconds": 0})");
        EXPECT_NE(first.body["event_id"], second.body["event_id"]);
    });
}

TEST_F(Commanding, PingIsAnsweredWithItsFirstAttempt)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        Answered answered;
        async::TaskGroup group(t.io_.get_executor());
        group.spawn(ping(t, answered));
        const auto delivery = co_await queued_ping(t);
        co_await t.write([id = delivery.id](store::Tables& tables) {
            tables.deliveries.add_attempt(store::an_attempt(id));
        });
        t.api_->note_attempt(delivery.id);
        co_await group.join();
        EXPECT_EQ(answered.body["attempt"]["status"], 503);
        EXPECT_EQ(answered.body["attempt"]["answer"], "busy");
    });
}

TEST_F(Commanding, PingWithoutAnAttemptIsAnsweredWhenTheTimeIsOver)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        Answered answered;
        async::TaskGroup group(t.io_.get_executor());
        group.spawn(ping(t, answered));
        const auto delivery = co_await queued_ping(t);
        t.api_->note_attempt(delivery.id + 1);  // of another delivery
        t.clock_.advance(std::chrono::seconds(30));
        co_await group.join();
        EXPECT_EQ(answered.status, 200);
        EXPECT_TRUE(answered.body["attempt"].is_null());
    });
}

TEST_F(Commanding, PingOfAHeldSubscriberDoesNotWaitAndSaysWhy)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) {
            tables.subscribers.ensure("erp");
            auto row = tables.subscribers.find("erp").value();
            row.state = store::LaneState::held;
            row.reason = "paused by command";
            tables.subscribers.put_lane(row);
        });
        const auto answered = co_await t.ask("POST", "/v1/subscribers/erp/ping");
        EXPECT_TRUE(answered.body["attempt"].is_null());
        EXPECT_NE(answered.body["waits_for"].get<std::string>().find("paused by command"), std::string::npos);
    });
}

TEST_F(Commanding, PollReachesTheStreamWhoseNameHasSlashes)
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

TEST_F(Commanding, UnknownStreamIs404AndTheOthersAreNamed)
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

TEST_F(Commanding, RebaselinedStreamHasNoBaselineAndNoPollUnderWayIsKept)  // F-26
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

TEST_F(Commanding, AStormIsReleasedOrDroppedAndNoPollUnderWayIsKept)  // F-26
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

TEST_F(Commanding, NothingIsReleasedOrDroppedWhereNothingIsHeld)
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

TEST_F(Commanding, RebaselineOfAStreamNeverPolledChangesNothing)
{
    streams_ = {"products"};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/streams/products/rebaseline");
        EXPECT_EQ(answered.status, 200);
        EXPECT_FALSE(t.store_->read().streams.find("products"));
    });
}

TEST_F(Commanding, BackupIsACopyThatCanBeRead)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        const auto file = t.directory_ / "copy.db";
        const auto answered = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(answered.status, 200) << answered.body;
        EXPECT_EQ(answered.body["bytes"], std::filesystem::file_size(file));
        EXPECT_TRUE(store::open_read_only(file)->subscribers.find("erp"));
    });
}

TEST_F(Commanding, BackupRefusesAFileThatExistsUnlessToldTo)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const std::string file = t.directory_ / "copy.db";
        const auto first = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(first.status, 200) << first.body;
        const auto refused = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(refused.status, 409);
        const auto made =
            co_await t.ask("POST", "/v1/backup", Json{{"file", file}, {"overwrite", true}}.dump());
        EXPECT_EQ(made.status, 200) << made.body;
    });
}

TEST_F(Commanding, BackupWantsAnAbsolutePath)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/backup", R"({"file": "copy.db"})");
        EXPECT_EQ(answered.status, 400);
    });
}

TEST_F(Commanding, BackupToAPathWithAZeroByteIsRefused)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto file = t.directory_.write("copy.db", "precious");
        const auto body = Json{{"file", file + std::string(1, '\0') + "x"}, {"overwrite", true}}.dump();
        const auto answered = co_await t.ask("POST", "/v1/backup", body);
        EXPECT_EQ(answered.status, 400);
        EXPECT_EQ(std::filesystem::file_size(file), 8U);
    });
}

}  // namespace
}  // namespace webhookd::control
