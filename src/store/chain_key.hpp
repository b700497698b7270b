#pragma once
// Chains in the delivery table: a number instead of the entity's name, which would double the size of a
// waiting delivery. Two entities that share a number only wait for each other without need.

#include <cstdint>
#include <optional>
#include <string_view>

#include "webhookd/store/delivery_table.hpp"

namespace webhookd::store {

/// The chain of a delivery about `entity`; null for Chain::none. The numbers are stored: they never change.
std::optional<std::int64_t> chain_key(Chain chain, std::string_view entity);

/// The reverse of to_string(Chain).
std::optional<Chain> find_chain(std::string_view name);

}  // namespace webhookd::store
