#pragma once
// Events, deliveries and attempts of the store as `events` and `deliveries` print them.

#include "webhookd/core/json.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::app {

/// Without the body.
OrderedJson document_of(const store::EventRecord& event);
OrderedJson document_of(const store::DeliveryRecord& delivery);
OrderedJson document_of(const store::AttemptRecord& attempt);

void print_deliveries(const std::vector<store::DeliveryRecord>& deliveries);

/// What a delivery that is not finished waits for, in words; empty for a finished one.
std::string waits_for(const store::DeliveryRecord& delivery);

}  // namespace webhookd::app
