#pragma once
// What one attempt, or a command, leaves in the store, all of it in one transaction: the attempt, what
// becomes of the delivery (which releases its successor, P4), the lane's state when it changed, and the
// operational events that tell of both. Runs on the writer's thread.
//
// Operational events cause no further ones: a dead delivery of one is not told, and a change of the lane's
// state that an attempt brought about is told only when it concerns events about OpenBoxes. So two
// subscribers that are told of each other cannot keep each other busy.

#include <cstdint>
#include <optional>
#include <vector>

#include "delivery/fate.hpp"
#include "webhookd/store/recipients.hpp"
#include "webhookd/store/tables.hpp"

namespace webhookd::delivery {

struct Recording
{
    store::AttemptRecord attempt;
    Fate fate;
    int attempts_before = 0;  ///< as loaded; the row says otherwise when the delivery was requeued meanwhile
    core::Timestamp now;
    std::optional<store::SubscriberRecord> lane;  ///< when it changed
    std::vector<std::int64_t> hastened;           ///< deliveries that an outage, now over, had put off
};

/// What a write brought about, to be told once it is committed. Judged by what is stored, so that a write
/// that is tried again after a doubtful failure tells nothing twice (P3).
struct Written
{
    bool dead = false;                             ///< the delivery was given up
    bool more_may_be_due = true;                   ///< of this subscriber
    bool nothing_left = false;                     ///< given up, and no other waits: the row of failures ends
    std::optional<store::LaneState> state_before;  ///< when the lane's state changed
    std::vector<std::int64_t> queued_for;          ///< subscribers that got operational events
};

Written write_recording(store::Tables& tables, const Recording& recording, const store::Audience& audience);

/// The lane as a command leaves it. `hastened`: as in a recording.
Written write_command(store::Tables& tables, const store::SubscriberRecord& lane,
                      const std::vector<std::int64_t>& hastened, const store::Audience& audience,
                      core::Timestamp now);

}  // namespace webhookd::delivery
