// The table of the types that are built in, and the book that is made of such rows and of those that were
// asked for.

#include "webhookd/core/rulebook.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    const Crosses of_level{{{.fields = {std::string(quantity_field)}}}};
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

/// What `data.previous` may hold.
std::vector<EventField> previous_fields(const EventType& type)
{
    const auto& traits = traits_of(type.about);
    if (!type.asked_for) return traits.previous == nullptr ? std::vector<EventField>() : traits.previous();
    std::vector<EventField> previous;
    for (const auto& cause : type.causes) {
        const auto* crosses = std::get_if<Crosses>(&cause.when);
        if (crosses == nullptr) continue;
        const auto names = named_fields(*crosses);
        for (auto& field : traits.object()) {
            if (std::ranges::find(names, field.name) == names.end()) continue;
            field.nullable = true;
            previous.push_back(std::move(field));
        }
    }
    return previous;
}

EventDescription describe(const EventType& type)
{
    const auto& traits = traits_of(type.about);
    EventDescription event{type.type, type.fires, traits.subject, traits.object(), previous_fields(type)};
    for (const auto& cause : type.causes)
        show_cause(event, cause.when);
    return event;
}

bool appears(const Rule& rule)
{
    return std::holds_alternative<Appears>(rule.when);
}

/// As Watching holds it.
std::string in_short(const Trigger& when)
{
    auto parts = Json::array();
    if (const auto* crosses = std::get_if<Crosses>(&when)) {
        for (const auto& crossing : crosses->all)
            parts.push_back({to_string(crossing.how), crossing.fields, crossing.values, crossing.limit});
    }
    return parts.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string_view to_string(Crossing::How how)
{
    using enum Crossing::How;
    switch (how) {
        case changes:
            return "changes";
        case enters:
            return "enters";
        case leaves:
            return "leaves";
        case rises_above:
            return "rises_above";
        case falls_below:
            return "falls_below";
    }
    return {};
}

std::vector<std::string> named_fields(const Crosses& crosses)
{
    std::vector<std::string> fields;
    const auto add = [&fields](const std::string& field) {
        if (std::ranges::find(fields, field) == fields.end()) fields.push_back(field);
    };
    for (const auto& crossing : crosses.all) {
        std::ranges::for_each(crossing.fields, add);
        if (crossing.limit.is_string()) add(crossing.limit.get<std::string>());
    }
    return fields;
}

bool EventType::happens_to(EntityKind kind) const
{
    return std::ranges::find(causes, kind, &Cause::kind) != causes.end();
}

std::string in_words(const Trigger& when)
{
    const auto* crosses = std::get_if<Crosses>(&when);
    if (crosses == nullptr) return "appears";
    std::vector<std::string> parts;
    for (const auto& crossing : crosses->all) {
        const auto& value = crossing.values.empty() ? crossing.limit : Json(crossing.values);
        parts.push_back(crossing.how == Crossing::How::changes
                            ? fmt::format("changes of {}", fmt::join(crossing.fields, ", "))
                            : fmt::format("{} {} {}", crossing.fields.front(), to_string(crossing.how),
                                          value.is_string() ? value.get<std::string>() : value.dump()));
    }
    return fmt::format("{}", fmt::join(parts, " and "));
}

const std::set<std::string>& RuleSettings::default_approved_statuses()
{
    static const std::set<std::string> statuses{
        "APPROVED",           "PLACED",   "PARTIALLY_SHIPPED", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED",
        "PARTIALLY_INVOICED", "INVOICED", "COMPLETED"};
    return statuses;
}

Rulebook::Rulebook(std::vector<EventType> types)
{
    for (const auto& type : types) {
        events_.push_back(describe(type));
        for (const auto& [kind, when] : type.causes) {
            auto& of_kind = kinds_[kind];
            auto place = of_kind.rules.end();
            // What appears has done so before anything else befell it.
            if (std::holds_alternative<Appears>(when))
                place = std::ranges::find_if_not(of_kind.rules, appears);
            of_kind.rules.insert(place, {type.type, when});
            if (type.asked_for) of_kind.watching[type.type] += in_short(when);
            const auto* crosses = std::get_if<Crosses>(&when);
            if (crosses == nullptr) continue;
            for (auto& field : named_fields(*crosses)) {
                auto& known = of_kind.compared;
                if (!is_projected(field) && std::ranges::find(known, field) == known.end())
                    known.push_back(std::move(field));
            }
        }
    }
    types_ = std::move(types);
    std::ranges::move(operational_events(), std::back_inserter(events_));
}

std::shared_ptr<const Rulebook> Rulebook::built_in(const RuleSettings& settings,
                                                   const std::vector<EventType>& asked_for)
{
    auto types = built_in_types(settings);
    types.insert(types.end(), asked_for.begin(), asked_for.end());
    return std::make_shared<const Rulebook>(std::move(types));
}

const EventDescription* Rulebook::find_event(std::string_view type) const
{
    const auto found = std::ranges::find(events_, type, &EventDescription::type);
    return found == events_.end() ? nullptr : &*found;
}

const EventType* Rulebook::find_type(std::string_view type) const
{
    const auto found = std::ranges::find(types_, type, &EventType::type);
    return found == types_.end() ? nullptr : &*found;
}

const Rulebook::OfKind& Rulebook::of(EntityKind kind) const
{
    static const OfKind nothing;
    const auto found = kinds_.find(kind);
    return found == kinds_.end() ? nothing : found->second;
}

std::span<const Rule> Rulebook::rules(EntityKind kind) const
{
    return of(kind).rules;
}

std::span<const std::string> Rulebook::compared(EntityKind kind) const
{
    return of(kind).compared;
}

const Watching& Rulebook::watching(EntityKind kind) const
{
    return of(kind).watching;
}

}  // namespace webhookd::core
