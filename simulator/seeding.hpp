#pragma once
// Fills a World with a past: the same one for the same plan and seed.

#include <cstdint>
#include <optional>

#include "simulator/world.hpp"

namespace webhookd::simulator {

struct SeedPlan
{
    std::size_t facilities = 3;
    std::size_t products = 100;
    std::size_t movements = 20;
    std::size_t orders = 10;
    std::uint64_t seed = 1;
};

/// A clock that a seeder can set back; the system's otherwise. Copies share their state.
class SeedClock
{
  public:
    Timestamp operator()() const
    {
        if (*fixed_) return **fixed_;
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    void set(Timestamp instant) { *fixed_ = instant; }
    void release() { fixed_->reset(); }

  private:
    std::shared_ptr<std::optional<Timestamp>> fixed_ = std::make_shared<std::optional<Timestamp>>();
};

/// Depots (`plan.facilities` of them), a ward and a supplier, then products, movements in every state and
/// orders, made between 90 days ago and an hour ago. `clock` must be the world's; it is released at the end.
void seed_world(World& world, SeedClock clock, const SeedPlan& plan);

}  // namespace webhookd::simulator
