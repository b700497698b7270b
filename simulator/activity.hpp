#pragma once
// Life in the simulated OpenBoxes: one thing happens per step, in a round that contains everything that
// webhooks tell of, so that whoever waits for one of each event sees it within one round.

#include <cstdint>
#include <random>
#include <string>

#include "simulator/world.hpp"

namespace webhookd::simulator {

class Activity
{
  public:
    /// The world needs a depot and a second facility.
    Activity(World& world, std::uint64_t seed) : world_(world), random_(seed) {}

    /// Makes the next thing happen and says what, in one line.
    std::string step();

  private:
    std::string create_product();
    std::string create_movement();
    std::string ship_movement();
    std::string receive_movement();
    std::string create_order();
    std::string place_order();
    std::string adjust_stock();
    Line some_line();

    World& world_;
    std::mt19937_64 random_;
    std::size_t steps_ = 0;
    std::string movement_;
    std::string order_;
};

}  // namespace webhookd::simulator
