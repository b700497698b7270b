// Events of every kind, each refused once by the subscriber before it accepts.

#include "crash/scenario.hpp"

namespace webhookd::test {

namespace {

class PollsAndRetries : public Scenario
{
  public:
    explicit PollsAndRetries(const std::string& daemon) : Scenario(daemon)
    {
        configure(first_secret, "[50ms, 50ms, 50ms, 50ms, 50ms]");
    }

  private:
    void happen() override
    {
        world([this](simulator::World& world) { happen_first(world); });
        accepted(4);
        world([this](simulator::World& world) { happen_next(world); });
        accepted(6);
    }

    void happen_first(simulator::World& world)
    {
        expect("product.created", world.create_product());
        world.ship(movement_);
        expect("stockMovement.shipped", movement_);
        world.place_order(order_);
        expect("purchaseOrder.approved", order_);
        const auto adjustment = world.adjust_stock({.facility = depot_, .product = product_, .quantity = -5});
        expect("inventory.adjusted", world.transactions.get(adjustment).number + ":" + product_);
    }

    void happen_next(simulator::World& world)
    {
        world.receive(movement_);
        expect("stockMovement.received", movement_);
        expect("product.created", world.create_product());
    }

    Answer answer(const ReceivedWebhook& webhook) override
    {
        return status_answer(refused_.insert(webhook.id).second ? 500 : 204);
    }

    std::set<std::string> refused_;
};

}  // namespace

std::unique_ptr<Scenario> polls_and_retries(const std::string& daemon)
{
    return std::make_unique<PollsAndRetries>(daemon);
}

}  // namespace webhookd::test
