#pragma once
// Diff and rules: pure functions from (what we remembered, what we now see) to (what to remember, what
// happened). They know neither HTTP nor SQL nor a clock; everything that is hard about meaning is here
// (architecture.md 2, F-28…F-33).

#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/rulebook.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {

/// Something that happened, to become one event.
struct Occurrence
{
    std::string type;  ///< an event type
    int number = 1;    ///< how often this has now happened to the entity
    bool inferred = false;
    bool repeats = false;  ///< it can happen again: `number` tells the times apart
    Json previous;         ///< watched fields that changed, with their old values; null for a new entity

    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct Step
{
    Snapshot next;
    std::vector<Occurrence> occurrences;  ///< in the order they happened
};

/// True when an observation tells nothing that the snapshot does not hold already: no write, no event.
bool is_unchanged(EntityKind kind, const Snapshot& snapshot, const Observation& seen);

/// What one observation means. `before` is null for an entity never seen. Each rule for the kind is asked in
/// turn; with those that are built in (Rulebook::built_in):
///
/// Movements: `shipped` when the status crosses from below SHIPPED to it or beyond (`inferred` when beyond),
/// then `received` when RECEIVED, or with `received_on.partial` PARTIALLY_RECEIVED, is reached from below.
/// Falling back is silent and re-arms; a lower bound, an unknown word and a missing one never do. Orders:
/// `approved` when the status enters the set or an approval date appears, unless approved already; PENDING,
/// REJECTED and no status, outside the set and without a date, re-arm, unless the row is no proof (`exact`).
/// Stock levels: `adjusted` when the quantity differs from a remembered one. Products and adjustments: once,
/// when never seen. What the configuration asks for beside these happens by Appears and Crosses.
///
/// A baseline tells no occurrence, and remembers `next` (P2, F-20): what is already true counts as having
/// happened, so that only a real re-entry fires later, and with a number that no event has used. A movement
/// first seen SHIPPED ships next for the second time.
Step step(EntityKind kind, const Rulebook& rulebook, const std::optional<Snapshot>& before,
          const Observation& seen);

/// True when `to` takes back what `from` says, both `watched` of one entity: a lower shipment status, an
/// order back at PENDING, REJECTED or no status. Such a step re-arms, so rows that contradict each other must
/// not make one.
bool is_step_back(EntityKind kind, const Json& from, const Json& to);

/// True while the entity belongs to the set that an `open` scan lists (movements in flight, orders not yet
/// approved): when such an entity is no longer listed, it must be asked for by name (openboxes-api.md 4.8,
/// 5).
bool is_open(EntityKind kind, const Rulebook& rulebook, const Snapshot& snapshot);

/// The statuses in which a movement waits for a receipt that is told. Where both kinds of receipt are, it is
/// the first of them.
ListedStatus awaiting_receipt(const Rulebook& rulebook);

}  // namespace webhookd::core
