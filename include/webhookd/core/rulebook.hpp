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
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::core {

/// The entity was never seen before.
struct Appears
{
};

/// The shipment status comes from below `status` to it; or beyond it, where that counts, and is inferred.
struct Reaches
{
    ShipmentStatus status;
    bool or_beyond = false;
};

/// A word comes to be one of `words`, or a date is told, and neither was so. It stays so until the word is
/// one of `left_by`, and there is no date: that is silent.
struct Enters
{
    std::string field;  ///< of what is watched, like all fields here
    std::set<std::string> words;
    std::string date_field;
    std::set<std::string> left_by;  ///< "" stands for no word
};

/// A number is another than the one that is remembered.
struct Changes
{
    std::string field;
};

using Trigger = std::variant<Appears, Reaches, Enters, Changes>;

/// What makes an event of one entity.
struct Rule
{
    std::string type;  ///< of the event
    Trigger when;
};

/// A row of the rulebook: a type, and what makes it happen.
struct EventType
{
    struct Cause
    {
        EntityKind kind;  ///< of the entity to which it happens
        Trigger when;
    };

    std::string type;
    EntityKind about;           ///< whose object its events show
    std::string fires;          ///< when, in one sentence
    std::vector<Cause> causes;  ///< each of them alone
};

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

    /// The types that there are without anybody asking for them. Shared, because a poll and a request keep
    /// the rulebook that they began with.
    static std::shared_ptr<const Rulebook> built_in(const RuleSettings& settings = {});

    /// Those about the daemon are the last.
    std::span<const EventDescription> events() const { return events_; }
    /// Null when no event has that type.
    const EventDescription* find_event(std::string_view type) const;

    /// For entities of the kind, in the order in which things happen.
    std::span<const Rule> rules(EntityKind kind) const;

  private:
    std::vector<EventDescription> events_;
    std::map<EntityKind, std::vector<Rule>> rules_;
};

}  // namespace webhookd::core
