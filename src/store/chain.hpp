#pragma once
// The rules of chains (P4), apart from the table: the first unfinished delivery of a chain is pending, those
// of later events wait. DeliveryTable finds that first one, asks here and writes what is said.

#include <cstdint>
#include <optional>
#include <string_view>

#include "webhookd/store/delivery_table.hpp"

namespace webhookd::store {

/// The chain of a delivery about `entity` of `source`, a number instead of its name, which would double the
/// size of a waiting delivery; null for Chain::none. Two entities that share a number only wait for each
/// other without need. The numbers are stored: they never change.
std::optional<std::int64_t> chain_key(Chain chain, SourceId source, std::string_view entity);

/// The reverse of to_string(Chain).
std::optional<Chain> find_chain(std::string_view name);

/// An unfinished delivery as a part of its chain.
struct Link
{
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    std::int64_t subscriber_id = 0;
    std::optional<std::int64_t> chain{};  ///< null: it waits for nobody
    bool waiting = false;
    bool tried = false;  ///< and failed, so that it is due when it is to be tried again
    Timestamp due_at{};
};

/// Of a delivery of this event, in the chain whose first unfinished one is `first`; null: there is none.
DeliveryState state_behind(const std::optional<Link>& first, std::int64_t event_seq);

/// When one is due that was the first, and is held back at `now`: a millisecond later than whatever was sent
/// by then, by which was_held_back() knows it.
Timestamp due_when_held_back(const Link& first, Timestamp now);

/// Since it was sent: its turn is yet to come.
bool was_held_back(const Link& link, Timestamp sent_at);

/// When one is due that is the first from `now` on: as it was, so that it keeps its place in the queue; one
/// that was queued by a clock that was set back since is due now.
Timestamp due_when_released(const Link& link, Timestamp now);

}  // namespace webhookd::store
