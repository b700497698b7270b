// Two OpenBoxes in one file: their ids, names and codes are alike, and never meet.

#include "store/tables_test.hpp"

namespace webhookd::store {

namespace {

core::Snapshot a_product(std::string label)
{
    core::Snapshot product;
    product.id = "1";
    product.watched = {{"day", "2026-06-02"}};
    product.label = std::move(label);
    return product;
}

PollRecord a_poll()
{
    PollRecord poll;
    poll.stream = "products";
    return poll;
}

StreamRecord a_stream(std::string scope)
{
    StreamRecord record;
    record.name = "products";
    record.scope = std::move(scope);
    return record;
}

constexpr auto product = core::EntityKind::product;

struct TwoSourcesTest : TablesTest
{
    TwoSourcesTest()
    {
        tables_->database->execute("INSERT INTO source VALUES (2, 'https://other.example.org', 'epoch')");
        other_ =
            std::make_unique<Tables>(std::make_unique<sqlite::Database>(path_, sqlite::Access::read_write),
                                     Source{.id = {2}, .url = {}, .epoch = {}});
    }

    std::unique_ptr<Tables> other_;
};

}  // namespace

TEST_F(TwoSourcesTest, KnowEachItsEntities)
{
    tables_->entities.put(product, a_product("Gloves"), true);
    EXPECT_EQ(other_->entities.find(product, std::array{std::string_view("1")}).front(), std::nullopt);
    EXPECT_EQ(other_->entities.count({}), 0);
    EXPECT_TRUE(other_->entities.open({}).empty());
    EXPECT_TRUE(other_->entities.some({}, 9).empty());

    other_->entities.put(product, a_product("Masks"), true);
    EXPECT_EQ(tables_->entities.open({}).front().label, "Gloves");
    other_->entities.forget(product, "", "2026-06-03");
    EXPECT_EQ(other_->entities.count({}), 0);
    EXPECT_EQ(tables_->entities.count({}), 1);
}

TEST_F(TwoSourcesTest, HaveEachItsStreamsAndFacts)
{
    EXPECT_TRUE(tables_->streams.put(a_stream("a"), 0));
    EXPECT_TRUE(other_->streams.put(a_stream("b"), 0)) << "the fence of one holds up the other (F-26)";
    EXPECT_EQ(tables_->streams.find("products")->scope, "a");
    EXPECT_EQ(other_->streams.all().size(), 1U);

    tables_->streams.put_fact("adjustments", "A");
    EXPECT_EQ(other_->streams.find_fact("adjustments"), std::nullopt);
    other_->streams.remove_fact("adjustments");
    EXPECT_EQ(tables_->streams.find_fact("adjustments"), "A");
}

TEST_F(TwoSourcesTest, ListEachItsEventsAndPolls)
{
    tables_->events.add(an_event("evt_1"), "products", at(1));
    tables_->polls.add(a_poll());
    EventFilter of_product;
    of_product.entity = "product:1";
    PollFilter of_products;
    of_products.stream = "products";
    EXPECT_TRUE(other_->events.list({}).empty());
    EXPECT_TRUE(other_->events.list(of_product).empty());
    EXPECT_TRUE(other_->polls.list({}).empty());
    EXPECT_TRUE(other_->polls.list(of_products).empty());
    EXPECT_EQ(tables_->events.list({}).size(), 1U);
    EXPECT_EQ(tables_->polls.list({}).size(), 1U);
}

TEST_F(TwoSourcesTest, DoNotWaitForEachOther)  // P4
{
    const auto erp = tables_->subscribers.ensure("erp");
    const auto here = a_delivery("evt_1", erp);
    const auto seq = other_->events.add(an_event("evt_2"), "products", at(1)).value();
    other_->deliveries.add(seq, erp, at(1));
    const auto there = delivery_of("evt_2", erp);
    EXPECT_EQ(state_of(here), DeliveryState::pending);
    EXPECT_EQ(state_of(there), DeliveryState::pending);

    tables_->deliveries.rechain(erp, Chain::whole_lane);
    EXPECT_EQ(state_of(there), DeliveryState::waiting) << "a whole lane is one chain, whatever is in it";
    tables_->deliveries.rechain(erp, Chain::by_entity);
    EXPECT_EQ(state_of(there), DeliveryState::pending);
    tables_->deliveries.drop(there, at(2), "");
    tables_->deliveries.requeue(there, at(3));
    EXPECT_EQ(state_of(there), DeliveryState::pending);
}

}  // namespace webhookd::store
