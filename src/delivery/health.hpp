#pragma once
// The persisted state of a lane, healthy -> failing -> held (`hold_after`), as pure changes of its row:
// *failing* from the opening of the circuit to the next success; *held* when it wants no more, by command, or
// after `hold_after` of nothing but failures. One success in between starts the count anew, and so does a
// time in which nothing was tried, so sporadic failures never hold a lane.

#include "delivery/gate.hpp"
#include "webhookd/delivery/result.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::delivery {

/// Applies an attempt's result to the row. True when the row is to be stored, as after every failure;
/// last_success_at alone is stored once a minute at most, not once per delivery.
/// `took`: the attempt, which ended `now`.
bool note_result(store::SubscriberRecord& row, const Result& result, Gate::Change change, core::Timestamp now,
                 core::Duration hold_after, core::Duration took = {});

void note_held(store::SubscriberRecord& row, std::string reason, core::Timestamp now);
void note_released(store::SubscriberRecord& row, core::Timestamp now);

/// Given up the last delivery, as SubscriberTable::end_failures() stores it.
void note_nothing_left(store::SubscriberRecord& row);

/// The wall clock was set back to `now`: nothing of the row happened later.
void note_clock_set_back(store::SubscriberRecord& row, core::Timestamp now);

}  // namespace webhookd::delivery
