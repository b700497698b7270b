#pragma once
// The persisted state of a lane, healthy -> failing -> held (design.md 4 `hold_after`), as pure changes of
// its row: *failing* from the opening of the circuit to the next success; *held* after 410, by command, or
// after `hold_after` of nothing but failures. One success in between starts the count anew, so sporadic
// failures never hold a lane.

#include "delivery/classify.hpp"
#include "delivery/gate.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::delivery {

/// Applies an attempt's result to the row. True when the row changed enough to be stored; last_success_at
/// alone is stored once a minute at most, not once per delivery.
bool note_result(store::SubscriberRecord& row, const Result& result, Gate::Change change, core::Timestamp now,
                 core::Duration hold_after);

void note_held(store::SubscriberRecord& row, std::string reason, core::Timestamp now);
void note_released(store::SubscriberRecord& row, core::Timestamp now);

}  // namespace webhookd::delivery
