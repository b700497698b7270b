// Events keep their bytes and are stored once (P3).

#include "webhookd/store/event_table.hpp"

#include <vector>

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

struct EventTableTest : TablesTest
{
    std::vector<std::string> ids(const EventFilter& filter)
    {
        std::vector<std::string> found;
        for (const auto& record : tables_->events.list(filter))
            found.push_back(record.event.id);
        return found;
    }
};

using EventIds = std::vector<std::string>;

}  // namespace

TEST_F(EventTableTest, ReturnsTheExactBytesOfTheBody)  // P3
{
    auto event = an_event("evt_1");
    event.body = std::string("{\"a\":\"\xc3\xa9\\u0000\"}\n");
    const auto seq = tables_->events.add(event, "products", at(5));
    const auto found = tables_->events.find("evt_1").value();
    EXPECT_EQ(found.seq, seq);
    EXPECT_EQ(found.event.body, event.body);
    EXPECT_EQ(found.event.type, "product.created");
    EXPECT_EQ(found.event.entity, "product:1");
    EXPECT_EQ(found.event.occurred_at, at(0));
    EXPECT_EQ(found.stream, "products");
    EXPECT_EQ(found.created_at, at(5));
}

TEST_F(EventTableTest, RefusesAnIdThatIsThereAlready)  // P3, F-25
{
    EXPECT_TRUE(tables_->events.add(an_event("evt_1"), "products", at(0)));
    EXPECT_FALSE(tables_->events.add(an_event("evt_1"), "products", at(1)));
    EXPECT_EQ(tables_->events.find("evt_1")->created_at, at(0));
}

TEST_F(EventTableTest, NeverUsesASeqTwice)
{
    const auto first = tables_->events.add(an_event("evt_1"), "products", at(0)).value();
    EXPECT_EQ(tables_->events.remove_before(at(1), 10), 1);
    EXPECT_GT(tables_->events.add(an_event("evt_2"), "products", at(2)).value(), first);
}

TEST_F(EventTableTest, ListsNewestFirst)
{
    tables_->events.add(an_event("evt_1"), "products", at(1));
    tables_->events.add(an_event("evt_2"), "products", at(2));
    tables_->events.add(an_event("evt_3", "product:9", "a.b"), "products", at(2));
    EXPECT_EQ(ids({}), (EventIds{"evt_3", "evt_2", "evt_1"}));
    EventFilter two;
    two.limit = 2;
    EXPECT_EQ(ids(two), (EventIds{"evt_3", "evt_2"}));
}

TEST_F(EventTableTest, FiltersByTypeEntityAndTime)
{
    tables_->events.add(an_event("evt_1", "product:1"), "products", at(1));
    tables_->events.add(an_event("evt_2", "product:2"), "products", at(2));
    tables_->events.add(an_event("evt_3", "purchase-order:1", "purchaseOrder.approved"), "purchase-orders",
                        at(3));
    EventFilter by_type;
    by_type.type = "product.created";
    EXPECT_EQ(ids(by_type), (EventIds{"evt_2", "evt_1"}));
    EventFilter by_entity;
    by_entity.entity = "purchase-order:1";
    EXPECT_EQ(ids(by_entity), EventIds{"evt_3"});
    by_entity.entity = "1";
    EXPECT_EQ(ids(by_entity), (EventIds{"evt_3", "evt_1"}));
    by_entity.since = at(2);
    EXPECT_EQ(ids(by_entity), EventIds{"evt_3"});
    EventFilter by_time;
    by_time.since = at(2);
    by_time.until = at(3);
    EXPECT_EQ(ids(by_time), EventIds{"evt_2"});
}

}  // namespace webhookd::store
