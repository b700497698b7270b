// Operational events of lanes: who asks for them is told of subscribers that are held or recover and of dead
// letters, once each, and never because of an operational event (docs/operational-events.md).

#include <algorithm>

#include "delivery/dispatcher_fixture.hpp"
#include "support/refuse_events.hpp"

namespace webhookd::delivery {
namespace {

/// `erp`, whose lane things happen to, and `ops`, which wants to know; both at the receiver, under paths of
/// their names.
class OperationalEventsTest : public DispatcherTest
{
  public:
    using Test = asio::awaitable<void> (*)(OperationalEventsTest& t);

    void observe(Test body)
    {
        test_ = body;
        dispatch([](DispatcherTest& base) -> asio::awaitable<void> {
            auto& t = dynamic_cast<OperationalEventsTest&>(base);
            co_await t.set_up();
            co_await t.test_(t);
        });
    }

    /// Requests for `erp` are answered with this status from now on, those for `ops` with 204.
    void erp_answers(int status) { answers_["/erp"] = status; }
    void ops_answers(int status) { answers_["/ops"] = status; }

    LaneState state_of_ops() const
    {
        const auto lanes = dispatcher.status();
        return std::ranges::find(lanes, ops.lane.name, &LaneStatus::name)->state;
    }

    /// Queues `count` events of OpenBoxes for `erp`.
    asio::awaitable<void> publish_changes(int count)
    {
        for (int i = 0; i < count; ++i)
            co_await publish({settings.subscriber_id});
    }

    asio::awaitable<void> refuse_events(bool refuse)
    {
        auto work = [refuse](store::Tables& tables) { test::refuse_events(tables, refuse); };
        co_await store->write(std::move(work));
    }

    /// Returns once `ops` has accepted so many webhooks.
    asio::awaitable<void> told(std::size_t count)
    {
        return receiver.until([count](const test::WebhookLedger& ledger) {
            return static_cast<std::size_t>(std::ranges::count_if(ledger.all(), accepted_by_ops)) >= count;
        });
    }

    /// `data` of what `ops` accepted, with its type, in the order of arrival.
    std::vector<std::pair<std::string, Json>> news() const
    {
        std::vector<std::pair<std::string, Json>> found;
        for (const auto& webhook : ledger().all()) {
            if (accepted_by_ops(webhook))
                found.emplace_back(webhook.type, Json::parse(webhook.request.body).at("data"));
        }
        return found;
    }
    std::vector<std::string> told_types() const
    {
        std::vector<std::string> types;
        for (const auto& [type, data] : news())
            types.push_back(type);
        return types;
    }

    /// Operational events in the store, whoever was told.
    std::size_t stored() const
    {
        std::size_t count = 0;
        for (const auto& record : store->read().events.list({}))
            count += core::is_operational(record.event.type) ? 1 : 0;
        return count;
    }

    Subscriber ops;

  private:
    static bool accepted_by_ops(const test::ReceivedWebhook& webhook)
    {
        return webhook.request.path == "/ops" && webhook.accepted;
    }

    asio::awaitable<void> set_up()
    {
        receiver.answer_with([this](const test::ReceivedWebhook& webhook) {
            return test::status_answer(answers_.at(webhook.request.path));
        });
        listener.wake = [this](std::span<const std::int64_t> ids) { dispatcher.wake(ids); };
        ops = (co_await subscribers(1)).at(0);
        webhook.url = http::Url::parse(receiver.url() + "/erp").value();
        ops.webhook.url = http::Url::parse(receiver.url() + "/ops").value();
        store->set_recipients(
            {{settings.subscriber_id, {{"*"}, {}}}, {ops.lane.subscriber_id, {{"webhookd.*"}, {}}}});
        put(erp());
        put(ops);
    }

    Test test_ = nullptr;
    std::map<std::string, int> answers_{{"/erp", 204}, {"/ops", 204}};
};

using Types = std::vector<std::string>;

TEST_F(OperationalEventsTest, HeldBy410)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.erp_answers(410);
        co_await t.publish_changes(1);
        co_await t.told(1);
        const auto [type, data] = t.news().at(0);
        EXPECT_EQ(type, "webhookd.subscriberHeld");
        EXPECT_EQ(data["id"], "erp");
        EXPECT_EQ(data["object"], Json::parse(R"({"id":"erp","state":"held","since":"2026-06-02T10:00:00Z",
            "reason":"answered 410: the endpoint wants no more webhooks","pending":1})"));
        EXPECT_EQ(data["previous"], Json::parse(R"({"state":"healthy"})"));
        EXPECT_EQ(data["source"], "https://openboxes.example.org/openboxes");
    });
}

TEST_F(OperationalEventsTest, HeldAfterNothingButFailures)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.settings.hold_after = 5min;
        t.settings.retry = {.delays = std::vector<core::Duration>(100, 30s), .jitter = 0};
        t.put(t.erp());
        t.erp_answers(500);
        co_await t.publish_changes(1);
        for (std::size_t tried = 1; tried <= 10; ++tried) {
            co_await t.attempts(tried);
            co_await t.clock.until_sleepers(1);
            t.clock.advance(30s);
        }
        co_await t.told(1);
        const auto [type, data] = t.news().at(0);
        EXPECT_EQ(type, "webhookd.subscriberHeld");
        EXPECT_EQ(data["object"]["since"], "2026-06-02T10:00:00Z") << "the first failure";
        EXPECT_TRUE(contains(data["object"]["reason"].get<std::string>(), "nothing but failures since"));
    });
}

TEST_F(OperationalEventsTest, HeldAndResumedByCommand)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        co_await t.dispatcher.pause("erp", "maintenance");
        t.clock.advance(1min);
        co_await t.dispatcher.resume("erp");
        co_await t.told(2);
        const auto news = t.news();
        EXPECT_EQ(t.told_types(), (Types{"webhookd.subscriberHeld", "webhookd.subscriberRecovered"}));
        EXPECT_EQ(news[0].second["object"]["reason"], "maintenance");
        EXPECT_EQ(news[1].second["object"], Json::parse(R"({"id":"erp","state":"healthy","pending":0,
            "since":"2026-06-02T10:00:00Z","reason":"maintenance"})"));
        EXPECT_EQ(news[1].second["previous"], Json::parse(R"({"state":"held"})"));
    });
}

TEST_F(OperationalEventsTest, RecoveredWhenAFailingSubscriberIsBack)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.erp_answers(500);
        co_await t.publish_changes(5);
        co_await t.until([&t] { return t.listener.changes.size() == 1; });
        EXPECT_EQ(t.stored(), 0U) << "failing alone is not told";
        t.erp_answers(204);
        co_await t.clock.until_sleepers(1);
        t.clock.advance(1s);
        co_await t.told(1);
        const auto [type, data] = t.news().at(0);
        EXPECT_EQ(type, "webhookd.subscriberRecovered");
        EXPECT_EQ(data["previous"], Json::parse(R"({"state":"failing"})"));
        EXPECT_EQ(data["object"]["since"], "2026-06-02T10:00:00Z");
        EXPECT_EQ(data["object"]["reason"], "answered 500");
    });
}

TEST_F(OperationalEventsTest, NothingIsToldOfASubscriberThatIsDisabled)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.settings.enabled = false;
        t.put(t.erp());
        co_await t.publish_changes(1);
        co_await t.rest_all();
        EXPECT_EQ(t.stored(), 0U);
    });
}

TEST_F(OperationalEventsTest, DeadDelivery)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.erp_answers(413);
        co_await t.publish_changes(1);
        co_await t.told(1);
        const auto [type, data] = t.news().at(0);
        EXPECT_EQ(type, "webhookd.deliveryDead");
        EXPECT_EQ(data["object"], Json::parse(R"({"id":"1","subscriber":"erp","attempts":0,"lastStatus":413,
            "event":{"id":"evt_1","type":"product.created","entity":"product:p1"},
            "reason":"answered 413: this delivery will not be accepted"})"));
        EXPECT_EQ(data["id"], "1");
    });
}

TEST_F(OperationalEventsTest, DeliveryThatDiesAgainAfterAReplayIsToldAgain)  // P3
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.erp_answers(413);
        co_await t.publish_changes(1);
        co_await t.told(1);
        t.clock.advance(1min);
        auto requeue = [now = t.clock.now()](store::Tables& tables) { tables.deliveries.requeue(1, now); };
        co_await t.store->write(std::move(requeue));
        t.dispatcher.wake_all();
        co_await t.told(2);
        EXPECT_EQ(t.ledger().ids("webhookd.deliveryDead").size(), 2U);
    });
}

TEST_F(OperationalEventsTest, DeadDeliveryOfAnOperationalEventIsNotTold)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.ops_answers(413);
        co_await t.dispatcher.pause("erp", "maintenance");
        co_await t.until([&t] { return !t.listener.dead.empty(); });
        co_await t.rest_all();
        EXPECT_EQ(t.stored(), 1U);
    });
}

TEST_F(OperationalEventsTest, OutageThatConcernsOperationalEventsAloneIsNotTold)
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.ops_answers(500);
        t.erp_answers(413);
        co_await t.publish_changes(5);
        const auto is_failing = [&t] { return t.state_of_ops() == LaneState::failing; };
        co_await t.until(is_failing);
        EXPECT_EQ(t.stored(), 5U);
        t.ops_answers(204);
        co_await t.clock.until_sleepers(1);
        t.clock.advance(1s);
        co_await t.told(5);
        EXPECT_EQ(t.state_of_ops(), LaneState::healthy);
        EXPECT_EQ(t.stored(), 5U) << "its own recovery is no news";
    });
}

TEST_F(OperationalEventsTest, StateIsNotStoredWithoutTheEventThatTellsOfIt)  // P1
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        co_await t.refuse_events(true);
        bool refused = false;
        try {
            co_await t.dispatcher.pause("erp", "maintenance");
        } catch (const std::runtime_error&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
        EXPECT_EQ(t.row().state, LaneState::healthy);
        co_await t.refuse_events(false);
        co_await t.dispatcher.pause("erp", "maintenance");
        co_await t.told(1);
        EXPECT_EQ(t.row().state, LaneState::held);
        EXPECT_EQ(t.stored(), 1U);
    });
}

TEST_F(OperationalEventsTest, DeliveryDoesNotDieWithoutTheEventThatTellsOfIt)  // P1
{
    observe([](OperationalEventsTest& t) -> asio::awaitable<void> {
        t.erp_answers(413);
        t.receiver.hold();
        co_await t.publish_changes(1);
        co_await t.receiver.received(1);
        co_await t.refuse_events(true);
        t.receiver.release();
        co_await t.clock.until_sleepers(1);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_TRUE(t.attempts_of(1).empty());
        co_await t.refuse_events(false);
        t.clock.advance(1s);
        co_await t.told(1);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_EQ(t.stored(), 1U);
    });
}

}  // namespace
}  // namespace webhookd::delivery
