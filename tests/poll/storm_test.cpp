// A poll that finds more events than detection.storm_limit: held, told of once, and released or
// dropped by command.

#include "poll/poller_fixture.hpp"

namespace webhookd::poll {
namespace {

using Decision = store::StormHold::Decision;

class StormTest : public PollerTest
{
  protected:
    void SetUp() override
    {
        PollerTest::SetUp();
        settings_.storm_limit = 5;
    }

    void create_products(int number)
    {
        for (int i = 0; i < number; ++i)
            world().create_product();
    }

    /// After a baseline, a poll that finds six new products, which is one too many.
    void storm()
    {
        poll();
        create_products(6);
        poll();
    }

    std::optional<store::StormHold> hold() { return store_->read().streams.find("products").value().hold; }

    std::int64_t known_products()
    {
        return store_->read().entities.count(
            {.kind = core::EntityKind::product, .place = store::EntityScope::Place::any, .facility = {}});
    }

    void decide(Decision decision)
    {
        run([](StormTest& t, Decision decided) -> asio::awaitable<void> {
            auto write = [decided](store::Tables& tables) {
                auto products = tables.streams.find("products").value();
                products.hold.value().decision = decided;
                return tables.streams.put(products, products.scan_no);
            };
            EXPECT_TRUE((co_await t.store_->write(write)).value());
        }(*this, decision));
    }
};

TEST_F(StormTest, IsHeldAndNothingOfItIsKept)
{
    storm();
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_EQ(last_poll("products").outcome, store::PollOutcome::held);
    ASSERT_TRUE(hold());
    EXPECT_EQ(hold()->events, 6);
    EXPECT_EQ(hold()->decision, Decision::none);
    EXPECT_EQ(known_products(), 0);
}

TEST_F(StormTest, IsToldOnceHoweverOftenItIsFoundAgain)
{
    events_of_ops_ = {"webhookd.*"};
    storm();
    ASSERT_EQ(emitted(), (Emitted{{"webhookd.pollHeld", "products"}}));
    const auto object = last_body()["data"]["object"];
    EXPECT_EQ(object["events"], 6);
    EXPECT_EQ(object["since"], core::format_timestamp(hold()->since));
    EXPECT_EQ(listener_.woken, std::vector<std::int64_t>{ops_});

    create_products(1);
    poll();
    start();
    poll();
    EXPECT_EQ(hold()->events, 7);
    EXPECT_EQ(emitted(), (Emitted{{"webhookd.pollHeld", "products"}}));
}

TEST_F(StormTest, ReleasedItEmitsEverythingAndTheNextOneIsHeldAgain)
{
    storm();
    decide(Decision::release);
    poll();
    EXPECT_EQ(emitted().size(), 6U);
    EXPECT_FALSE(hold());

    create_products(6);
    poll();
    EXPECT_EQ(emitted().size(), 6U);
    EXPECT_TRUE(hold());
}

TEST_F(StormTest, DroppedItIsKnownAndNeverToldAndWhatComesAfterIsTold)
{
    storm();
    decide(Decision::drop);
    poll();
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_FALSE(hold());
    EXPECT_EQ(last_poll("products").outcome, store::PollOutcome::ok);
    EXPECT_EQ(last_poll("products").error, "6 events dropped by command");

    const auto product = world().create_product();
    poll();
    EXPECT_EQ(emitted(), (Emitted{{"product.created", product}}));
}

TEST_F(StormTest, AFirstRunThatEmitsIsDroppedToo)
{
    settings_.emit_on_first_run = true;
    create_products(6);
    poll();
    ASSERT_TRUE(hold());
    decide(Decision::drop);
    poll();
    poll();
    EXPECT_EQ(emitted(), Emitted{});
    EXPECT_EQ(known_products(), 6);
}

TEST_F(StormTest, AHigherLimitLetsItGo)
{
    storm();
    settings_.storm_limit = 6;
    start();
    poll();
    EXPECT_EQ(emitted().size(), 6U);
    EXPECT_FALSE(hold());
}

}  // namespace
}  // namespace webhookd::poll
