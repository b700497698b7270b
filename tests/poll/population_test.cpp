// Another server or database under the same URL: its rows are held for a human, none becomes an event (P2).

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using simulator::FaultKind;
using Decision = store::StormHold::Decision;

class PopulationTest : public PollerTest
{
  protected:
    struct Population
    {
        std::vector<std::string> products, movements, orders;
    };

    Population fill(int number)
    {
        Population made;
        for (int i = 0; i < number; ++i) {
            made.products.push_back(world().create_product());
            made.movements.push_back(a_movement());
            world().ship(made.movements.back());
            made.orders.push_back(an_order());
            world().place_order(made.orders.back());
            world().adjust_stock({.facility = depot_, .product = made.products.back(), .quantity = -1});
            clock_.advance(5s);
        }
        return made;
    }

    void remove(const Population& gone)
    {
        for (const auto& id : gone.products)
            world().delete_product(id);
        for (const auto& id : gone.movements)
            world().delete_movement(id);
        for (const auto& id : gone.orders)
            world().delete_order(id);
        while (!world().transactions.rows().empty())
            world().delete_transaction(world().transactions.rows().front().id);
    }

    void start_with(int number)
    {
        original_ = fill(number);
        poll();
        poll();
    }

    void become_another()
    {
        remove(original_);
        fill(12);
    }

    void decide(Decision decision)
    {
        run([](PopulationTest& t, Decision decided) -> asio::awaitable<void> {
            auto write = [decided](store::Tables& tables) {
                for (auto& stream : tables.streams.all()) {
                    if (!stream.hold) continue;
                    stream.hold->decision = decided;
                    tables.streams.put(stream, stream.scan_no);
                }
            };
            co_await t.store_->write(write);
        }(*this, decision));
    }

    std::vector<std::string> held()
    {
        std::vector<std::string> names;
        for (const auto& stream : store_->read().streams.all()) {
            if (stream.hold) names.push_back(stream.name);
        }
        return names;
    }

    Population original_;
};

TEST_F(PopulationTest, StrangersAreHeldAndNothingIsEmitted)
{
    start_with(12);
    become_another();
    for (int i = 0; i < 4; ++i)
        poll();
    poll(25h);
    poll();
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_EQ(held(), (std::vector<std::string>{"inventory/" + depot_, "products", "purchase-orders",
                                                "stock-movements/inbound/" + clinic_,
                                                "stock-movements/outbound/" + depot_}));
}

TEST_F(PopulationTest, FewStrangersWhereManyAreKnownWaitForAHumanToo)
{
    start_with(30);
    become_another();
    poll(25h);
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_EQ(held().size(), 5U);
}

TEST_F(PopulationTest, IsTold)
{
    events_of_ops_ = {"webhookd.*"};
    start_with(12);
    become_another();
    poll_twice();
    const auto told = emitted();
    EXPECT_EQ(std::ranges::count(told, std::pair<std::string, std::string>("webhookd.pollHeld", "products")),
              1);
    EXPECT_TRUE(last_body()["data"]["object"]["reason"].get<std::string>().contains("another server"));
}

TEST_F(PopulationTest, IsOverWhenTheOldOneIsBack)
{
    start_with(12);
    openboxes().inject({.kind = FaultKind::other_ids, .path = "/api/products*", .times = 0});
    poll();
    EXPECT_EQ(held(), std::vector<std::string>{"products"});
    openboxes().faults().clear();
    const auto product = world().create_product();
    poll();
    EXPECT_EQ(held(), std::vector<std::string>{});
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(PopulationTest, DroppedItIsKnownFromThenOn)
{
    start_with(12);
    become_another();
    poll_twice();
    decide(Decision::drop);
    poll_twice();
    poll_twice();
    EXPECT_EQ(emitted(), Emitted{});
    const auto product = world().create_product();
    const auto movement = a_movement();
    world().ship(movement);
    poll_twice();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}, {"stockMovement.shipped", movement}}));
}

TEST_F(PopulationTest, ManyNewRowsBesideTheKnownOnesAreNews)  // P1
{
    start_with(12);
    fill(20);
    poll_twice();
    EXPECT_EQ(std::ranges::count(emitted(), "product.created", &Emitted::value_type::first), 20);
    EXPECT_EQ(std::ranges::count(emitted(), "stockMovement.shipped", &Emitted::value_type::first), 20);
    EXPECT_EQ(held(), std::vector<std::string>{});
}

TEST_F(PopulationTest, ADepotWhoseGoodsHaveAllArrivedMeanwhileIsNoStranger)  // P1
{
    start_with(12);
    for (const auto& id : original_.movements)
        world().receive(id);
    fill(12);
    poll_twice();
    EXPECT_EQ(std::ranges::count(emitted(), "stockMovement.shipped", &Emitted::value_type::first), 12);
    EXPECT_EQ(std::ranges::count(emitted(), "stockMovement.received", &Emitted::value_type::first), 12);
}

TEST_F(PopulationTest, DraftsThatWereDeletedMakeNoStrangers)  // P1
{
    start_with(3);
    for (const auto& id : original_.movements)
        world().receive(id);
    std::vector<std::string> drafts;
    for (int i = 0; i < 8; ++i)
        drafts.push_back(a_movement());
    poll(25h);
    for (const auto& id : drafts)
        world().delete_movement(id);
    const auto before = emitted().size();
    for (int i = 0; i < 4; ++i)
        world().ship(a_movement());
    poll_twice();
    EXPECT_EQ(emitted().size() - before, 4U);
    EXPECT_EQ(held(), std::vector<std::string>{});
}

TEST_F(PopulationTest, StrangersAmongTransactionsAreHeldToo)  // way B
{
    openboxes().inject({.kind = FaultKind::not_found, .path = "/api/reports/*", .times = 0});
    start_with(6);
    become_another();
    for (int i = 0; i < 3; ++i)
        poll();
    start();
    poll();
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_EQ(std::ranges::count(held(), "inventory"), 1);
}

}  // namespace
}  // namespace webhookd::poll
