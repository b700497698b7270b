#pragma once
// What is news: every event type there is, and the rules by which those about OpenBoxes happen. They are
// rows of values, so that another type is another row. Made from the configuration, handed down and never
// changed; whoever asks which types there are, or what becomes an event, asks the rulebook in force.

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "webhookd/core/entity.hpp"
#include "webhookd/core/event_catalogue.hpp"
#include "webhookd/core/matching.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {

/// The entity was never seen before.
struct Appears
{
    friend bool operator==(const Appears&, const Appears&) = default;
};

/// The shipment status comes from below `status` to it; or beyond it, where that counts, and is inferred.
struct Reaches
{
    ShipmentStatus status;
    bool or_beyond = false;

    friend bool operator==(const Reaches&, const Reaches&) = default;
};

/// A word comes to be one of `words`, or a date is told, and neither was so. It stays so until the word is
/// one of `left_by`, and there is no date: that is silent.
struct Enters
{
    std::string field;  ///< of what is watched, like all fields here
    std::set<std::string> words;
    std::string date_field;
    std::set<std::string> left_by;  ///< "" stands for no word

    friend bool operator==(const Enters&, const Enters&) = default;
};

/// What becomes of a field from what is remembered to what is seen. What neither was told before nor is told
/// now crosses nothing, so a field that was never remembered is silent; only an entity that was never seen
/// enters what it is first seen in.
struct Crossing
{
    enum class How
    {
        changes,      ///< is another value; of several fields one is enough
        enters,       ///< comes to be one of `values`, and was none of them
        leaves,       ///< was one of `values`, and is none of them any more
        rises_above,  ///< comes to be above the limit, and was not: equal is not yet above
        falls_below   ///< likewise
    };

    How how = How::changes;
    std::vector<std::string> fields;  ///< of the object, or watched anyway; of all but `changes` it is one
    std::vector<Json> values{};       ///< of `enters` and `leaves`
    Json limit{};                     ///< a number, or the field that holds it

    friend bool operator==(const Crossing&, const Crossing&) = default;
};

/// As it stands in a configuration: `rises_above`.
std::string_view to_string(Crossing::How how);

/// All of these, at once.
struct Crosses
{
    std::vector<Crossing> all;

    friend bool operator==(const Crosses&, const Crosses&) = default;
};

using Trigger = std::variant<Appears, Reaches, Enters, Crosses>;

/// The fields that its conditions name, limits too, each once, in their order.
std::vector<std::string> named_fields(const Crosses& crosses);

/// `status enters [PLACED]`: of those that a configuration can ask for.
std::string in_words(const Trigger& when);

/// What makes an event of one entity.
struct Rule
{
    std::string type;  ///< of the event
    Trigger when;
};

/// Event type -> what its rule compares, in short; the same text, the same comparison.
using Watching = std::map<std::string, std::string>;

/// A row of the rulebook: a type, and what makes it happen.
struct EventType
{
    struct Cause
    {
        EntityKind kind;  ///< of the entity to which it happens
        Trigger when;

        friend bool operator==(const Cause&, const Cause&) = default;
    };

    std::string type;
    EntityKind about;           ///< whose object its events show
    std::string fires;          ///< when, in one sentence
    std::vector<Cause> causes;  ///< each of them alone
    Where where{};              ///< what its `data` must be like, besides
    /// Asked for by the configuration: its events begin with what happens after a scan of everything, since
    /// nobody remembers what it watches before (P2).
    bool asked_for = false;

    /// One of the causes is of that kind.
    bool happens_to(EntityKind kind) const;

    friend bool operator==(const EventType&, const EventType&) = default;
};

/// The types that a configuration asks for by name alone.
std::span<const EventType> ready_made_types();
/// Null when none of them is called so.
const EventType* find_ready_made(std::string_view type);

/// Which receipts of a movement are told.
struct Receipts
{
    bool partial = false;
    bool complete = true;

    friend bool operator==(const Receipts&, const Receipts&) = default;
};

/// The part of the configuration that decides what a change means (`detection:`).
struct RuleSettings
{
    Receipts received_on{};
    std::set<std::string> approved_statuses =
        default_approved_statuses();  ///< `purchase_order_approved_statuses`

    /// openboxes-api.md 5.
    static const std::set<std::string>& default_approved_statuses();
};

class Rulebook
{
  public:
    /// Holds the types that are given, about OpenBoxes, and those about the daemon.
    explicit Rulebook(std::vector<EventType> types);

    /// The types that there are without anybody asking for them, and those that somebody asked for. Shared,
    /// because a poll and a request keep the rulebook that they began with.
    static std::shared_ptr<const Rulebook> built_in(const RuleSettings& settings = {},
                                                    const std::vector<EventType>& asked_for = {});

    /// Those about the daemon are the last.
    std::span<const EventDescription> events() const { return events_; }
    /// Null when no event has that type.
    const EventDescription* find_event(std::string_view type) const;

    /// Those about OpenBoxes.
    std::span<const EventType> types() const { return types_; }
    /// Null when none of them is called so.
    const EventType* find_type(std::string_view type) const;

    /// For entities of the kind, in the order in which things happen.
    std::span<const Rule> rules(EntityKind kind) const;
    /// The fields of the object of such an entity that its rules compare and its own projection lacks.
    std::span<const std::string> compared(EntityKind kind) const;
    /// The types that were asked for and happen to such entities, each with what it watches.
    const Watching& watching(EntityKind kind) const;

  private:
    struct OfKind
    {
        std::vector<Rule> rules;
        std::vector<std::string> compared;
        Watching watching;
    };

    const OfKind& of(EntityKind kind) const;

    std::vector<EventType> types_;
    std::vector<EventDescription> events_;
    std::map<EntityKind, OfKind> kinds_;
};

}  // namespace webhookd::core
