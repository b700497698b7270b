// `POST /v1/replay`: which events of the past are queued, once, and in which order.

#include <fmt/format.h>

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using store::DeliveryState;

constexpr auto all_time = R"("since": "2026-06-01T00:00:00Z")";

class Replaying : public ControlTest
{
  public:
    /// Events evt_1, evt_2, … about an entity each, evt_k in minute k.
    asio::awaitable<void> emit(int count, std::string type = "product.created")
    {
        co_await write([count, type, first = emitted_ + 1](store::Tables& tables) {
            for (int k = first; k < first + count; ++k) {
                auto event = store::an_event(fmt::format("evt_{}", k), fmt::format("product:{}", k), type);
                event.body = fmt::format(R"({{"type":"{}","data":{{"id":"{}"}}}})", type, k);
                tables.events.add(event, "products", store::at(k));
            }
        });
        emitted_ += count;
    }

    /// A delivery of evt_k to `subscriber`, ended so.
    asio::awaitable<void> deliver(int k, std::string subscriber, DeliveryState state)
    {
        co_await write([k, subscriber, state](store::Tables& tables) {
            const auto id = tables.subscribers.ensure(subscriber);
            const auto event = tables.events.find(fmt::format("evt_{}", k)).value();
            tables.deliveries.add(event.seq, id, store::at(k));
            const auto delivery = tables.deliveries.find(event.seq, id).value().id;
            if (state == DeliveryState::dead) tables.deliveries.mark_dead(delivery, store::at(k), "given up");
            if (state == DeliveryState::delivered)
                tables.deliveries.mark_delivered(delivery, store::at(k), store::at(k));
        });
    }

    asio::awaitable<Json> replay(std::string rest)
    {
        auto body = fmt::format(R"({{"subscriber": "erp", {}{}}})", all_time, rest);
        auto answered = co_await ask("POST", "/v1/replay", std::move(body));
        EXPECT_EQ(answered.status, 200) << answered.body;
        co_return answered.body;
    }

    /// The events that have an unfinished delivery to erp, oldest first.
    std::vector<std::string> queued()
    {
        std::vector<std::string> ids;
        store::DeliveryFilter filter;
        filter.subscriber = "erp";
        filter.limit = 10'000;
        for (const auto& delivery : store_->read().deliveries.list(filter)) {
            if (!delivery.finished_at) ids.push_back(delivery.event_id);
        }
        std::ranges::reverse(ids);
        return ids;
    }

    using Scenario = asio::awaitable<void> (*)(Replaying& t);
    void scenario(Scenario body)
    {
        body_ = body;
        ControlTest::scenario([](ControlTest& t) -> asio::awaitable<void> {
            auto& self = static_cast<Replaying&>(t);
            co_await self.write([](store::Tables& tables) { tables.subscribers.ensure("erp"); });
            co_await self.body_(self);
        });
    }

  private:
    Scenario body_ = nullptr;
    int emitted_ = 0;
};

using Ids = std::vector<std::string>;

TEST_F(Replaying, MissingGivesANewSubscriberItsHistoryOnce)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(3);
        const auto first = co_await t.replay(R"(, "states": ["missing"])");
        EXPECT_EQ(first["queued"], 3);
        EXPECT_EQ(first["missing"], 3);
        EXPECT_EQ(t.queued(), (Ids{"evt_1", "evt_2", "evt_3"}));
        const auto second = co_await t.replay(R"(, "states": ["missing"])");
        EXPECT_EQ(second["queued"], 0);
        EXPECT_EQ(second["unfinished"], 3);
        EXPECT_EQ(t.queued().size(), 3U);
        EXPECT_EQ(t.woken_.size(), 1U) << "the lane is told once there is something";
    });
}

TEST_F(Replaying, DeadQueuesExactlyTheDead)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(4);
        co_await t.deliver(1, "erp", DeliveryState::dead);
        co_await t.deliver(2, "erp", DeliveryState::delivered);
        co_await t.deliver(3, "crm", DeliveryState::dead);
        const auto counts = co_await t.replay(R"(, "states": ["dead"])");
        EXPECT_EQ(counts["queued"], 1);
        EXPECT_EQ(t.queued(), (Ids{"evt_1"}));
    });
}

TEST_F(Replaying, WithoutStatesItIsTheDeadAndTheMissing)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(3);
        co_await t.deliver(1, "erp", DeliveryState::dead);
        co_await t.deliver(2, "erp", DeliveryState::delivered);
        const auto counts = co_await t.replay("");
        EXPECT_EQ(counts["dead"], 1);
        EXPECT_EQ(counts["missing"], 1);
        EXPECT_EQ(counts["delivered"], 0);
        EXPECT_EQ(t.queued(), (Ids{"evt_1", "evt_3"}));
    });
}

TEST_F(Replaying, DeliveredOnesAreSentAgainWhenAskedFor)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(2);
        co_await t.deliver(1, "erp", DeliveryState::delivered);
        const auto counts = co_await t.replay(R"(, "states": ["missing", "dead", "delivered"])");
        EXPECT_EQ(counts["delivered"], 1);
        EXPECT_EQ(t.queued(), (Ids{"evt_1", "evt_2"}));
        const auto again = t.store_->read().deliveries.find(1).value();
        EXPECT_EQ(again.attempts, 0) << "attempts count from one again";
        EXPECT_EQ(again.event_id, "evt_1");
    });
}

TEST_F(Replaying, DryRunCountsAndWritesNothing)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(3);
        co_await t.deliver(1, "erp", DeliveryState::dead);
        const auto counts = co_await t.replay(R"(, "dry_run": true)");
        EXPECT_EQ(counts["dry_run"], true);
        EXPECT_EQ(counts["queued"], 3);
        EXPECT_EQ(t.queued(), Ids{});
        EXPECT_TRUE(t.woken_.empty());
    });
}

TEST_F(Replaying, OnlyTheTimeAskedFor)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(5);
        const auto body =
            fmt::format(R"({{"subscriber": "erp", "since": "{}", "until": "{}"}})",
                        core::format_timestamp(store::at(2)), core::format_timestamp(store::at(4)));
        const auto answered = co_await t.ask("POST", "/v1/replay", body);
        EXPECT_EQ(answered.body["events"], 2);
        EXPECT_EQ(t.queued(), (Ids{"evt_2", "evt_3"}));
    });
}

TEST_F(Replaying, OnlyTheTypesAskedFor)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(1, "product.created");
        co_await t.emit(1, "stockMovement.shipped");
        co_await t.emit(1, "stockMovement.received");
        co_await t.replay(R"(, "types": ["stockMovement.*"])");
        EXPECT_EQ(t.queued(), (Ids{"evt_2", "evt_3"}));
    });
}

TEST_F(Replaying, MissingAreOnlyTheEventsThatItsFilterLetsThrough)
{
    configured_.subscribers[0].matcher.where =
        core::parse_where(Json::parse(R"({"id": ["2", "3"]})")).value();
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(4);
        co_await t.replay("");
        EXPECT_EQ(t.queued(), (Ids{"evt_2", "evt_3"}));
    });
}

TEST_F(Replaying, DeadOnesAreSentThoughTheFilterChangedSince)
{
    configured_.subscribers[0].matcher.events = {"stockMovement.*"};
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(1);
        co_await t.deliver(1, "erp", DeliveryState::dead);
        co_await t.replay("");
        EXPECT_EQ(t.queued(), (Ids{"evt_1"}));
    });
}

TEST_F(Replaying, PingOfAnotherIsNotMissing)
{
    configured_.subscribers[0].matcher.events = {"*", "webhookd.*"};
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(1, "webhookd.ping");
        co_await t.replay("");
        EXPECT_EQ(t.queued(), Ids{});
    });
}

TEST_F(Replaying, ManyEventsAreQueuedOldestFirst)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        co_await t.emit(1000);
        const auto counts = co_await t.replay("");
        EXPECT_EQ(counts["queued"], 1000);
        std::int64_t last = 0;
        for (int k = 1; k <= 1000; ++k) {
            const auto event = t.store_->read().events.find(fmt::format("evt_{}", k)).value();
            const auto id = t.store_->read().deliveries.find(event.seq, 1).value().id;
            EXPECT_GT(id, last);
            last = id;
        }
    });
}

TEST_F(Replaying, UnknownSubscriberIs404AndTheOthersAreNamed)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        const auto answered =
            co_await t.ask("POST", "/v1/replay", R"({"subscriber": "epr", "since": "2026-06-01T00:00:00Z"})");
        EXPECT_EQ(answered.status, 404);
        EXPECT_EQ(answered.body["error"],
                  "there is no subscriber 'epr' in the configuration; there are: erp, crm");
    });
}

TEST_F(Replaying, EveryMistakeIs400AndNamesTheKey)
{
    scenario([](Replaying& t) -> asio::awaitable<void> {
        const std::vector<std::pair<std::string, std::string>> mistakes{
            {"[]", "the body"},
            {"{", "the body"},
            {"{}", "subscriber"},
            {R"({"subscriber": 1})", "subscriber"},
            {R"({"subscriber": "erp"})", "since"},
            {R"({"subscriber": "erp", "since": "yesterday"})", "since"},
            {R"({"subscriber": "erp", "since": 5})", "since"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "until": "2026-06-01"})", "until"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "types": "a"})", "types"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "types": ["product.creatd"]})",
             "types"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "states": ["pending"]})", "states"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "dry_run": "yes"})", "dry_run"},
            {R"({"subscriber": "erp", "since": "2026-06-01T00:00:00Z", "sicne": 1})", "sicne"},
        };
        for (const auto& [body, key] : mistakes) {
            const auto answered = co_await t.ask("POST", "/v1/replay", body);
            EXPECT_EQ(answered.status, 400) << body;
            EXPECT_TRUE(answered.body["error"].get<std::string>().starts_with(key)) << answered.body;
        }
    });
}

}  // namespace
}  // namespace webhookd::control
