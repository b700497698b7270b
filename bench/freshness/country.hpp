#pragma once
// Lets the changes of a workload happen in a simulated OpenBoxes.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/freshness/workload.hpp"
#include "simulator/world.hpp"

namespace webhookd::bench {

class Country
{
  public:
    /// Makes the depots, a clinic, a supplier, and things to store.
    Country(simulator::World& world, std::uint32_t facilities);

    /// Returns by what the event about it is known, event_key(); nothing when none tells it.
    std::optional<std::string> apply(const Change& change);

  private:
    const std::string& place(std::uint32_t facility) const;
    std::vector<simulator::Line> some_lines();
    void create_movement(const Change& change);
    std::string adjust(const Change& change, const std::string& type);

    simulator::World& world_;
    std::vector<std::string> depots_;
    std::string clinic_;
    std::string supplier_;
    std::vector<std::string> products_;
    std::unordered_map<std::uint32_t, std::string> movements_;
    std::unordered_map<std::uint32_t, std::string> orders_;
    std::size_t picked_ = 0;
};

/// One text for a type of event and what it is about: the entity's id, of an adjustment its transaction's
/// number.
std::string event_key(std::string_view type, std::string_view subject);

}  // namespace webhookd::bench
