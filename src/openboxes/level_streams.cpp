// Stock levels, where a server offers no adjustments (openboxes-api.md 6.2 C and F). A level that differs
// from the remembered one becomes inventory.adjusted with cause `unknown`: these lists say that a level
// changed, not why. A change that a shipment or a receipt explains is not subtracted: levels are refreshed
// seconds to hours after the movement, and a guess that swallows a real adjustment would be worse than an
// event that names no cause. Subscribers that care compare with the stockMovement events of the same
// facility.

#include <fmt/format.h>

#include "openboxes/adjustment_streams.hpp"
#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/row_reader.hpp"

namespace webhookd::openboxes {

namespace {

std::string first_text(const JsonView& row, std::initializer_list<std::string_view> paths)
{
    for (const auto path : paths) {
        if (auto text = find_text(row, path)) return *text;
    }
    return {};
}

std::optional<double> quantity_of(const JsonView& row)
{
    for (const auto* path : {"quantityOnHand", "quantity", "quantityAvailable"}) {
        if (const auto number = find_number(row, path)) return number;
    }
    return std::nullopt;
}

std::string product_of(const JsonView& row)
{
    return first_text(row, {"productId", "product.id", "productCode", "product.productCode"});
}

ObservedRow observe_level(const JsonView& row, const std::string& facility, std::string id)
{
    ObservedRow observed;
    auto& seen = observed.seen;
    const auto quantity = quantity_of(row);
    if (product_of(row).empty()) return observed;
    seen.id = std::move(id);
    seen.label = first_text(row, {"productCode", "product.productCode"});
    seen.origin_id = facility;
    if (quantity)
        seen.watched["quantity"] = Json::parse(number_value(*quantity).dump());
    else
        observed.alarm = "a stock level without a quantity";
    return observed;
}

OrderedJson level_object(const JsonView& row, const Facility& facility, std::string id)
{
    auto name = text_field(row, "productName");
    if (name.is_null()) name = name_field(row, "product");
    auto code = text_field(row, "productCode");
    if (code.is_null()) code = text_field(row, "product.productCode");
    const auto product = first_text(row, {"productId", "product.id"});
    const auto quantity = quantity_of(row);

    AdjustmentFields fields;
    fields.id = std::move(id);
    fields.cause = "unknown";
    fields.product = product_reference(product.empty() ? OrderedJson() : OrderedJson(product),
                                       std::move(code), std::move(name));
    fields.facility = {{"id", facility.id}, {"name", facility.name}};
    if (quantity) fields.quantity_after = number_value(*quantity);
    return adjustment_object(std::move(fields));
}

/// Facility and product; by lot also lot and bin.
std::string level_id(const JsonView& row, const std::string& facility, bool by_lot)
{
    auto id = facility + ":" + product_of(row);
    if (!by_lot) return id;
    const auto lot = first_text(row, {"lotNumber", "lot", "inventoryItem.lotNumber"});
    const auto bin = first_text(row, {"binLocation.id", "binLocation"});
    return fmt::format("{}:{}:{}", id, lot, bin);
}

StreamInfo describe(const Facility& facility, std::string_view what)
{
    StreamInfo info;
    info.name = "inventory/" + facility.id;
    info.kind = core::EntityKind::stock_level;
    info.side = Side::origin;
    info.facility = facility.id;
    info.scope = fmt::format("v1;{};facility={}", what, facility.id);
    return info;
}

class LevelStream final : public ListStream
{
  public:
    LevelStream(Client& client, const SourceSettings& settings, const Facility& facility,
                std::string_view what, bool by_lot, const ListPlan& plan)
        : ListStream(client, describe(facility, what), level_rows(facility, by_lot), settings.rulebook)
    {
        for (const auto reach : {Reach::full, Reach::open, Reach::newest})
            set_plans(reach, {plan});
    }
};

}  // namespace

RowReader level_rows(const Facility& facility, bool by_lot)
{
    return {[id = facility.id, by_lot](const JsonView& row) {
                auto observed = observe_level(row, id, level_id(row, id, by_lot));
                const auto place = first_text(row, {"location.id", "locationId"});
                observed.wanted = place.empty() || place == id;
                return observed;
            },
            [facility, by_lot](const JsonView& row) {
                return level_object(row, facility, level_id(row, facility.id, by_lot));
            }};
}

std::unique_ptr<Stream> product_summary_stream(Client& client, const SourceSettings& settings,
                                               const Facility& facility)
{
    return std::make_unique<LevelStream>(client, settings, facility, "product-summary", false,
                                         product_summary_plan(facility));
}

std::unique_ptr<Stream> inventory_item_stream(Client& client, const SourceSettings& settings,
                                              const Facility& facility)
{
    ListPlan plan;
    plan.path = "/api/inventoryItems";
    plan.query = {{"location.id", facility.id}};
    plan.paging.page_size = settings.page_size;
    plan.paging.stable_order = false;
    return std::make_unique<LevelStream>(client, settings, facility, "inventory-items", true, plan);
}

}  // namespace webhookd::openboxes
