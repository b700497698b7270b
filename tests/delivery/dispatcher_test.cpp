// Many lanes beside each other: none holds up another (P5), and one that is replaced loses and
// doubles nothing.

#include "delivery/dispatcher_fixture.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace webhookd::delivery {
namespace {

TEST_F(DispatcherTest, WakesTheLaneOfTheSubscriber)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.put(t.erp());
        co_await t.publish({t.settings.subscriber_id});
        co_await t.attempts(1);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
    });
}

TEST_F(DispatcherTest, DeadAndSilentSubscribersCostTheOthersNothing)  // P5
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        auto others = co_await t.subscribers(2);
        auto& dead = others[0];
        auto& silent = others[1];
        dead.webhook.url = http::Url::parse("http://127.0.0.1:1/").value();
        silent.webhook.url = http::Url::parse(t.receiver.url() + "/silent").value();
        silent.webhook.timeout = 500ms;
        t.receiver.answer_with([](const test::ReceivedWebhook& webhook) {
            return webhook.request.path == "/silent" ? test::misbehaving_answer(Manner::hang)
                                                     : test::status_answer(204);
        });
        t.put(t.erp());
        t.put(dead);
        t.put(silent);
        for (int i = 0; i < 50; ++i)
            co_await t.publish(
                {silent.lane.subscriber_id, dead.lane.subscriber_id, t.settings.subscriber_id});
        co_await t.until(
            [&t] { return t.store->read().deliveries.backlog(t.settings.subscriber_id).pending == 0; });
        EXPECT_EQ(t.ledger().accepted_ids().size(), 50U);
        EXPECT_EQ(t.store->read().deliveries.backlog(silent.lane.subscriber_id).pending, 50);
        EXPECT_EQ(t.store->read().deliveries.backlog(dead.lane.subscriber_id).pending, 50);
    });
}

TEST_F(DispatcherTest, BacklogOfOneLaneDoesNotStarveTheOthers)  // P5
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        co_await t.queue(400);
        auto others = co_await t.subscribers(50);
        t.put(t.erp());
        std::vector<std::int64_t> ids;
        for (auto& other : others) {
            other.webhook.url = http::Url::parse(t.receiver.url() + "/other").value();
            t.put(other);
            ids.push_back(other.lane.subscriber_id);
        }
        co_await t.publish(ids);
        co_await t.attempts(450);
        const auto is_other = [](const test::ReceivedWebhook& webhook) {
            return webhook.request.path == "/other";
        };
        const auto& seen = t.ledger().all();
        const auto last = std::ranges::find_if(seen.rbegin(), seen.rend(), is_other);
        EXPECT_LT(last->number, 250U) << "the backlog came first";
    });
}

TEST_F(DispatcherTest, IdleLanesHaveNoTimers)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        const auto many = co_await t.subscribers(1000);
        for (const auto& one : many)
            t.put(one);
        co_await t.rest_all();
        EXPECT_EQ(t.clock.sleepers(), 0U);
        EXPECT_EQ(t.dispatcher.status().size(), 1000U);
    });
}

TEST_F(DispatcherTest, ReplacedLaneFinishesItsAttemptsUnderTheOldSettings)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 1;
        t.put(t.erp());
        t.receiver.hold();
        co_await t.publish({t.settings.subscriber_id});
        co_await t.publish({t.settings.subscriber_id});
        co_await t.receiver.received(1);
        auto changed = t.erp();
        changed.webhook.headers = {{"X-Version", "2"}};
        t.put(changed);
        t.receiver.release();
        co_await t.attempts(2);
        EXPECT_EQ(t.ledger().all().at(0).request.headers.get("x-version"), "");
        EXPECT_EQ(t.ledger().all().at(1).request.headers.get("x-version"), "2");
    });
}

TEST_F(DispatcherTest, ReplacedLaneKeepsItsState)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.put(t.erp());
        co_await t.dispatcher.pause("erp", "maintenance");
        t.put(t.erp());
        co_await t.publish({t.settings.subscriber_id});
        co_await t.rest_all();
        EXPECT_EQ(t.dispatcher.status().at(0).state, LaneState::held);
        EXPECT_EQ(t.ledger().size(), 0U);
        co_await t.dispatcher.resume("erp");
        co_await t.attempts(1);
    });
}

TEST_F(DispatcherTest, ReplacedLaneRemembersTheEndpointsRetryAfterUnlessItHasAnother)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.put(t.erp());
        t.receiver.answer_next({test::retry_after_answer(429, "600")});
        co_await t.publish({t.settings.subscriber_id});
        co_await t.attempts(1);
        t.webhook.timeout = 1s;
        t.put(t.erp());
        co_await t.publish({t.settings.subscriber_id});
        co_await t.rest_all();
        EXPECT_EQ(t.ledger().size(), 1U);
        EXPECT_EQ(t.dispatcher.status().at(0).paused_until, t.clock.now() + 600s);
        t.webhook.url = http::Url::parse(t.receiver.url() + "/other").value();
        t.put(t.erp());
        co_await t.attempts(2);
        EXPECT_EQ(t.ledger().all().at(1).request.path, "/other");
    });
}

TEST_F(DispatcherTest, ManyReplacementsLoseDoubleAndReorderNothing)  // P1, P4
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        auto subscribers = co_await t.subscribers(3);
        std::vector<std::int64_t> ids;
        for (const auto& subscriber : subscribers)
            ids.push_back(subscriber.lane.subscriber_id);
        for (std::size_t i = 0; i < subscribers.size(); ++i)
            subscribers[i].webhook.url = http::Url::parse(t.receiver.url() + fmt::format("/{}", i)).value();

        constexpr int rounds = 300;
        for (int round = 0; round < rounds; ++round) {
            co_await t.publish(ids, fmt::format("p{}", round % 4));
            const auto chosen = static_cast<std::size_t>(t.random.bits() % subscribers.size());
            if (t.random.uniform() < 0.3) {
                t.dispatcher.remove(subscribers[chosen].lane.name);
            } else {
                subscribers[chosen].webhook.timeout = 10s + std::chrono::milliseconds(round);
                t.put(subscribers[chosen]);
            }
        }
        for (const auto& subscriber : subscribers)
            t.put(subscriber);
        co_await t.attempts(rounds * subscribers.size());

        std::map<std::string, std::vector<std::string>> got;  // by subscriber and entity, in order of arrival
        for (const auto& webhook : t.ledger().all())
            got[webhook.request.path + " " + webhook.entity].push_back(webhook.detected_at);
        EXPECT_EQ(t.ledger().size(), rounds * subscribers.size()) << "each once";
        for (const auto& [who, instants] : got) {
            EXPECT_TRUE(std::ranges::is_sorted(instants)) << who;
            EXPECT_EQ(instants.size(), rounds / 4) << who;
        }
    });
}

TEST_F(DispatcherTest, RemovedLaneLeavesItsDeliveriesInTheStore)  // P1
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.put(t.erp());
        t.receiver.hold();
        co_await t.publish({t.settings.subscriber_id});
        co_await t.receiver.received(1);
        t.dispatcher.remove("erp");
        t.receiver.release();
        co_await t.attempts(1);
        co_await t.publish({t.settings.subscriber_id});
        co_await t.rest_all();
        EXPECT_TRUE(t.dispatcher.status().empty());
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::pending);
    });
}

TEST_F(DispatcherTest, LanesPutBeforeTheStartRunFromTheStart)
{
    scenario([](LaneTest& base) -> asio::awaitable<void> {
        auto& t = dynamic_cast<DispatcherTest&>(base);
        co_await t.queue(2);
        t.put(t.erp());
        t.put(t.erp());
        t.group = std::make_unique<async::TaskGroup>(t.io_.get_executor());
        t.group->spawn(t.dispatcher.run());
        co_await t.attempts(2);
        t.dispatcher.drain();
        co_await t.group->join();
        EXPECT_EQ(t.ledger().size(), 2U);
    });
}

TEST_F(DispatcherTest, CancellationEndsAllLanes)
{
    scenario([](LaneTest& base) -> asio::awaitable<void> {
        auto& t = dynamic_cast<DispatcherTest&>(base);
        t.put(t.erp());
        t.receiver.hold();
        co_await t.queue(1);
        t.group = std::make_unique<async::TaskGroup>(t.io_.get_executor());
        t.group->spawn(t.dispatcher.run());
        co_await t.receiver.received(1);
        t.group->cancel();
        co_await t.group->join();
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
    });
}

TEST_F(DispatcherTest, UnreadableCertificateIsReportedBeforeThereIsALane)
{
    dispatch([](DispatcherTest& t) -> asio::awaitable<void> {
        t.webhook.http.ca_file = t.dir / "missing.pem";
        EXPECT_THROW(t.put(t.erp()), std::runtime_error);
        EXPECT_TRUE(t.dispatcher.status().empty());
        co_return;
    });
}

}  // namespace
}  // namespace webhookd::delivery
