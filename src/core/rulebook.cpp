// The table of the types that are built in, and the book that is made of such rows.

#include "webhookd/core/rulebook.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "event_fields.hpp"
#include "watched.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/kinds.hpp"

namespace webhookd::core {

namespace {

/// In the order of architecture.md 3.
std::vector<EventType> built_in_types(const RuleSettings& settings)
{
    using namespace event_type;
    using enum EntityKind;
    using enum ShipmentStatus;

    std::vector<EventType::Cause> receipts;
    if (settings.received_on.partial) receipts.emplace_back(stock_movement, Reaches{partially_received});
    if (settings.received_on.complete) receipts.emplace_back(stock_movement, Reaches{received});
    const Enters approval{.field = std::string(status_field),
                          .words = settings.approved_statuses,
                          .date_field = std::string(approval_field),
                          .left_by = unapproved_words()};
    const Changes of_level{std::string(quantity_field)};
    return {
        {std::string(product_created), product, "A product was created.", {{product, Appears{}}}},
        {std::string(stock_movement_shipped),
         stock_movement,
         "A stock movement was shipped.",
         {{stock_movement, Reaches{shipped, true}}}},
        {std::string(stock_movement_received), stock_movement,
         "A stock movement was received, in part if the configuration asks for that.", receipts},
        {std::string(purchase_order_approved),
         purchase_order,
         "A purchase order was approved, which in OpenBoxes means placed.",
         {{purchase_order, approval}}},
        {std::string(inventory_adjusted),
         adjustment,
         "Somebody adjusted stock by hand.",
         {{adjustment, Appears{}}, {stock_level, of_level}}},
    };
}

/// As an example the object is one to which it has just happened.
void show_cause(EventDescription& event, const Trigger& when)
{
    const auto* reaches = std::get_if<Reaches>(&when);
    const auto shown = std::ranges::find(event.object, status_field, &EventField::name);
    if (reaches != nullptr && shown != event.object.end())
        shown->example = fmt::format("\"{}\"", to_string(reaches->status));
}

EventDescription describe(const EventType& type)
{
    const auto& traits = traits_of(type.about);
    EventDescription event{type.type, type.fires, traits.subject, traits.object(), {}};
    if (traits.previous != nullptr) event.previous = traits.previous();
    for (const auto& cause : type.causes)
        show_cause(event, cause.when);
    return event;
}

}  // namespace

const std::set<std::string>& RuleSettings::default_approved_statuses()
{
    static const std::set<std::string> statuses{
        "APPROVED",           "PLACED",   "PARTIALLY_SHIPPED", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED",
        "PARTIALLY_INVOICED", "INVOICED", "COMPLETED"};
    return statuses;
}

Rulebook::Rulebook(std::vector<EventType> types)
{
    for (auto& type : types) {
        events_.push_back(describe(type));
        for (auto& cause : type.causes)
            rules_[cause.kind].push_back({type.type, std::move(cause.when)});
    }
    std::ranges::move(operational_events(), std::back_inserter(events_));
}

std::shared_ptr<const Rulebook> Rulebook::built_in(const RuleSettings& settings)
{
    return std::make_shared<const Rulebook>(built_in_types(settings));
}

const EventDescription* Rulebook::find_event(std::string_view type) const
{
    const auto found = std::ranges::find(events_, type, &EventDescription::type);
    return found == events_.end() ? nullptr : &*found;
}

std::span<const Rule> Rulebook::rules(EntityKind kind) const
{
    const auto found = rules_.find(kind);
    return found == rules_.end() ? std::span<const Rule>() : std::span<const Rule>(found->second);
}

}  // namespace webhookd::core
