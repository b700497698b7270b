// The types that a configuration asks for by name: rows as somebody could write them there.

#include <algorithm>
#include <utility>

#include "watched.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::core {

namespace {

using How = Crossing::How;

EventType row(std::string type, EntityKind kind, std::string fires, Trigger when)
{
    return {.type = std::move(type),
            .about = kind,
            .fires = std::move(fires),
            .causes = {{kind, std::move(when)}},
            .asked_for = true};
}

Crossing status(How how, std::vector<Json> words)
{
    return {.how = how, .fields = {std::string(status_field)}, .values = std::move(words)};
}

std::vector<Json> placed_words()
{
    const auto& words = RuleSettings::default_approved_statuses();
    return {words.begin(), words.end()};
}

std::vector<EventType> make()
{
    using enum EntityKind;
    const Crossing of_a_product{.fields = {"productCode", "name", "description", "category", "unitOfMeasure",
                                           "pricePerUnit", "active", "lotAndExpiryControl"}};
    const Crossing is_retired{.how = How::enters, .fields = {"active"}, .values = {false}};
    return {
        row("product.updated", product,
            "A product was changed: its code, name, description, category, unit, price, lot control, or "
            "whether it is in use.",
            Crosses{{of_a_product}}),
        row("product.deactivated", product, "A product is no longer in use.", Crosses{{is_retired}}),
        row("stockMovement.created", stock_movement, "A stock movement was created.", Appears{}),
        row("stockMovement.rolledBack", stock_movement,
            "The shipment of a stock movement was taken back: it is pending again.",
            Crosses{{status(How::enters, {"PENDING"}),
                     status(How::leaves, {"SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED"})}}),
        row("purchaseOrder.created", purchase_order, "A purchase order was created.", Appears{}),
        row("purchaseOrder.shipped", purchase_order,
            "All of a purchase order was shipped, or a part of it received.",
            Crosses{{status(How::enters, {"SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED"})}}),
        row("purchaseOrder.received", purchase_order, "All of a purchase order was received.",
            Crosses{{status(How::enters, {"RECEIVED"})}}),
        row("purchaseOrder.canceled", purchase_order, "A purchase order was canceled.",
            Crosses{{status(How::enters, {"CANCELED"})}}),
        row("purchaseOrder.reopened", purchase_order,
            "A purchase order that was placed was rolled back: it is pending again.",
            Crosses{{status(How::enters, {"PENDING"}), status(How::leaves, placed_words())}}),
        row("stock.low", stock,
            "Stock of a product fell below its reorder level in a facility, or its minimum where there is no "
            "other.",
            Crosses{{{.how = How::falls_below, .fields = {"quantityOnHand"}, .limit = "lowLevel"}}}),
        row("stock.out", stock, "Stock of a product ran out in a facility.",
            Crosses{{{.how = How::falls_below, .fields = {"quantityOnHand"}, .limit = 1}}}),
        row("stock.back", stock, "A product that had run out in a facility is there again.",
            Crosses{{{.how = How::rises_above, .fields = {"quantityOnHand"}, .limit = 0}}}),
    };
}

}  // namespace

std::span<const EventType> ready_made_types()
{
    static const auto types = make();
    return types;
}

const EventType* find_ready_made(std::string_view type)
{
    const auto types = ready_made_types();
    const auto found = std::ranges::find(types, type, &EventType::type);
    return found == types.end() ? nullptr : &*found;
}

}  // namespace webhookd::core
