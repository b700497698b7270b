#pragma once
// How near an entity is to an event that a configuration asks for: what `rules try` shows.

#include <optional>

#include "webhookd/core/json.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {

/// How far the entity whose `object` this is (as events show it) is from the event: 0 where any change of the
/// right kind is enough, else the distance of its numbers from their limits, as a share of these. Null where
/// the next change cannot be it: it is beyond the limit already, is what it would have to become, `where`
/// does not let it through, or the event is of what appears.
std::optional<double> distance(const EventType& type, const Json& object);

/// The fields that the rule of the event names, with their values.
Json named_values(const EventType& type, const Json& object);

}  // namespace webhookd::core
