#pragma once
// One reader per section of the file. Each key stands once, beside its range; its default is the initial
// value of the field in config.hpp. A reader reports what is wrong and leaves the default there.

#include <vector>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

void read_openboxes(Section& section, OpenBoxes& openboxes);
void read_polling(Section& section, core::Polling& polling);
void read_detection(Section& section, Detection& detection);
void read_store(Section& section, Store& store);
void read_control(Section& section, Control& control);
void read_log(Section& section, Log& log);
/// The keys of `delivery:`, which are also keys of each subscriber.
void read_delivery(Section& section, DeliverySettings& delivery);
/// The list `subscribers:`; every subscriber begins with the settings of `delivery:`.
std::vector<Subscriber> read_subscribers(const Value& value, const DeliverySettings& defaults);

}  // namespace webhookd::config
