#pragma once
// What is remembered of OpenBoxes' entities and what one poll saw of them. A projection is the watched part
// of a row, as canonical JSON: two rows that differ only outside it are equal (F-31).

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::core {

enum class EntityKind
{
    product,
    stock_movement,
    purchase_order,
    adjustment,
    stock_level,
    stock
};

/// `stock-movement`: as stored and as in Event::entity. What else there is to know of a kind: kinds.hpp.
std::string_view to_string(EntityKind kind);

/// One row of an answer, reduced to what this program needs.
///
/// `watched` by kind: nothing for products; {"day"}, the ISO date by which its list places it, for
/// adjustments, which are forgotten by it one day; {"status"}, a word, for movements; {"status",
/// "approved_at"}, each a text or null, for orders; {"quantity"}, a number, for stock levels. Of every kind
/// also {"compared"}, a map of the fields that Rulebook::compared() names. A key that is left out says "this
/// row does not tell" and keeps what is remembered.
struct Observation
{
    std::string id;
    /// Other ids under which the same entity may be remembered, and is to be found from now on; events show
    /// the first. Only of adjustments: one list names them by transaction, the other by its number.
    std::vector<std::string> aliases{};
    Json watched = Json::object();  ///< the projection
    std::string label;              ///< identifier for people, also how a movement is looked up again
    std::string origin_id;          ///< facility it leaves (or lies in); empty when unknown
    std::string destination_id;     ///< facility it goes to; empty when unknown
    /// False when the row proves no step back: it tells a lower bound of the status ("at least SHIPPED",
    /// openboxes-api.md 4.5 rule 7), or another row contradicts it.
    bool exact = true;
    std::optional<Timestamp> created_at;  ///< when OpenBoxes says the entity was made
    /// Where it tells only the day of that, in a zone nobody knows: when this day is over everywhere.
    std::optional<Timestamp> created_before;
    std::optional<Timestamp> happened_at;  ///< when OpenBoxes says the watched change happened
    OrderedJson object;  ///< `data.object` of an event about it; filled only when the row is news
};

/// What the store remembers of one entity: the last committed projection and how often each thing happened.
struct Snapshot
{
    std::string id;
    Json watched = Json::object();
    /// Event type -> how often it happened; for orders also which approval was taken back (rules_order.cpp).
    std::map<std::string, int> occurrences;
    std::string label;
    std::string origin_id;
    std::string destination_id;
    /// Confirmed deleted; comes back to life when seen again, without a second `created` (F-23).
    bool gone = false;
    int missing = 0;  ///< consecutive confirmations that found no such entity

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace webhookd::core
