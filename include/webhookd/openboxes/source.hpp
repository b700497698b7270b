#pragma once
// What this OpenBoxes server offers, found by asking (openboxes-api.md 9, 10): facilities, endpoints, roles;
// and the streams that follow from it.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "webhookd/core/settings.hpp"
#include "webhookd/openboxes/stream.hpp"

namespace webhookd::openboxes {

struct Facility
{
    std::string id;
    std::string name;
};

/// How inventory adjustments can be read (openboxes-api.md 6.2).
enum class AdjustmentSource
{
    summary,
    transactions,
    product_summary,
    inventory_items,
    none
};
std::string_view to_string(AdjustmentSource source);  ///< `A`, `B`, `C`, `F`, `none`
std::optional<AdjustmentSource> find_adjustment_source(std::string_view name);

using core::SourceSettings;

/// What it means when an endpoint does not answer.
enum class Need
{
    required,  ///< the daemon misses events without it
    one_of,    ///< one of all endpoints marked so must answer
    optional   ///< another way exists
};

/// One endpoint as probed, for `check --online`.
struct Probe
{
    std::string what;  ///< `products`, `stock movements (outbound)`, `inventory: transactions summary (A)`, …
    bool ok = false;
    std::string detail;  ///< what it offers, or what is missing and which role or version brings it
    Need need = Need::required;
    std::string feed{};  ///< name of the feed's stream, where it is one
};

struct FacilityList
{
    std::vector<Facility> facilities;
    int requests = 0;  ///< that it took, logins included
};

/// The active depots this account sees, or exactly the configured ones (an id the server does not list is a
/// bad_request).
asio::awaitable<ApiResult<FacilityList>> list_facilities(Client& client, SourceSettings settings);

/// The best way to read adjustments that answers now for `facility`, except those in `skipped`.
asio::awaitable<ApiResult<AdjustmentSource>> probe_adjustments(Client& client, std::string facility,
                                                               std::set<AdjustmentSource> skipped = {});

/// Every endpoint the daemon would use, asked once.
asio::awaitable<std::vector<Probe>> probe_all(Client& client, SourceSettings settings);

/// The streams of one kind of list. The client must outlive them.
std::unique_ptr<Stream> product_stream(Client& client, async::Clock& clock, const SourceSettings& settings);
std::unique_ptr<Stream> purchase_order_stream(Client& client, async::Clock& clock,
                                              const SourceSettings& settings);
std::unique_ptr<Stream> movement_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                        Side side, const Facility& facility);
/// How much there is of each product in a facility, and the levels that people set for it.
std::unique_ptr<Stream> stock_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                     const Facility& facility);
/// A, C and F: one stream per facility; B: one stream for all (`facilities` filters its rows).
std::vector<std::unique_ptr<Stream>> adjustment_streams(Client& client, async::Clock& clock,
                                                        const SourceSettings& settings,
                                                        AdjustmentSource source,
                                                        const std::vector<Facility>& facilities);

}  // namespace webhookd::openboxes
