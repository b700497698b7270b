#pragma once
// The bounded part of a lane's queue that is in memory: due deliveries loaded ahead, and what is in
// flight. Of a chain there is one in flight at a time, whatever is queued again meanwhile (P4). A backlog of
// a million rows costs no more than this. Reads the store only when something may have changed there.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/store/delivery_table.hpp"

namespace webhookd::delivery {

class Window
{
  public:
    /// `table` is a reader's and outlives the window. At most `capacity` deliveries are loaded at a time.
    Window(store::DeliveryTable& table, std::int64_t subscriber_id, std::size_t capacity);

    /// The next due delivery, now in flight; null when there is none.
    std::optional<store::DueDelivery> take(core::Timestamp now);

    /// A delivery to probe with, now in flight: due ones first, then those that wait for their retry; each
    /// in turn, so that one that can never succeed does not block the lane. An event type that no probe has
    /// tried goes first, since what a receiver chokes on is mostly a type. Null when nothing is pending.
    std::optional<store::DueDelivery> take_probe(core::Timestamp now);

    /// No longer in flight: recorded, or given back.
    void finish(std::int64_t delivery_id);

    /// The store may hold more due deliveries than the last look found: time passed, or something was
    /// recorded that made one due.
    void look_again();
    /// The store may have changed under what is loaded: forget it and look again.
    void forget();

    /// When the next delivery not in flight is due (in the past when it is already); null when there is none.
    std::optional<core::Timestamp> next_due();

  private:
    void load(core::Timestamp now);
    std::optional<store::ProbeCandidate> choose_probe(core::Timestamp now);

    store::DeliveryTable& table_;
    std::int64_t subscriber_id_;
    std::size_t capacity_;
    std::vector<store::DueDelivery> loaded_;
    std::size_t next_ = 0;  ///< of loaded_
    bool worth_looking_ = true;
    /// As last looked up; null: it may have changed.
    std::optional<std::optional<core::Timestamp>> next_due_;
    std::vector<store::InFlight> in_flight_;
    std::optional<store::ProbeCandidate> last_in_turn_;
    std::vector<std::string> probed_types_;
};

}  // namespace webhookd::delivery
