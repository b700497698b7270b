// Events that only the feeds tell in time.

#include "crash/scenario.hpp"

#include <algorithm>

namespace webhookd::test {

namespace {

/// The lists of the facilities are not due for an hour: what happens there is told by the feeds, or after the
/// kill by the first polls of another life.
class Hints : public Scenario
{
  public:
    explicit Hints(const std::string& daemon) : Scenario(daemon)
    {
        configure(first_secret, "[50ms]", "stock_movements: 1h, inventory: 1h");
    }

  private:
    void happen() override
    {
        world([this](simulator::World& world) {
            world.ship(movement_);
            expect("stockMovement.shipped", movement_);
            const auto made = world.adjust_stock({.facility = depot_, .product = product_, .quantity = -5});
            expect("inventory.adjusted", world.transactions.get(made).number + ":" + product_);
        });
        accepted(2);
        world([this](simulator::World& world) { world.receive(movement_); });
        expect("stockMovement.received", movement_);
        accepted(3);
    }

    /// Every stream has its baseline, and the feeds have something to compare with.
    void polled() override
    {
        constexpr std::ptrdiff_t streams = 2 + 4 + 2;
        constexpr std::ptrdiff_t feeds = 2;
        until_stored([](store::Tables& tables) {
            const auto all = tables.streams.all();
            const auto ready = std::ranges::count_if(
                all, [](const store::StreamRecord& stream) { return stream.baselined_at.has_value(); });
            return ready >= streams + feeds;
        });
    }

    Answer answer(const ReceivedWebhook&) override { return status_answer(204); }
};

}  // namespace

std::unique_ptr<Scenario> hints(const std::string& daemon)
{
    return std::make_unique<Hints>(daemon);
}

}  // namespace webhookd::test
