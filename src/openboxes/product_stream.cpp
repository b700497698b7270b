// Products (openboxes-api.md 3): one request finds new ones, newest first; where events about changes are
// asked for, new and changed ones, last changed first.

#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/row_reader.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

namespace {

ObservedRow observe_product(const JsonView& row)
{
    ObservedRow observed;
    auto& seen = observed.seen;
    seen.id = find_text(row, "id").value_or("");
    seen.label = find_text(row, "productCode").value_or("");
    if (const auto created = find_text(row, "dateCreated")) seen.created_at = core::parse_timestamp(*created);
    seen.happened_at = seen.created_at;
    return observed;
}

StreamInfo describe_products()
{
    StreamInfo info;
    info.name = "products";
    info.kind = core::EntityKind::product;
    info.scope = "v1;products;inactive=yes";
    return info;
}

/// Sorted; by the generic API where the list is a search-as-you-type call (servers up to 0.8.18) or refuses
/// to sort; else everything as it comes.
std::vector<ListPlan> plans(std::size_t page_size, bool newest, bool changes)
{
    ListPlan sorted;
    sorted.path = "/api/products";
    sorted.query = {{"includeInactive", "true"}};
    sorted.sort = "dateCreated";
    sorted.order = newest ? "desc" : "asc";
    sorted.dated = true;
    sorted.newest_first = newest;
    sorted.paging.page_size = newest ? std::min(page_size, newest_page) : page_size;
    if (newest) {
        // A product stays where it is in this order, so one request brings a few new ones.
        sorted.paging.until_known = (sorted.paging.page_size + 1) / 2;
        sorted.paging.overlap = 0;
    }

    auto generic = sorted;
    generic.path = "/api/generic/product";
    generic.query.clear();
    generic.dated = false;

    ListPlan unsorted;
    unsorted.path = "/api/products";
    unsorted.query = sorted.query;
    unsorted.paging.page_size = page_size;
    unsorted.paging.stable_order = false;
    if (!newest || !changes) return {sorted, generic, unsorted};

    auto touched = sorted;
    touched.sort = "lastUpdated";
    touched.newest_first = false;
    touched.changed_first = true;
    touched.paging.until_known = enough_known;
    return {touched, sorted, generic, unsorted};
}

class ProductStream final : public ListStream
{
  public:
    ProductStream(Client& client, const SourceSettings& settings)
        : ListStream(client, describe_products(), product_rows(), settings.rulebook)
    {
        const bool changes = !settings.rulebook->compared(core::EntityKind::product).empty();
        set_plans(Reach::full, plans(settings.page_size, false, changes));
        set_plans(Reach::open, plans(settings.page_size, true, changes));
        set_plans(Reach::newest, plans(settings.page_size, true, changes));
    }
};

}  // namespace

RowReader product_rows()
{
    return {observe_product, product_object};
}

std::unique_ptr<Stream> product_stream(Client& client, async::Clock&, const SourceSettings& settings)
{
    return std::make_unique<ProductStream>(client, settings);
}

}  // namespace webhookd::openboxes
