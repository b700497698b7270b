#pragma once
// What the events about each kind of entity hold, for its row in kinds.cpp; and the events about the daemon.

#include <vector>

#include "webhookd/core/event_catalogue.hpp"

namespace webhookd::core {

std::vector<EventField> product_fields();
std::vector<EventField> movement_fields();
std::vector<EventField> movement_previous();
std::vector<EventField> order_fields();
std::vector<EventField> order_previous();
/// Of stock levels, too.
std::vector<EventField> adjustment_fields();
std::vector<EventField> adjustment_previous();
std::vector<EventField> stock_fields();

std::vector<EventDescription> operational_events();

}  // namespace webhookd::core
