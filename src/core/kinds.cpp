// The rows, and the names that are stored.

#include "webhookd/core/kinds.hpp"

#include <array>
#include <utility>

#include "event_fields.hpp"
#include "watched.hpp"

namespace webhookd::core {

namespace {

// clang-format off: a table
constexpr std::array kinds{
    KindTraits{
        .kind = EntityKind::product, .name = "product", .interval = &Polling::products,
        .number = "/productCode", .subject = "product", .object = product_fields,
        .numbered_later = true},
    KindTraits{
        .kind = EntityKind::stock_movement, .name = "stock-movement", .interval = &Polling::stock_movements,
        .number = "/identifier", .subject = "stock movement", .object = movement_fields,
        .previous = movement_previous, .merge = merge_movement, .is_step_back = is_movement_step_back,
        .is_open = is_movement_open, .repeats = true, .hidden_at_first = true, .has_two_ends = true,
        .is_in_flight = true},
    KindTraits{
        .kind = EntityKind::purchase_order, .name = "purchase-order", .interval = &Polling::purchase_orders,
        .number = "/orderNumber", .subject = "purchase order", .object = order_fields,
        .previous = order_previous, .merge = merge_order, .is_step_back = is_order_step_back,
        .is_open = is_order_open, .repeats = true, .numbered_later = true, .hidden_at_first = true,
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
        .repeats = true, .appears_silently = true, .listed_whole = true}};
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
