// Stock on hand in one facility beside the levels that people set for it (openboxes-api.md 6.2): polled only
// where the configuration asks for events about it. The levels come from a list of their own, which changes
// rarely and is read again every ten minutes; who may not read it still gets the quantities.

#include <map>

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

constexpr std::chrono::minutes levels_kept{10};

StreamInfo describe_stock(const Facility& facility)
{
    StreamInfo info;
    info.name = "stock/" + facility.id;
    info.kind = core::EntityKind::stock;
    info.side = Side::origin;
    info.facility = facility.id;
    info.scope = fmt::format("v1;stock;facility={}", facility.id);
    return info;
}

std::string stock_id(const JsonView& row, const std::string& facility)
{
    const auto product = find_text(row, "productId");
    return product ? facility + ":" + *product : std::string();
}

/// Product id -> what was set for it here.
using Levels = std::map<std::string, StockLevels>;

Levels read_levels(const JsonView& root)
{
    Levels levels;
    for (const auto& row : root.find("data").value_or(root).elements()) {
        const auto product = find_text(row, "product.id");
        if (!product) continue;
        auto& level = levels[*product];
        level.minimum = number_field(row, "minQuantity");
        level.reorder = number_field(row, "reorderQuantity");
        level.maximum = number_field(row, "maxQuantity");
    }
    return levels;
}

RowReader stock_rows(const Facility& facility, std::shared_ptr<const Levels> levels)
{
    return {[id = facility.id](const JsonView& row) {
                ObservedRow observed;
                observed.seen.id = stock_id(row, id);
                observed.seen.label = find_text(row, "productCode").value_or("");
                observed.seen.origin_id = id;
                return observed;
            },
            [facility, levels = std::move(levels)](const JsonView& row) {
                const auto set = levels->find(find_text(row, "productId").value_or(""));
                auto object = stock_object(row, {{"id", facility.id}, {"name", facility.name}},
                                           set == levels->end() ? StockLevels() : set->second);
                object["id"] = stock_id(row, facility.id);
                return object;
            }};
}

class StockStream final : public ListStream
{
  public:
    StockStream(Client& client, async::Clock& clock, const SourceSettings& settings, const Facility& facility,
                std::shared_ptr<Levels> levels)
        : ListStream(client, describe_stock(facility), stock_rows(facility, levels), settings.rulebook),
          clock_(clock),
          levels_(std::move(levels))
    {
        for (const auto reach : {Reach::full, Reach::open, Reach::newest})
            set_plans(reach, {product_summary_plan(facility)});
    }

    asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) override
    {
        const auto now = clock_.steady();
        const bool fresh = read_at_ && now - *read_at_ < levels_kept && order.reach != Reach::full;
        if (!fresh) {
            ApiRequest request;
            request.path =
                "/api/facilities/" + http::encode_query_value(info().facility) + "/inventory-levels";
            request.priority = order.priority;
            auto answer = co_await client().request(std::move(request));
            if (answer)
                *levels_ = read_levels(answer->root());
            else if (!is_about_the_question(answer.error().kind))
                co_return std::unexpected(std::move(answer.error()));
            read_at_ = now;
        }
        auto scan = co_await ListStream::scan(std::move(order));
        if (scan && !fresh) ++scan->requests;
        co_return scan;
    }

  private:
    async::Clock& clock_;
    std::shared_ptr<Levels> levels_;
    std::optional<async::SteadyTime> read_at_;
};

}  // namespace

std::unique_ptr<Stream> stock_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                     const Facility& facility)
{
    return std::make_unique<StockStream>(client, clock, settings, facility, std::make_shared<Levels>());
}

}  // namespace webhookd::openboxes
