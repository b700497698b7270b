#pragma once
// What the rest of the program tells a lane, and what it hears of it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "webhookd/core/settings.hpp"
#include "webhookd/store/records.hpp"

namespace webhookd::delivery {

struct LaneSettings : core::QueueSettings
{
    std::int64_t subscriber_id = 0;
    std::string name;
    bool enabled = true;  ///< false: as held, events queue
};

/// A lane as `status` shows it, without what is counted in the store.
struct LaneStatus
{
    std::string name;
    store::LaneState state = store::LaneState::healthy;
    std::string reason;
    std::size_t in_flight = 0;
    std::optional<core::Timestamp> paused_until;  ///< as it asked, or the next probe
    /// Of this machine: why finished attempts cannot be recorded (disk full), or nothing sent.
    std::string trouble;
};

/// What the lanes tell the rest of the program (log, metrics, the other lanes); called on the io_context
/// thread.
struct Listener
{
    virtual ~Listener() = default;
    /// `delivery` as it was before the attempt, without its body.
    virtual void on_attempt(const LaneSettings& lane, const store::DueDelivery& delivery,
                            const store::AttemptRecord& attempt) = 0;
    virtual void on_lane_state(const LaneSettings& lane, store::LaneState before,
                               const store::SubscriberRecord& now) = 0;
    /// `delivery` comes without its body.
    virtual void on_dead(const LaneSettings& lane, const store::DueDelivery& delivery,
                         const std::string& reason) = 0;
    /// Operational events for these subscribers were committed.
    virtual void on_events(std::span<const std::int64_t> subscriber_ids) = 0;
};

}  // namespace webhookd::delivery
