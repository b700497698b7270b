// A pass asks for pages until Pager is content. One that is not certified is followed by another, sorted by
// id; a plan that does not fit this server gives way to the next one.

#include "openboxes/list_scan.hpp"

#include <algorithm>
#include <span>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include "openboxes/page.hpp"

namespace webhookd::openboxes {

namespace {

// A second pass over more pages than this would change more than it proves.
constexpr std::size_t most_pages_read_twice = 20;

// So long after its second a row may still appear in it: imports take their time to commit (F-15).
constexpr std::chrono::minutes latest_commit{30};

// Of a list without pages, looked at before the loop turns: some milliseconds.
constexpr std::size_t rows_per_turn = 1'000;

struct ScanFailure
{
    ApiError error;
    bool unfit = false;  ///< another plan may succeed
};

using ScanResult = std::expected<void, ScanFailure>;

ScanFailure bad_answer(const ListPlan& plan, std::string detail)
{
    ScanFailure failure;
    failure.error.kind = ApiErrorKind::bad_answer;
    failure.error.status = 200;
    failure.error.detail = fmt::format("GET {}: {}", plan.path, detail);
    return failure;
}

ScanFailure unfit(const ListPlan& plan, std::string detail)
{
    auto failure = bad_answer(plan, std::move(detail));
    failure.unfit = true;
    return failure;
}

/// Which page it was, but for the first.
std::string at_page(const Pager& pager, std::string detail)
{
    if (pager.pages() > 0)
        detail += fmt::format(", at page {} from row {}", pager.pages() + 1, pager.offset());
    return detail;
}

ApiRequest page_request(const ListPlan& plan, const Pager& pager, const std::string& next,
                        core::Priority priority)
{
    ApiRequest request;
    request.location = plan.location;
    request.priority = priority;
    request.path = next.empty() ? plan.path : next;
    if (!next.empty()) return request;
    request.query = plan.query;
    if (!plan.sort.empty()) {
        request.query.emplace_back("sort", plan.sort);
        request.query.emplace_back("order", plan.order);
    }
    if (plan.paged) {
        request.query.emplace_back("max", std::to_string(pager.page_size()));
        request.query.emplace_back("offset", std::to_string(pager.offset()));
    }
    return request;
}

bool may_fit_otherwise(ApiErrorKind kind)
{
    return kind == ApiErrorKind::server_error || kind == ApiErrorKind::bad_request;
}

/// True when the total tells of rows that are neither known nor among the news, and more pages are worth it.
bool hides_news(const ScanOrder& order, const std::optional<std::int64_t>& total,
                const RowCollector& collector, PlanLadder& ladder, std::size_t pages)
{
    constexpr std::size_t most_pages = 10;
    if (!order.known || !total) return false;
    const auto surplus = *order.known + static_cast<std::int64_t>(collector.news()) - *total;
    const bool read_all = collector.rows() >= *total || pages + 1 >= most_pages;
    if (ladder.surplus && surplus < *ladder.surplus && !read_all) return true;
    // A known row that changed is among the news as well, so that the difference is exact without news only.
    if (collector.news() == 0) ladder.surplus = surplus;
    return false;
}

/// True when fewer news were found than there are, and more pages are worth it.
bool lacks_news(const ScanOrder& order, const RowCollector& collector, std::size_t pages)
{
    constexpr std::size_t most_pages = 5;
    return order.expected && static_cast<std::int64_t>(collector.news()) < *order.expected &&
           pages + 1 < most_pages;
}

/// True when the total leaves no room for rows that are neither known nor among the news.
bool tells_all_news(const ScanOrder& order, const std::optional<std::int64_t>& total,
                    const RowCollector& collector)
{
    return order.counted && total && *total == *order.counted + static_cast<std::int64_t>(collector.news());
}

/// A list without pages, a part at a time, so that others have their turn in between.
asio::awaitable<ScanResult> take_whole(const ListPlan& plan, const Page& page, async::SteadyTime sent_at,
                                       RowCollector& collector)
{
    std::span<const JsonView> rest(page.rows);
    while (!rest.empty()) {
        const auto part = rest.first(std::min(rest.size(), rows_per_turn));
        const auto facts = collector.take(part, sent_at);
        if (!facts) co_return std::unexpected(bad_answer(plan, facts.error()));
        rest = rest.subspan(part.size());
        co_await asio::post(asio::use_awaitable);
    }
    co_return ScanResult();
}

/// One pass over the list.
asio::awaitable<ScanResult> read_pages(Client& client, const ListPlan& plan, const ScanOrder& order,
                                       PlanLadder& ladder, Pager& pager, RowCollector& collector, Scan& scan)
{
    std::string next;
    while (true) {
        auto answer = co_await client.exchange(page_request(plan, pager, next, order.priority));
        if (!answer) {
            ScanFailure failure{std::move(answer.error())};
            scan.requests += failure.error.requests;
            failure.error.detail = at_page(pager, std::move(failure.error.detail));
            const bool long_page = pager.page_size() > plan.paging.page_size;
            failure.unfit = pager.pages() == 0 && !long_page && may_fit_otherwise(failure.error.kind);
            co_return std::unexpected(std::move(failure));
        }
        const auto took = client.clock().steady() - answer->sent_at;
        scan.requests += answer->requests;
        scan.server_ahead = answer->server_ahead;
        auto page = read_page(std::move(answer->body), plan.paged ? pager.page_size() : most_unpaged_rows);
        if (!page) co_return std::unexpected(bad_answer(plan, at_page(pager, std::move(page.error()))));
        if (plan.newest_first)
            collector.expect_newest_first(client.clock().now() +
                                          scan.server_ahead.value_or(core::Duration{}) - latest_commit);
        if (!plan.paged) {
            auto taken = co_await take_whole(plan, *page, answer->sent_at, collector);
            co_return taken;
        }
        if (plan.changed_first) collector.expect_changed_first();
        auto facts = collector.take(page->rows, answer->sent_at);
        if (!facts) co_return std::unexpected(bad_answer(plan, at_page(pager, std::move(facts.error()))));

        if (plan.newest_first && !collector.newest_first())
            co_return std::unexpected(unfit(plan, "the rows do not come newest first, as asked"));
        if (plan.dated && !facts->ids.empty() && !collector.dated() && !page->total)
            co_return std::unexpected(unfit(plan, "neither dates nor a total: a server before 0.8.20"));
        next = path_below(client.url(), page->next.empty() ? answer->next_link : page->next);
        if (plan.paging.until_known > 0 && hides_news(order, page->total, collector, ladder, pager.pages()))
            facts->known_tail = 0;
        if (lacks_news(order, collector, pager.pages())) facts->known_tail = 0;
        if (tells_all_news(order, page->total, collector)) facts->known_tail = facts->ids.size();
        facts->total = page->total;
        facts->took = took;
        if (!scan.total) scan.total = page->total;
        facts->has_next = !next.empty();
        if (order.on_page) {
            const auto read = static_cast<std::int64_t>(pager.offset() + facts->ids.size());
            order.on_page(read, page->total);
        }
        switch (pager.take(*facts)) {
            case Pager::Step::more:
                if (order.between_pages) co_await order.between_pages();
                break;
            case Pager::Step::done:
                co_return ScanResult();
            case Pager::Step::failed:
                co_return std::unexpected(bad_answer(plan, pager.failure()));
        }
    }
}

ListPlan by_id(ListPlan plan)
{
    if (!plan.sort.empty()) {
        plan.sort = "id";
        plan.order = "asc";
        plan.paging.unique_order = true;
    }
    return plan;
}

asio::awaitable<std::expected<Scan, ScanFailure>> scan_by(Client& client, ListPlan plan, const ListTask& task,
                                                          PlanLadder& ladder)
{
    if (!ladder.grows) plan.paging.longest_page = 0;
    const bool certifiable = reads_to_end(task.order.reach);
    RowCollector collector(task.kind, task.reader, task.order.find_news, task.order.with_objects);
    if (task.order.reach != Reach::full) collector.collect_open(task.rulebook);
    Scan scan;
    Pager pager(plan.paging, ladder.page_size);
    const auto first_plan = certifiable && ladder.by_id ? by_id(plan) : plan;
    auto read = co_await read_pages(client, first_plan, task.order, ladder, pager, collector, scan);
    scan.certified = certifiable && (!plan.paged || pager.certified());

    if (read && certifiable && !scan.certified) {
        ladder.by_id = true;
        if (pager.pages() <= most_pages_read_twice) {
            Pager second(plan.paging, pager.page_size());
            const auto second_plan = by_id(plan);
            read = co_await read_pages(client, second_plan, task.order, ladder, second, collector, scan);
            scan.certified = second.certified();
            // What the first pass read stands; only this order is refused.
            if (!read && read.error().unfit) read = ScanResult();
        }
    }
    if (!read) {
        ladder.by_id = false;
        ladder.grows = false;
        read.error().error.requests = scan.requests;
        co_return std::unexpected(std::move(read.error()));
    }
    ladder.page_size = pager.page_size();
    collector.finish(scan);
    co_return scan;
}

}  // namespace

asio::awaitable<ApiResult<Scan>> scan_list(Client& client, PlanLadder& ladder, ListTask task)
{
    std::optional<ApiError> first_error;
    int requests = 0;
    for (auto at = ladder.fit; at < ladder.plans.size(); ++at) {
        auto scan = co_await scan_by(client, ladder.plans[at], task, ladder);
        if (scan) {
            ladder.fit = at;
            scan->requests += requests;
            co_return std::move(*scan);
        }
        auto& failure = scan.error();
        requests += failure.error.requests;
        const bool fallback_failed = at > ladder.fit;
        if (!first_error) first_error = std::move(failure.error);
        if (!failure.unfit && !fallback_failed) break;
    }
    first_error->requests = requests;
    co_return std::unexpected(std::move(*first_error));
}

}  // namespace webhookd::openboxes
