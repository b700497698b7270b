// The rows, and the names that are stored.

#include "webhookd/core/kinds.hpp"

#include <array>
#include <utility>

#include "event_fields.hpp"
#include "watched.hpp"

namespace webhookd::core {

namespace {

constexpr std::array<std::string_view, 9> of_products{
    "productCode",  "name",   "description",         "category",   "unitOfMeasure",
    "pricePerUnit", "active", "lotAndExpiryControl", "lastUpdated"};
// Both lists of movements have these, in one form (openboxes-api.md 4.3, 4.4).
constexpr std::array<std::string_view, 5> of_movements{"status", "requestStatus", "name", "lineItemCount",
                                                       "expectedDeliveryDate"};
constexpr std::array<std::string_view, 13> of_orders{"status",
                                                     "orderNumber",
                                                     "name",
                                                     "dateOrdered",
                                                     "orderedBy",
                                                     "paymentTerm",
                                                     "total",
                                                     "totalNormalized",
                                                     "totalValue",
                                                     "orderItemsCount",
                                                     "shippedItemsCount",
                                                     "receivedItemsCount",
                                                     "invoicedItemsCount"};

constexpr std::array<std::string_view, 5> of_stock{"quantityOnHand", "lowLevel", "minQuantity",
                                                   "reorderQuantity", "maxQuantity"};

// clang-format off: a table
constexpr std::array kinds{
    KindTraits{
        .kind = EntityKind::product, .name = "product", .interval = &Polling::products,
        .number = "/productCode", .subject = "product", .object = product_fields, .comparable = of_products,
        .numbered_later = true},
    KindTraits{
        .kind = EntityKind::stock_movement, .name = "stock-movement", .interval = &Polling::stock_movements,
        .number = "/identifier", .subject = "stock movement", .object = movement_fields,
        .previous = movement_previous, .comparable = of_movements, .merge = merge_movement, .is_step_back = is_movement_step_back,
        .is_open = is_movement_open, .hidden_at_first = true, .has_two_ends = true,
        .is_in_flight = true},
    KindTraits{
        .kind = EntityKind::purchase_order, .name = "purchase-order", .interval = &Polling::purchase_orders,
        .number = "/orderNumber", .subject = "purchase order", .object = order_fields,
        .previous = order_previous, .comparable = of_orders, .merge = merge_order, .is_step_back = is_order_step_back,
        .is_open = is_order_open, .is_under_way = is_order_under_way, .numbered_later = true, .hidden_at_first = true,
        .undated = true},
    KindTraits{
        .kind = EntityKind::adjustment, .name = "adjustment", .interval = &Polling::inventory,
        .number = "/transactionNumber", .title = "/product/name", .subject = "adjustment",
        .object = adjustment_fields, .previous = adjustment_previous,
        .numbered_later = true, .listed_for_days = true},
    KindTraits{
        .kind = EntityKind::stock_level, .name = "stock-level", .interval = &Polling::inventory,
        .number = "/transactionNumber", .title = "/product/name", .subject = "adjustment",
        .object = adjustment_fields, .previous = adjustment_previous, .merge = merge_level,
        .appears_silently = true, .listed_whole = true},
    KindTraits{
        .kind = EntityKind::stock, .name = "stock", .interval = &Polling::inventory,
        .number = "/product/productCode", .title = "/product/name", .subject = "product in a facility",
        .object = stock_fields, .comparable = of_stock, .appears_silently = true, .listed_whole = true}};
// clang-format on

}  // namespace

std::span<const KindTraits> all_kinds()
{
    return kinds;
}

const KindTraits& traits_of(EntityKind kind)
{
    return kinds[static_cast<std::size_t>(std::to_underlying(kind))];
}

std::string_view to_string(EntityKind kind)
{
    return traits_of(kind).name;
}

}  // namespace webhookd::core
