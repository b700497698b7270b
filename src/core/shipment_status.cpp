// The four words, in the order of the statuses.

#include "webhookd/core/shipment_status.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace webhookd::core {

namespace {

using namespace std::string_view_literals;

constexpr std::array words{"PENDING"sv, "SHIPPED"sv, "PARTIALLY_RECEIVED"sv, "RECEIVED"sv};

}  // namespace

std::string_view to_string(ShipmentStatus status)
{
    return words[static_cast<std::size_t>(std::to_underlying(status))];
}

std::optional<ShipmentStatus> find_shipment_status(std::string_view word)
{
    if (word == "CREATED") return ShipmentStatus::pending;
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<ShipmentStatus>(found - words.begin());
}

}  // namespace webhookd::core
