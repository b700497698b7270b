#pragma once
// What the entities of one kind are like: a row for each kind, in kinds.cpp. Whoever does something for some
// kinds only asks the row, so that a new kind is a row and its files.

#include <span>
#include <string_view>
#include <vector>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/polling.hpp"

namespace webhookd::core {

struct EventField;

struct KindTraits
{
    EntityKind kind;
    std::string_view name;             ///< as stored, and in Event::entity
    PollInterval Polling::* interval;  ///< how often its lists are read

    // What people call it, as JSON pointers into the object of its events.
    std::string_view number;
    std::string_view title = "/name";

    // What its events hold (event_catalogue.hpp), for rulebook.hpp to ask.
    std::string_view subject;
    std::vector<EventField> (*object)();
    /// Null: nothing.
    std::vector<EventField> (*previous)() = nullptr;
    /// Those of `object` that every list tells alike: what the events that somebody asks for may compare.
    std::span<const std::string_view> comparable{};

    // What is watched of it (src/core/watched.hpp), for rules.hpp to ask.
    /// Null: what is seen is what is watched from now on.
    Json (*merge)(const Snapshot* before, const Observation& seen) = nullptr;
    /// Null: nothing is ever taken back, nor undone by an older sighting.
    bool (*is_step_back)(const Json& from, const Json& to) = nullptr;
    /// Of what is watched, as far as no rule says that there is nothing left to wait for. Null: there is no
    /// open set.
    bool (*is_open)(const Json& watched) = nullptr;
    /// The same where a rule compares the status: as long as it is likely to become another. Null: is_open().
    bool (*is_under_way)(const Json& watched) = nullptr;

    bool appears_silently = false;  ///< that one is seen for the first time is no event

    // Its lists.
    bool numbered_later = false;   ///< gets its number seconds after it was made (openboxes-api.md 3)
    bool hidden_at_first = false;  ///< left out until it is ready (openboxes-api.md 4.2)
    bool undated = false;          ///< rows do not tell when it was made
    bool listed_for_days = false;  ///< for a window of time only: most of those remembered are rightly absent
    bool listed_whole = false;     ///< there is no shorter list, of the newest
    bool has_two_ends = false;     ///< stands in two lists, which can contradict each other
    bool is_in_flight = false;     ///< while open: was sent whatever other lists say, until one of them has
                                   ///< it among those received
};

/// A row for each kind, in the order of EntityKind.
std::span<const KindTraits> all_kinds();

const KindTraits& traits_of(EntityKind kind);

}  // namespace webhookd::core
