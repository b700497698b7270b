// For whom an event is queued when it is stored, operational ones included.

#include "webhookd/store/recipients.hpp"

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

struct PostTest : TablesTest
{
    /// Makes `name` a recipient of these event types, under this condition.
    std::int64_t subscribe(const std::string& name, std::vector<std::string> events, core::Where where = {})
    {
        const auto id = tables_->subscribers.ensure(name);
        list_.push_back({id, {std::move(events), std::move(where)}});
        return id;
    }

    Recipients recipients() const { return std::make_shared<std::vector<Recipient>>(list_); }
    std::vector<std::int64_t> post(const core::Event& event)
    {
        return store::post(*tables_, event, "products", recipients(), at(1));
    }
    std::vector<std::int64_t> tell(const core::Notice& notice)
    {
        return store::tell(*tables_, notice, {{test_source, "epoch"}, recipients()});
    }

    std::vector<Recipient> list_;
};

using Ids = std::vector<std::int64_t>;

core::Notice a_notice(Timestamp when = at(1))
{
    return {.type = core::event_type::subscriber_held,
            .kind = "subscriber",
            .id = "erp",
            .object = {{"id", "erp"}},
            .previous = nullptr,
            .at = when};
}

}  // namespace

TEST_F(PostTest, QueuesTheEventForThoseWhoWantIt)
{
    const auto erp = subscribe("erp", {"*"});
    subscribe("other", {"stockMovement.*"});
    EXPECT_EQ(post(an_event("evt_1")), Ids{erp});
    const auto delivery = tables_->deliveries.find(delivery_of("evt_1", erp)).value();
    EXPECT_EQ(delivery.state, DeliveryState::pending);
    EXPECT_EQ(delivery.next_attempt_at, at(1));
    EXPECT_EQ(delivery_of("evt_1", erp + 1), 0);
}

TEST_F(PostTest, LooksIntoThePayload)
{
    const auto where = core::parse_where(Json{{"object.name", "a"}}).value();
    const auto erp = subscribe("erp", {"*"}, where);
    auto event = an_event("evt_1");
    event.body = R"({"data":{"object":{"name":"a"}}})";
    EXPECT_EQ(post(event), Ids{erp});
    event.id = "evt_2";
    event.body = R"({"data":{"object":{"name":"b"}}})";
    EXPECT_EQ(post(event), Ids{});
}

TEST_F(PostTest, KeepsAnEventThatNobodyWants)
{
    EXPECT_EQ(post(an_event("evt_1")), Ids{});
    EXPECT_TRUE(tables_->events.find("evt_1"));
}

TEST_F(PostTest, QueuesTheSameEventOnce)  // P3
{
    const auto erp = subscribe("erp", {"*"});
    post(an_event("evt_1"));
    EXPECT_EQ(post(an_event("evt_1")), Ids{});
    EXPECT_EQ(tables_->deliveries.backlog(erp).pending, 1);
}

TEST_F(PostTest, TellsThoseWhoAskForOperationalEvents)
{
    subscribe("erp", {"*"});
    const auto ops = subscribe("ops", {"webhookd.*"});
    EXPECT_EQ(tell(a_notice()), Ids{ops});
    const auto events = tables_->events.list({});
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].event.type, "webhookd.subscriberHeld");
    EXPECT_EQ(events[0].stream, "webhookd");
}

TEST_F(PostTest, StoresNoOperationalEventThatNobodyWants)
{
    subscribe("erp", {"*"});
    EXPECT_EQ(tell(a_notice()), Ids{});
    EXPECT_TRUE(tables_->events.list({}).empty());
}

TEST_F(PostTest, TellsTheSameNoticeOnce)  // P3: the write of its cause may be tried again
{
    const auto ops = subscribe("ops", {"webhookd.*"});
    tell(a_notice());
    EXPECT_EQ(tell(a_notice()), Ids{});
    EXPECT_EQ(tell(a_notice(at(2))), Ids{ops}) << "it happened again";
}

}  // namespace webhookd::store
