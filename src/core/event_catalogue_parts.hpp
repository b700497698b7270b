#pragma once
// The halves of the catalogue: events about OpenBoxes, and events about the daemon itself.

#include <vector>

#include "webhookd/core/event_catalogue.hpp"

namespace webhookd::core {

std::vector<EventDescription> openboxes_events();
std::vector<EventDescription> operational_events();

}  // namespace webhookd::core
