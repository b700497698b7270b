// Adjustments by `GET /api/reports/inventory-transactions-summary` (openboxes-api.md 6.2 A): one row per
// transaction and product, filtered and sorted by the transaction's date, which users may set back. So the
// hot window is a week, and a page without news does not prove that the next one has none: only the total
// does.

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "openboxes/adjustment_streams.hpp"
#include "openboxes/fields.hpp"
#include "openboxes/list_stream.hpp"
#include "openboxes/objects.hpp"
#include "openboxes/page.hpp"
#include "openboxes/row_reader.hpp"

namespace webhookd::openboxes {

namespace {

// Beyond the last scan of that kind that succeeded.
constexpr std::chrono::days hot_window{7};
constexpr std::chrono::days full_window{30};
// Transaction dates of the near future: other zones, wrong clocks.
constexpr std::chrono::days ahead{2};
constexpr std::size_t largest_summary_page = 100;

std::string row_id(const JsonView& row)
{
    const auto number = find_text(row, "transaction.transactionNumber");
    const auto product = find_text(row, "product.id");
    return number && product ? *number + ":" + *product : std::string();
}

ObservedRow observe(const std::string& facility, const JsonView& row)
{
    ObservedRow observed;
    auto& seen = observed.seen;
    seen.id = row_id(row);
    if (seen.id.empty() && find_text(row, "product.id")) {
        // A job numbers it within seconds (openboxes-api.md 3); until then nothing tells it from others.
        seen.id = fmt::format("unnumbered:{}:{}", *find_text(row, "product.id"),
                              find_text(row, "dateRecorded").value_or(""));
        observed.wanted = false;
        observed.alarm = "an adjustment whose transaction has no number: told once it has one";
    }
    seen.label = find_text(row, "transaction.transactionNumber").value_or("");
    seen.origin_id = facility;
    if (const auto date = find_text(row, "dateRecorded")) seen.happened_at = core::parse_timestamp(*date);
    if (seen.happened_at) seen.watched["day"] = day_of(*seen.happened_at);
    return observed;
}

OrderedJson object(const Facility& facility, const JsonView& row)
{
    AdjustmentFields fields;
    fields.id = row_id(row);
    fields.transaction_number = text_field(row, "transaction.transactionNumber");
    fields.transaction_type = {{"id", adjustment_type}, {"name", "Adjustment"}};
    fields.action = word_field(row, "transactionAction");
    fields.product = product_reference(text_field(row, "product.id"), text_field(row, "product.productCode"),
                                       name_field(row, "product"));
    fields.facility = reference_field(row, "facility");
    if (fields.facility.is_null()) fields.facility = {{"id", facility.id}, {"name", facility.name}};
    fields.quantity_before = number_field(row, "quantityBefore");
    fields.quantity_after = number_field(row, "quantityAfter");
    fields.quantity_difference = number_field(row, "quantityDifference");
    fields.reason = joined_field(row, "rootCauses");
    fields.comments = joined_field(row, "comments");
    fields.recorded_by = name_field(row, "recordedBy");
    fields.date_recorded = date_field(row, "dateRecorded");
    return adjustment_object(std::move(fields));
}

StreamInfo describe(const Facility& facility)
{
    StreamInfo info;
    info.name = "inventory/" + facility.id;
    info.kind = core::EntityKind::adjustment;
    info.side = Side::origin;
    info.facility = facility.id;
    info.scope = fmt::format("v1;summary;type={};facility={}", adjustment_type, facility.id);
    return info;
}

/// When the window of an ordinary scan ends.
core::Timestamp end_of_window(core::Timestamp now)
{
    return std::chrono::floor<std::chrono::days>(now) + ahead;
}

ApiRequest window_request(const std::string& facility, core::Timestamp begin, core::Timestamp end,
                          std::size_t rows = largest_summary_page)
{
    ApiRequest request;
    request.path = "/api/reports/inventory-transactions-summary";
    request.query = {{"facility", facility},
                     {"startDate", core::format_timestamp(begin)},
                     {"endDate", core::format_timestamp(end)},
                     {"max", std::to_string(rows)}};
    return request;
}

ListPlan plan(const std::string& facility, core::Timestamp begin, core::Timestamp end, std::size_t page_size)
{
    auto request = window_request(facility, begin, end);
    ListPlan plan;
    plan.path = std::move(request.path);
    plan.query = std::move(request.query);
    std::erase_if(plan.query, [](const auto& parameter) { return parameter.first == "max"; });
    plan.paging.page_size = std::min(page_size, largest_summary_page);
    return plan;
}

class SummaryStream final : public ListStream
{
  public:
    SummaryStream(Client& client, async::Clock& clock, const SourceSettings& settings,
                  const Facility& facility)
        : ListStream(client, describe(facility), summary_rows(facility), settings.rulebook),
          clock_(clock),
          page_size_(settings.page_size)
    {
    }

    asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) override;

  private:
    asio::awaitable<ApiResult<Scan>> scan_full(ScanOrder order);
    asio::awaitable<ApiResult<Scan>> scan_hot(ScanOrder order);
    /// Rows of a window, counted once between the pages of a scan.
    struct Count
    {
        core::Timestamp begin;
        core::Priority priority;
        bool due;
        int requests = 0;  ///< that it took, also where it failed
        std::optional<std::int64_t> rows{};
    };
    asio::awaitable<void> count_rows(Count& count, const std::function<asio::awaitable<void>()>& and_then);
    asio::awaitable<ApiResult<Scan>> read_window(ScanOrder order, core::Timestamp begin, bool until_no_news);
    asio::awaitable<ApiResult<Scan>> scan_around(ScanOrder order);

    async::Clock& clock_;
    std::size_t page_size_;
    AdjustmentWindow hot_{hot_window};
    AdjustmentWindow full_{full_window};
    core::Timestamp counted_from_{};       ///< beginning of the window that `counted_` counts
    std::optional<std::int64_t> counted_;  ///< rows in it, all of them known
};

asio::awaitable<ApiResult<Scan>> SummaryStream::read_window(ScanOrder order, core::Timestamp begin,
                                                            bool until_no_news)
{
    auto window = plan(info().facility, begin, end_of_window(clock_.now()), page_size_);
    if (until_no_news) window.paging.until_known = window.paging.page_size;
    set_plans(order.reach, {window});
    co_return co_await ListStream::scan(std::move(order));
}

asio::awaitable<ApiResult<Scan>> SummaryStream::scan(ScanOrder order)
{
    if (order.around) co_return co_await scan_around(std::move(order));
    if (order.reach != Reach::full) co_return co_await scan_hot(std::move(order));
    co_return co_await scan_full(std::move(order));
}

asio::awaitable<void> SummaryStream::count_rows(Count& count,
                                                const std::function<asio::awaitable<void>()>& and_then)
{
    if (std::exchange(count.due, false)) {
        constexpr std::size_t one = 1;
        auto request = window_request(info().facility, count.begin, end_of_window(clock_.now()), one);
        request.priority = count.priority;
        auto answer = co_await client().exchange(std::move(request));
        count.requests = answer ? answer->requests : answer.error().requests;
        if (answer) {
            if (const auto page = read_page(std::move(answer->body), one)) count.rows = page->total;
        }
    }
    if (and_then) co_await and_then();
}

/// It reads what the window of ordinary scans holds, too. So that the first of these need not do so again,
/// the rows of that are counted between its pages: where none came in meanwhile, all of them are known.
asio::awaitable<ApiResult<Scan>> SummaryStream::scan_full(ScanOrder order)
{
    const auto hot_begin = hot_.begin(clock_.now(), order.since);
    const auto begin = full_.begin(clock_.now(), order.since);
    Count count{.begin = hot_begin, .priority = order.priority, .due = !counted_};
    std::optional<std::int64_t> first_total;
    std::optional<std::int64_t> last_total;
    order.between_pages = [this, &count, between = std::move(order.between_pages)] {
        return count_rows(count, between);
    };
    order.on_page = [&, told = std::move(order.on_page)](auto rows, auto total) {
        if (!first_total) first_total = total;
        last_total = total;
        if (told) told(rows, total);
    };
    auto scan = co_await read_window(std::move(order), begin, false);
    if (!scan) {
        scan.error().requests += count.requests;
        co_return scan;
    }
    scan->requests += count.requests;
    if (count.rows && scan->certified && first_total == last_total && !counted_) {
        counted_from_ = hot_begin;
        counted_ = count.rows;
    }
    co_return scan;
}

/// Three days, for the day in the server's zone may be another one than ours.
asio::awaitable<ApiResult<Scan>> SummaryStream::scan_around(ScanOrder order)
{
    constexpr std::chrono::days beside{1};
    order.reach = Reach::newest;
    const auto day = std::chrono::floor<std::chrono::days>(*order.around);
    set_plans(Reach::newest, {plan(info().facility, day - beside, day + beside + beside, page_size_)});
    co_return co_await ListStream::scan(std::move(order));
}

asio::awaitable<ApiResult<Scan>> SummaryStream::scan_hot(ScanOrder order)
{
    order.reach = Reach::newest;
    const auto begin = hot_.begin(clock_.now(), order.since);
    int requests = 0;
    if (counted_) {
        auto counted = counted_;
        if (begin != counted_from_) {
            // Another day: what the shorter window holds is known if nothing is hidden in the longer one
            // later.
            const auto shorter = co_await read_window(order, begin, true);
            if (!shorter) co_return shorter;
            requests = shorter->requests;
            counted = shorter->total;
        }
        order.counted = counted_;
        auto scan = co_await read_window(order, counted_from_, true);
        order.counted.reset();
        if (!scan) co_return scan;
        scan->requests += requests;
        requests = scan->requests;
        const auto news = static_cast<std::int64_t>(scan->news.size());
        const bool adds_up = scan->total && *scan->total == *counted_ + news;
        if (adds_up || scan->total == scan->rows) {
            counted_ = begin == counted_from_ ? scan->total : counted;
            counted_from_ = begin;
            co_return scan;
        }
        // Rows that are not on the pages read: dated back, or deleted. Read the whole window.
    }
    auto scan = co_await read_window(std::move(order), begin, false);
    if (scan) {
        scan->requests += requests;
        counted_from_ = begin;
        counted_ = scan->total;
    }
    co_return scan;
}

}  // namespace

RowReader summary_rows(const Facility& facility)
{
    return {[id = facility.id](const JsonView& row) { return observe(id, row); },
            [facility](const JsonView& row) { return object(facility, row); }};
}

ApiRequest summary_request(const std::string& facility, core::Timestamp begin, core::Timestamp now)
{
    return window_request(facility, begin, end_of_window(now));
}

std::unique_ptr<Stream> summary_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                       const Facility& facility)
{
    return std::make_unique<SummaryStream>(client, clock, settings, facility);
}

}  // namespace webhookd::openboxes
