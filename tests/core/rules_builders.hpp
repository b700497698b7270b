#pragma once
// Observations and a remembering entity, for the tests of the rules.

#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/event.hpp"
#include "webhookd/core/rules.hpp"

namespace webhookd::core {

inline Observation movement(const Json& status, bool exact = true)
{
    Observation seen;
    seen.id = "ff8081818a0001";
    seen.watched["status"] = status;
    seen.label = "123ABC";
    seen.exact = exact;
    return seen;
}

inline Observation order(const Json& status, const Json& approved_at = nullptr)
{
    Observation seen;
    seen.id = "ff80818190aa01";
    seen.watched["status"] = status;
    seen.watched["approved_at"] = approved_at;
    seen.label = "PO-1001";
    return seen;
}

inline Observation level(const Json& quantity)
{
    Observation seen;
    seen.id = "depot/gauze";
    seen.watched["quantity"] = quantity;
    return seen;
}

inline Observation product(const std::string& id)
{
    Observation seen;
    seen.id = id;
    return seen;
}

/// One entity over a series of polls: what the store does between them, without a store.
struct Entity
{
    EntityKind kind;
    RuleSettings rules{};
    std::optional<Snapshot> snapshot{};

    std::vector<Occurrence> see(const Observation& seen)
    {
        auto result = step(kind, *Rulebook::built_in(rules), snapshot, seen);
        snapshot = std::move(result.next);
        return std::move(result.occurrences);
    }

    void see_in_baseline(const Observation& seen) { see(seen); }

    bool open() const { return is_open(kind, *Rulebook::built_in(rules), *snapshot); }
};

inline Occurrence shipped(int number, Json previous, bool inferred = false)
{
    return {.type = std::string(event_type::stock_movement_shipped),
            .number = number,
            .inferred = inferred,
            .repeats = true,
            .previous = std::move(previous)};
}

inline Occurrence received(int number, Json previous)
{
    return {.type = std::string(event_type::stock_movement_received),
            .number = number,
            .inferred = false,
            .repeats = true,
            .previous = std::move(previous)};
}

inline Occurrence approved(int number, Json previous)
{
    return {.type = std::string(event_type::purchase_order_approved),
            .number = number,
            .inferred = false,
            .repeats = true,
            .previous = std::move(previous)};
}

/// `{"status": status}`, as `previous` holds it.
inline Json from(const Json& status)
{
    return Json::object({{"status", status}});
}

using Occurrences = std::vector<Occurrence>;

}  // namespace webhookd::core
