#pragma once
// Who gets an event: decided in the transaction that stores it, so that an event and its deliveries are one
// commit (P1), whoever posts it: a poll or a lane.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "webhookd/core/event.hpp"
#include "webhookd/core/matching.hpp"
#include "webhookd/store/delivery_table.hpp"

namespace webhookd::store {

struct Tables;

struct Recipient
{
    std::int64_t subscriber_id = 0;
    core::Matcher matcher;
};

/// Shared with the writer's thread, hence immutable; a reload replaces the whole list. Never null.
using Recipients = std::shared_ptr<const std::vector<Recipient>>;

/// To whom a write tells what it brought about; a value for the writer's thread.
struct Audience
{
    core::Installation installation;
    Recipients recipients;
};

/// Stores an event and queues it, due at `now`, for those of `recipients` who want it; returns their
/// subscriber ids. Does nothing when its id is there already: the same thing happened before (P3).
std::vector<std::int64_t> post(Tables& tables, const core::Event& event, std::string_view stream,
                               const Recipients& recipients, Timestamp now);

/// The same for an operational event, which exists for its recipients alone: nothing is stored when nobody
/// wants it.
std::vector<std::int64_t> tell(Tables& tables, const core::Notice& notice, const Audience& audience);

}  // namespace webhookd::store
