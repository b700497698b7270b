// Sets the clock back by 90 days and lets it run evenly to an hour ago, once for each kind of thing, while
// one generator decides what is made; most movements are over, the newest tenth is under way.

#include "simulator/seeding.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace webhookd::simulator {

namespace {

constexpr std::array goods = {
    "Gauze roll",  "Gloves",       "Syringe",       "Bandage",      "Oral rehydration salts",
    "Paracetamol", "Amoxicillin",  "Face mask",     "Thermometer",  "Catheter",
    "Test strips", "Infusion set", "Surgical tape", "Disinfectant", "Vitamin A"};
constexpr std::array categories = {"Consumables", "Medicines", "Devices"};
constexpr std::size_t stocked_products = 40;
constexpr auto past = std::chrono::days(90);

class Seeder
{
  public:
    Seeder(World& world, SeedClock clock, const SeedPlan& plan)
        : world_(world),
          clock_(std::move(clock)),
          plan_(plan),
          random_(plan.seed),
          end_(clock_() - std::chrono::hours(1))
    {
    }

    void run()
    {
        clock_.set(end_ - past);
        for (std::size_t at = 0; at < plan_.facilities; ++at)
            depots_.push_back(
                world_.create_facility(at == 0 ? "Main depot" : fmt::format("Depot {}", at + 1)));
        ward_ = world_.create_facility("Clinic", "WARD");
        supplier_ = world_.create_facility("Acme Supplies", "SUPPLIER");
        spread(plan_.products, [this](std::size_t at) { make_product(at); });
        if (depots_.empty() || plan_.products == 0) return;
        spread(plan_.movements, [this](std::size_t at) { make_movement(at); });
        spread(plan_.orders, [this](std::size_t at) { make_order(at); });
        clock_.set(end_);
    }

  private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    /// Calls `make` for 0 … count - 1, the clock moving evenly from the past's beginning to its end.
    template <class Make>
    void spread(std::size_t count, Make make)
    {
        for (std::size_t at = 0; at < count; ++at) {
            auto part = static_cast<std::int64_t>(at) * std::chrono::milliseconds(past).count() /
                        static_cast<std::int64_t>(count);
            clock_.set(end_ - past + std::chrono::milliseconds(part));
            make(at);
        }
    }

    void make_product(std::size_t at)
    {
        Product product;
        product.name = fmt::format("{} {}", goods.at(below(goods.size())), at + 1);
        product.category = categories.at(below(categories.size()));
        product.price = fmt::format("{}.{:02}", below(100), below(100));
        product.active = below(20) != 0;
        world_.create_product(std::move(product));
    }

    std::vector<Line> some_lines()
    {
        std::vector<Line> lines(1 + below(3));
        for (auto& line : lines) {
            line.product = world_.products.rows()[below(std::min(plan_.products, stocked_products))].id;
            line.quantity = static_cast<std::int64_t>(1 + below(50));
        }
        return lines;
    }

    void make_movement(std::size_t at)
    {
        NewMovement movement;
        movement.origin = depots_[below(depots_.size())];
        movement.destination = depots_[(below(depots_.size()))];
        if (movement.destination == movement.origin) movement.destination = ward_;
        if (at % 5 == 4) {
            movement.origin = supplier_;
            movement.shipment_only = true;
            movement.destination = depots_.front();
        }
        movement.lines = some_lines();
        auto id = world_.create_movement(std::move(movement));
        // Most movements of a site are long over; the newest tenth is under way.
        bool over = at * 10 < plan_.movements * 9;
        auto steps = over ? 3 : below(3);
        if (steps >= 1) world_.ship(id);
        if (steps == 2) world_.receive(id, true);
        if (steps == 3) world_.receive(id);
    }

    void make_order(std::size_t at)
    {
        auto id = world_.create_order({supplier_, depots_[below(depots_.size())], "", some_lines()});
        if (at % 4 == 3) return;
        world_.place_order(id);
        if (at % 4 == 0) world_.ship_order(id);
        if (at % 8 == 0) world_.receive_order(id);
    }

    World& world_;
    SeedClock clock_;
    SeedPlan plan_;
    std::mt19937_64 random_;
    Timestamp end_;
    std::vector<std::string> depots_;
    std::string ward_;
    std::string supplier_;
};

}  // namespace

void seed_world(World& world, SeedClock clock, const SeedPlan& plan)
{
    Seeder(world, clock, plan).run();
    clock.release();
}

}  // namespace webhookd::simulator
