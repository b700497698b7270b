// The names of the kinds, in the order of the enum.

#include "webhookd/core/entity.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace webhookd::core {

namespace {

using namespace std::string_view_literals;

constexpr std::array names{"product"sv, "stock-movement"sv, "purchase-order"sv, "adjustment"sv,
                           "stock-level"sv};

}  // namespace

std::string_view to_string(EntityKind kind)
{
    return names[static_cast<std::size_t>(std::to_underlying(kind))];
}

std::optional<EntityKind> find_entity_kind(std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<EntityKind>(found - names.begin());
}

}  // namespace webhookd::core
