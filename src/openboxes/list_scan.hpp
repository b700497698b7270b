#pragma once
// Reading one list to its end: the coroutine around Pager (where) and RowCollector (what). All streams page
// with it.

#include <vector>

#include "openboxes/row_collector.hpp"

namespace webhookd::openboxes {

/// One way of asking for a list.
struct ListPlan
{
    std::string path;
    Query query;           ///< without sort and paging
    std::string sort;      ///< property; empty: the server's own order
    std::string order;     ///< `asc` or `desc`
    std::string location;  ///< see ApiRequest
    bool paged = true;     ///< false: one answer holds everything, and asking with `max` would say nothing
    PagerSettings paging;
    bool newest_first =
        false;  ///< must come sorted by creation, newest first; else the plan does not fit this server
    bool changed_first = false;  ///< sorted by the last change, newest first
    bool dated =
        false;  ///< rows must carry dates, or the list a total; else the plan does not fit this server
};

/// What is asked of a list, whatever the way.
struct ListTask
{
    core::EntityKind kind = core::EntityKind::product;
    RowReader reader;
    std::shared_ptr<const core::Rulebook> rulebook;  ///< decides which rows of an `open` scan are open
    ScanOrder order;
};

/// The ways of asking for one list, best first. What a server refuses or ignores (a sort name, an endpoint)
/// is found once and remembered until the next full scan.
struct PlanLadder
{
    std::vector<ListPlan> plans;
    std::size_t fit = 0;  ///< index of the plan that worked last
    /// Read by id from the start. Rows with the same creation second have no order among them, and MySQL may
    /// shuffle them from page to page: after an import a list sorted by date cannot be certified, one sorted
    /// by id can.
    bool by_id = false;
    /// Pages may grow as their plan says: until a scan fails, perhaps because of that.
    bool grows = true;
    std::size_t page_size = 0;  ///< what they had grown to at the end of the last scan
    /// By how many the entities known were more than the rows of the list, when its newest were last read.
    std::optional<std::int64_t> surplus{};
};

/// Reads the list by the first plan that fits. The error is that of the best plan. A scan that is not
/// certified is read a second time, by id, unless it was long, and counts as the union of both
/// (failure-catalogue.md 2.2).
asio::awaitable<ApiResult<Scan>> scan_list(Client& client, PlanLadder& ladder, ListTask task);

}  // namespace webhookd::openboxes
