// `POST /v1/subscribers/{name}/pause|resume|ping`.

#include "control/control_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::control {
namespace {

using Subscribers = ControlTest;

TEST_F(Subscribers, PauseReachesTheLaneWithItsReason)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered =
            co_await t.ask("POST", "/v1/subscribers/erp/pause", R"({"reason": "maintenance"})");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(answered.body["name"], "erp");
        EXPECT_EQ(t.done_, std::vector<std::string>{"pause erp paused by command: maintenance"});
    });
}

TEST_F(Subscribers, ResumeReachesTheLane)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/subscribers/erp/resume");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(t.done_, std::vector<std::string>{"resume erp"});
    });
}

TEST_F(Subscribers, SubscriberThatIsNotConfiguredIs404)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) { tables.subscribers.ensure("gone"); });
        const auto answered = co_await t.ask("POST", "/v1/subscribers/gone/pause");
        EXPECT_EQ(answered.status, 404);
        EXPECT_NE(answered.body["error"].get<std::string>().find("erp, crm"), std::string::npos);
        EXPECT_TRUE(t.done_.empty());
    });
}

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

TEST_F(Subscribers, PingIsAnEventForThatSubscriberAloneWhateverItsFilter)
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

TEST_F(Subscribers, TwoPingsHaveTwoIds)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await ensure_erp(t);
        const auto first = co_await t.ask("POST", "/v1/subscribers/erp/ping", R"({"wait_seconds": 0})");
        const auto second = co_await t.ask("POST", "/v1/subscribers/erp/ping", R"({"wait_seconds": 0})");
        EXPECT_NE(first.body["event_id"], second.body["event_id"]);
    });
}

TEST_F(Subscribers, PingIsAnsweredWithItsFirstAttempt)
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

TEST_F(Subscribers, PingWithoutAnAttemptIsAnsweredWhenTheTimeIsOver)
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

TEST_F(Subscribers, PingOfAHeldSubscriberDoesNotWaitAndSaysWhy)
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

}  // namespace
}  // namespace webhookd::control
