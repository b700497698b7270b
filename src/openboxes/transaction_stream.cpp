// Adjustments by `GET /api/generic/transaction` (openboxes-api.md 6.2 B): every version has it, one request
// sees all facilities, and the order is that of insertion, so nothing hides behind a back-dated day. What a
// row does not tell is asked for once per adjustment and remembered, as long as the row is recent: a scan
// after the first costs one request.

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "openboxes/adjustment_streams.hpp"
#include "openboxes/fields.hpp"
#include "openboxes/page.hpp"
#include "openboxes/pager.hpp"
#include "openboxes/transactions.hpp"
#include "webhookd/core/retry.hpp"

namespace webhookd::openboxes {

namespace {

constexpr std::size_t page_size = 50;

// How far both scans reach back beyond the last one that succeeded: for late commits and wrong clocks, since
// nobody can set a creation date back. Details cost up to three requests per adjustment, so a month of them,
// as with A, would make the first scan of a busy site take an hour.
constexpr std::chrono::days window{2};

// Of so many transactions that were read before, at least one must be met again.
constexpr std::size_t enough_to_meet = 3;

/// A transaction whose facility or lines the server did not tell: asked for again, ever less often.
struct Untold
{
    std::string row;
    core::Timestamp created_at;
    core::EverLessOften again;
};

struct Expanded
{
    core::Timestamp created_at;
    std::vector<Adjustment> lines;
};

StreamInfo describe(const std::set<std::string>& types, const std::vector<Facility>& facilities)
{
    std::string type_list;
    for (const auto& type : types)
        type_list += (type_list.empty() ? "" : ",") + type;
    std::string facility_list;
    for (const auto& facility : facilities)
        facility_list += (facility_list.empty() ? "" : ",") + facility.id;
    StreamInfo info;
    info.name = "inventory";
    info.kind = core::EntityKind::adjustment;
    info.scope = fmt::format("v1;transactions;types={};facilities={}", type_list, facility_list);
    return info;
}

class TransactionStream final : public Stream
{
  public:
    TransactionStream(Client& client, async::Clock& clock, const std::set<std::string>& types,
                      const std::vector<Facility>& facilities)
        : client_(client), clock_(clock), types_(types), info_(describe(types, facilities)), details_(client)
    {
        for (const auto& facility : facilities)
            facilities_.emplace(facility.id, facility);
    }

    const StreamInfo& info() const override { return info_; }
    asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) override;
    asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot) override { co_return Confirmation(); }

  private:
    struct PageEnd
    {
        bool window = false;  ///< a row older than the window
        bool met = false;     ///< a row that an earlier scan has read
        bool known = false;   ///< one behind which no new one can stand
    };

    asio::awaitable<ApiResult<PageEnd>> take_rows(std::vector<JsonView> rows, core::Timestamp begin,
                                                  core::Priority priority);
    asio::awaitable<ApiResult<bool>> expand(JsonView row, TransactionRow transaction,
                                            core::Priority priority);
    void note_untold(const JsonView& row, const TransactionRow& transaction);
    asio::awaitable<ApiResult<void>> ask_again(core::Priority priority);
    void note_number(const TransactionRow& transaction);
    void note_known_before();
    void forget_before(core::Timestamp begin);
    void forget(const std::set<std::string>& ids);
    void report_news(const ScanOrder& order, async::SteadyTime sent_at, Scan& scan);
    ApiError failed(std::string detail) const;

    Client& client_;
    async::Clock& clock_;
    std::set<std::string> types_;
    StreamInfo info_;
    TransactionDetails details_;
    std::map<std::string, Facility> facilities_;
    AdjustmentWindow window_{window};
    std::map<std::string, Untold> untold_;
    std::map<std::string, Expanded> expanded_;  ///< adjustments of the window, by transaction id
    std::map<std::string, core::Timestamp>
        read_;                        ///< every transaction of the window that was read, with its creation
    std::set<std::string> read_now_;  ///< by the scan under way
    core::Timestamp
        known_before_{};     ///< what was made before was read by an earlier scan, or will be by a full one
    bool complete_ = false;  ///< the window was read to its end once
};

ApiError TransactionStream::failed(std::string detail) const
{
    ApiError error;
    error.kind = ApiErrorKind::bad_answer;
    error.status = 200;
    error.detail = "GET /api/generic/transaction: " + std::move(detail);
    return error;
}

/// False: the server did not tell all that is needed.
asio::awaitable<ApiResult<bool>> TransactionStream::expand(JsonView row, TransactionRow transaction,
                                                           core::Priority priority)
{
    if (transaction.inventory.empty()) co_return false;
    auto facility = co_await details_.facility_of(transaction.inventory, priority);
    if (!facility) co_return std::unexpected(std::move(facility.error()));
    if (facility->empty()) co_return false;
    const auto wanted = facilities_.find(*facility);
    if (wanted == facilities_.end()) co_return true;
    auto products = co_await details_.lines_of(transaction.id, transaction.entries, priority);
    if (!products) co_return std::unexpected(std::move(products.error()));
    if (!*products) co_return false;
    Expanded expanded{transaction.created_at, adjustments_of(row, wanted->second, std::move(**products))};
    expanded_.insert_or_assign(transaction.id, std::move(expanded));
    co_return true;
}

void TransactionStream::note_untold(const JsonView& row, const TransactionRow& transaction)
{
    auto& untold = untold_[transaction.id];
    untold.row = row.dump();
    untold.created_at = transaction.created_at;
    untold.again.note(clock_.steady());
}

asio::awaitable<ApiResult<void>> TransactionStream::ask_again(core::Priority priority)
{
    for (auto entry = untold_.begin(); entry != untold_.end();) {
        const auto next = std::next(entry);
        if (entry->second.again.is_due(clock_.steady())) {
            const auto json = JsonDocument::parse(entry->second.row);
            const auto transaction = read_transaction(json->root());
            auto told = co_await expand(json->root(), *transaction, priority);
            if (!told) co_return std::unexpected(std::move(told.error()));
            if (*told)
                untold_.erase(entry);
            else
                note_untold(json->root(), *transaction);
        }
        entry = next;
    }
    co_return ApiResult<void>();
}

/// Of a transaction that was read before.
void TransactionStream::note_number(const TransactionRow& transaction)
{
    const auto expanded = expanded_.find(transaction.id);
    if (expanded == expanded_.end() || transaction.number.empty()) return;
    for (auto& line : expanded->second.lines) {
        if (line.seen.aliases.empty()) name_adjustment(line, transaction.number);
    }
}

asio::awaitable<ApiResult<TransactionStream::PageEnd>> TransactionStream::take_rows(
    std::vector<JsonView> rows, core::Timestamp begin, core::Priority priority)
{
    PageEnd end;
    for (const auto& row : rows) {
        const auto transaction = read_transaction(row);
        if (!transaction) co_return std::unexpected(failed("a row without an id or a creation date"));
        const auto& id = transaction->id;
        if (transaction->created_at < begin) {
            end.window = true;
            continue;
        }
        if (read_.contains(id)) {
            note_number(*transaction);
            if (read_now_.contains(id)) continue;
            end.met = true;
            end.known = end.known || transaction->created_at < known_before_;
            continue;
        }
        if (types_.contains(transaction->type)) {
            const auto told = co_await expand(row, *transaction, priority);
            if (!told) co_return std::unexpected(told.error());
            if (!*told) note_untold(row, *transaction);
        }
        read_.emplace(id, transaction->created_at);
        read_now_.insert(id);
    }
    co_return end;
}

/// Rows of one second come in any order: of the newest one that was read, more may follow.
void TransactionStream::note_known_before()
{
    constexpr std::chrono::minutes latest_commit{30};
    known_before_ = {};
    for (const auto& [id, created_at] : read_)
        known_before_ = std::max(known_before_, created_at);
    if (known_before_ < clock_.now() - latest_commit) known_before_ = core::Timestamp::max();
}

void TransactionStream::forget(const std::set<std::string>& ids)
{
    std::erase_if(expanded_, [&ids](const auto& entry) { return ids.contains(entry.first); });
    std::erase_if(read_, [&ids](const auto& entry) { return ids.contains(entry.first); });
}

void TransactionStream::forget_before(core::Timestamp begin)
{
    std::erase_if(expanded_, [begin](const auto& entry) { return entry.second.created_at < begin; });
    std::erase_if(untold_, [begin](const auto& entry) { return entry.second.created_at < begin; });
    std::erase_if(read_, [begin](const auto& entry) { return entry.second < begin; });
}

/// Everything remembered is offered, not only what is new to us: what could not be committed last time is
/// still news. An object is kept for that time only.
void TransactionStream::report_news(const ScanOrder& order, async::SteadyTime sent_at, Scan& scan)
{
    std::vector<Adjustment*> known;
    for (auto& [id, expanded] : expanded_) {
        for (auto& line : expanded.lines)
            known.push_back(&line);
    }
    std::ranges::sort(known, {},
                      [](const Adjustment* line) { return std::tie(line->seen.created_at, line->seen.id); });
    std::vector<core::Observation> page;
    page.reserve(known.size());
    for (const auto* line : known)
        page.push_back(line->seen);
    const auto news = order.find_news(page);
    for (const auto i : news) {
        Sighting sighting{std::move(page[i]), sent_at};
        if (order.with_objects) sighting.seen.object = known[i]->object;
        scan.news.push_back(std::move(sighting));
    }
    const std::set<std::size_t> still_news(news.begin(), news.end());
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (!still_news.contains(i)) known[i]->object = nullptr;
    }
    scan.rows = static_cast<std::int64_t>(known.size());
}

asio::awaitable<ApiResult<Scan>> TransactionStream::scan(ScanOrder order)
{
    const auto begin = window_.begin(clock_.now(), order.since);
    forget_before(begin);
    Scan scan;
    Pager pager({.page_size = page_size});
    auto sent_at = clock_.steady();
    const auto failure = [&](ApiError error, int last) {
        error.requests = scan.requests + last + details_.take_requests();
        return std::unexpected(std::move(error));
    };
    // Until this scan has ended well, what it read itself must not end it, nor the next one.
    const bool was_complete = std::exchange(complete_, false);
    read_now_.clear();
    const auto read_before = read_.size();
    note_known_before();
    auto asked = co_await ask_again(order.priority);
    if (!asked) co_return failure(asked.error(), 0);
    bool met = false;
    bool known = false;
    bool whole = false;  // read to the end of the window
    while (true) {
        ApiRequest request;
        request.path = "/api/generic/transaction";
        request.query = {{"sort", "dateCreated"},
                         {"order", "desc"},
                         {"max", std::to_string(page_size)},
                         {"offset", std::to_string(pager.offset())}};
        request.priority = order.priority;
        auto answer = co_await client_.exchange(std::move(request));
        if (!answer) co_return failure(answer.error(), answer.error().requests);
        scan.requests += answer->requests;
        scan.server_ahead = answer->server_ahead;
        sent_at = answer->sent_at;
        auto page = read_page(std::move(answer->body), page_size);
        if (!page) co_return failure(failed(page.error()), 0);
        PageFacts facts;
        for (const auto& row : page->rows)
            facts.ids.push_back(id_hash(find_text(row, "id").value_or("")));
        auto end = co_await take_rows(page->rows, begin, order.priority);
        if (!end) co_return failure(end.error(), 0);
        scan.requests += details_.take_requests();
        // Of the total, the window holds nobody knows how many.
        if (order.on_page) order.on_page(static_cast<std::int64_t>(pager.offset() + facts.ids.size()), {});

        // The window ends the list for us; so does what an earlier scan has read, unless every row is wanted.
        met = met || end->met;
        known = known || end->known || (end->met && page->rows.size() < page_size);
        whole = end->window;
        if (whole || (known && was_complete && order.reach != Reach::full)) break;
        const auto step = pager.take(facts);
        if (step == Pager::Step::failed) co_return failure(failed(pager.failure()), 0);
        whole = step == Pager::Step::done;
        if (whole) break;
    }
    for (const auto& [id, untold] : untold_)
        scan.alarms.push_back(
            fmt::format("the server did not tell the lines of transaction {}: they are asked for again", id));
    complete_ = true;
    scan.certified = order.reach == Reach::full;
    scan.strangers_only = was_complete && whole && !met && read_before >= enough_to_meet;
    report_news(order, sent_at, scan);
    // As long as nobody believes them, they must stay strangers.
    if (scan.strangers_only && !scan.news.empty()) forget(read_now_);
    co_return scan;
}

}  // namespace

std::unique_ptr<Stream> transaction_stream(Client& client, async::Clock& clock, const SourceSettings&,
                                           const std::set<std::string>& types,
                                           const std::vector<Facility>& facilities)
{
    return std::make_unique<TransactionStream>(client, clock, types, facilities);
}

}  // namespace webhookd::openboxes
