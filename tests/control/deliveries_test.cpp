// `POST /v1/deliveries/retry|drop`.

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using store::DeliveryState;
using Deliveries = ControlTest;

/// Two events about one product for erp, both given up.
void give_up_two(store::Tables& tables)
{
    const auto erp = tables.subscribers.ensure("erp");
    for (const auto* id : {"evt_1", "evt_2"}) {
        const auto seq = tables.events.add(store::an_event(id), "products", store::at(1)).value();
        tables.deliveries.add(seq, erp, store::at(1));
        const auto delivery = tables.deliveries.find(seq, erp).value().id;
        tables.deliveries.mark_retry(delivery, 3, store::at(2), "HTTP 500");
        tables.deliveries.mark_dead(delivery, store::at(3), "given up after 4 attempts");
    }
}

TEST_F(Deliveries, RetriedDeadLetterIsDueAgainFromItsFirstAttempt)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(give_up_two);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/retry", R"({"ids": [1]})");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(answered.body["deliveries"].size(), 1U);
        EXPECT_EQ(answered.body["deliveries"][0]["was"], "dead");
        EXPECT_EQ(answered.body["deliveries"][0]["state"], "pending");
        EXPECT_EQ(answered.body["deliveries"][0]["event_id"], "evt_1");
        EXPECT_EQ(answered.body["deliveries"][0]["attempts_made"], 0);
        EXPECT_EQ(t.woken_, (std::vector<std::vector<std::int64_t>>{{1}}));
    });
}

TEST_F(Deliveries, SeveralAreRetriedInTheOrderOfTheirEvents)  // P4
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(give_up_two);
        co_await t.ask("POST", "/v1/deliveries/retry", R"({"ids": [2, 1]})");
        EXPECT_EQ(t.store_->read().deliveries.find(1).value().state, DeliveryState::pending);
        EXPECT_EQ(t.store_->read().deliveries.find(2).value().state, DeliveryState::waiting);
    });
}

TEST_F(Deliveries, UnknownDeliveryMeansThatNothingIsRetried)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(give_up_two);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/retry", R"({"ids": [1, 77]})");
        EXPECT_EQ(answered.status, 404);
        EXPECT_NE(answered.body["error"].get<std::string>().find("77"), std::string::npos);
        EXPECT_EQ(t.store_->read().deliveries.find(1).value().state, DeliveryState::dead);
        EXPECT_TRUE(t.woken_.empty());
    });
}

TEST_F(Deliveries, DeliveryOfAFormerSubscriberIsNotRetried)
{
    configured_.subscribers.erase(configured_.subscribers.begin());
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(give_up_two);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/retry", R"({"ids": [1]})");
        EXPECT_EQ(answered.status, 404);
        EXPECT_EQ(t.store_->read().deliveries.find(1).value().state, DeliveryState::dead);
    });
}

/// Two events about one product for erp: the second waits for the first.
void leave_two_unfinished(store::Tables& tables)
{
    const auto erp = tables.subscribers.ensure("erp");
    for (const auto* id : {"evt_1", "evt_2"}) {
        const auto seq = tables.events.add(store::an_event(id), "products", store::at(1)).value();
        tables.deliveries.add(seq, erp, store::at(1));
    }
}

TEST_F(Deliveries, DroppedDeliveryIsDeadAndWhatWaitedForItIsDue)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(leave_two_unfinished);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/drop", R"({"ids": [1]})");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(answered.body["deliveries"].size(), 1U);
        EXPECT_EQ(answered.body["deliveries"][0]["was"], "pending");
        EXPECT_EQ(answered.body["deliveries"][0]["state"], "dead");
        EXPECT_EQ(answered.body["deliveries"][0]["last_error"], "dropped by command");
        EXPECT_EQ(t.store_->read().deliveries.find(2).value().state, DeliveryState::pending);
        EXPECT_EQ(t.woken_, (std::vector<std::vector<std::int64_t>>{{1}}));
    });
}

TEST_F(Deliveries, FinishedDeliveryStaysAsItWasWhenDropped)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(give_up_two);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/drop", R"({"ids": [1]})");
        EXPECT_EQ(answered.body["deliveries"][0]["was"], "dead");
        EXPECT_EQ(answered.body["deliveries"][0]["last_error"], "given up after 4 attempts");
    });
}

TEST_F(Deliveries, DeliveryOfAFormerSubscriberMayBeDropped)
{
    configured_.subscribers.erase(configured_.subscribers.begin());
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(leave_two_unfinished);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/drop", R"({"ids": [1, 2]})");
        EXPECT_EQ(answered.status, 200);
        EXPECT_EQ(t.store_->read().deliveries.find(2).value().state, DeliveryState::dead);
    });
}

TEST_F(Deliveries, UnknownDeliveryMeansThatNothingIsDropped)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(leave_two_unfinished);
        const auto answered = co_await t.ask("POST", "/v1/deliveries/drop", R"({"ids": [1, 77]})");
        EXPECT_EQ(answered.status, 404);
        EXPECT_EQ(t.store_->read().deliveries.find(1).value().state, DeliveryState::pending);
    });
}

TEST_F(Deliveries, IdsThatAreNoNumbersAre400)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* body : {"{}", R"({"ids": 1})", R"({"ids": []})", R"({"ids": ["evt_1"]})",
                                 R"({"ids": [9223372036854775808]})", R"({"ids": [{"id": 1}]})"}) {
            const auto answered = co_await t.ask("POST", "/v1/deliveries/retry", body);
            EXPECT_EQ(answered.status, 400) << body;
            EXPECT_TRUE(answered.body["error"].get<std::string>().starts_with("ids")) << answered.body;
        }
    });
}

}  // namespace
}  // namespace webhookd::control
