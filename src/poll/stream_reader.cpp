// read_as() is the course of a poll: scan, ask for what is missing, hear the other end, wait for identifiers,
// doubt the population; what passes all of it may be judged.

#include "poll/stream_reader.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "poll/population.hpp"
#include "poll/take_over.hpp"
#include "webhookd/core/shipment_status.hpp"

namespace webhookd::poll {
namespace {

using openboxes::ApiErrorKind;
using openboxes::Presence;
using openboxes::Reach;

// Entities asked for by name in one poll; the rest has its turn at the next one, so that a burst of receipts
// cannot eat the budget of the other streams.
constexpr std::size_t most_questions = 20;

// More than that many missing at once, and more than half of the set: a list that lies (location switched,
// permission lost, database being restored, F-9) is more likely than so many ends in one interval.
bool is_mass_absence(std::size_t missing, std::size_t known)
{
    constexpr std::size_t always_plausible = 10;
    return missing > always_plausible && missing * 2 > known;
}

PollResult result_of(const openboxes::ApiError& error)
{
    PollResult result;
    result.reached = error.kind != ApiErrorKind::unreachable;
    result.permanent = error.kind == ApiErrorKind::forbidden || error.kind == ApiErrorKind::not_found ||
                       error.kind == ApiErrorKind::bad_request || error.kind == ApiErrorKind::login_refused;
    result.endpoint_lost = error.kind == ApiErrorKind::not_found ||
                           error.kind == ApiErrorKind::server_error || error.kind == ApiErrorKind::forbidden;
    return result;
}

/// Both numbers, where the server counts other rows than it lists; else empty.
std::string miscount(const openboxes::Scan& scan)
{
    if (!scan.total || *scan.total == scan.rows) return {};
    return fmt::format(": it says that it holds {} rows, and listed {}", *scan.total, scan.rows);
}

}  // namespace

StreamReader::StreamReader(ReadContext& context, std::unique_ptr<openboxes::Stream> stream)
    : context_(context),
      stream_(std::move(stream)),
      other_end_(context.tables, context.clock, context.ends),
      wait_(context.tables, context.clock, context.settings)
{
    context_.ends.add(stream_);
}

bool StreamReader::knows_aliases(const core::Observation& seen) const
{
    return std::ranges::all_of(seen.aliases, [this](const std::string& alias) {
        const std::array<std::string_view, 1> id{alias};
        return context_.tables.entities.find(info().kind, id).front().has_value();
    });
}

openboxes::FindNews StreamReader::find_news(bool everything) const
{
    return [this, everything](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        if (everything) {
            news.resize(page.size());
            std::iota(news.begin(), news.end(), 0U);
            return news;
        }
        std::vector<std::string_view> ids;
        ids.reserve(page.size());
        for (const auto& seen : page)
            ids.push_back(seen.id);
        const auto known = context_.tables.entities.find(info().kind, ids);
        for (std::size_t i = 0; i < page.size(); ++i) {
            const bool unchanged = known[i] && core::is_unchanged(info().kind, *known[i], page[i]);
            if (!unchanged || !knows_aliases(page[i])) news.push_back(i);
        }
        return news;
    };
}

bool StreamReader::is_implausible(const openboxes::Scan& scan) const
{
    const auto known = context_.tables.entities.count(scope_of(info()));
    const auto missing = std::max<std::int64_t>(0, known - scan.rows);
    return is_mass_absence(static_cast<std::size_t>(missing), static_cast<std::size_t>(known));
}

std::vector<core::Snapshot> StreamReader::missing(const openboxes::Scan& scan) const
{
    auto open = context_.tables.entities.open(scope_of(info()));
    std::erase_if(open, [&](const core::Snapshot& entity) { return scan.open_ids.contains(entity.id); });
    return open;
}

asio::awaitable<std::vector<std::string>> StreamReader::ask_for_missing(openboxes::Scan& scan)
{
    // Each is a request; many that are received at once are asked for together.
    constexpr std::size_t few = 2;
    auto entities = missing(scan);
    const bool mass = is_mass_absence(entities.size(), entities.size() + scan.open_ids.size());

    const bool looked = last_reach_ == Reach::received;  // for these, just before
    if (entities.size() > few && !looked) co_await look_among_received(scan, entities);
    std::vector<std::string> absent;
    std::size_t questions = 0;
    for (const auto& entity : entities) {
        const auto earlier = unclear_.find(entity.id);
        if (earlier != unclear_.end() && !earlier->second.is_due(context_.clock.steady())) continue;
        if (++questions > most_questions) break;

        auto answer = co_await stream_->confirm(entity);
        ++scan.requests;
        if (!answer) break;
        if (answer->presence == Presence::unclear) {
            unclear_[entity.id].note(context_.clock.steady());
            continue;
        }
        unclear_.erase(entity.id);
        if (answer->presence == Presence::found) scan.news.push_back(std::move(*answer->sighting));
        if (answer->presence == Presence::absent && !mass) absent.push_back(entity.id);
    }
    co_return absent;
}

asio::awaitable<void> StreamReader::look_among_received(openboxes::Scan& scan,
                                                        std::vector<core::Snapshot>& missing)
{
    if (!info().traits().is_in_flight) co_return;
    openboxes::ScanOrder order;
    order.reach = Reach::received;
    order.expected = static_cast<std::int64_t>(missing.size());
    order.find_news = find_news(false);
    order.priority = core::Priority::confirm;
    auto received = co_await stream_->scan(std::move(order));
    if (!received) co_return;  // then each is asked for by its name
    scan.requests += received->requests;
    for (auto& sighting : received->news) {
        const bool was_missing = std::erase_if(missing, [&](const core::Snapshot& entity) {
                                     return entity.id == sighting.seen.id;
                                 }) > 0;
        if (was_missing) scan.news.push_back(std::move(sighting));
    }
}

void StreamReader::distrust_what_is_in_flight(openboxes::Sightings& news) const
{
    if (!info().traits().is_in_flight) return;
    for (auto& [seen, requested_at] : news) {
        if (in_flight_.contains(seen.id)) seen.exact = false;
    }
}

ReadFailure StreamReader::failure(store::StreamRecord record, store::PollRecord log, std::string error,
                                  PollResult result) const
{
    log.ended_at = context_.clock.now();
    log.error = std::move(error);
    note_failure(record, log);
    result.failures = record.failures;
    return {std::move(record), std::move(log), result};
}

openboxes::ScanOrder StreamReader::order(Reach reach, const store::StreamRecord& record) const
{
    const bool baseline = needs_baseline(record, info());
    const bool again = baseline && record.baselined_at.has_value();
    // What is known from its other end may have changed, so that even a baseline tells of it.
    const bool silent = baseline && !context_.settings.emit_on_first_run && !taken_over_at(record) &&
                        !info().traits().has_two_ends;
    openboxes::ScanOrder order;
    order.reach = reach;
    order.find_news = find_news(again);
    order.priority = baseline               ? core::Priority::first
                     : reach == Reach::full ? core::Priority::bulk
                                            : priority_;
    order.with_objects = !silent;
    if (info().traits().undated) order.known = context_.tables.entities.count(scope_of(info()));
    order.since = baseline               ? taken_over_at(record)
                  : reach == Reach::full ? record.last_full_at
                                         : record.last_success_at;
    return order;
}

/// The record as the looks between the pages left it, and its fence as only they can have moved it.
store::StreamRecord StreamReader::after_looks(store::StreamRecord record) const
{
    if (looks_ == 0) return record;
    auto now = context_.tables.streams.load(info().name);
    now.scan_no = record.scan_no + looks_;
    now.next_poll_at = record.next_poll_at;
    return now;
}

bool StreamReader::needs_first_scan() const
{
    return needs_baseline(context_.tables.streams.load(info().name), info());
}

bool StreamReader::needs_everything() const
{
    const auto record = context_.tables.streams.load(info().name);
    if (context_.clock.steady() < compare_at_ && !needs_baseline(record, info())) return false;
    return poll::needs_everything(record, info(), context_.settings.source.rulebook->watching(info().kind),
                                  context_.settings.polling.reconcile, context_.clock.now(),
                                  context_.back_at);
}

openboxes::Reach StreamReader::next_ordinary_reach()
{
    constexpr std::chrono::minutes lately{2};
    const auto now = context_.clock.steady();
    open_.counted = count_.is_of_use();
    open_.newest_lately = newest_at_ && now - *newest_at_ < lately;
    const auto reach = ordinary_reach(info(), open_, tick_++);
    if (reach == Reach::newest) newest_at_ = now;
    return reach;
}

std::int64_t StreamReader::count_awaiting_receipt() const
{
    const auto statuses = core::awaiting_receipt(*context_.settings.source.rulebook);
    return std::ranges::count_if(
        context_.tables.entities.open(scope_of(info())), [statuses](const core::Snapshot& entity) {
            const auto status = core::find_shipment_status(entity.watched.value("status", std::string()));
            return status && statuses.lowest <= *status && *status <= statuses.highest;
        });
}

std::int64_t StreamReader::left_open() const
{
    return count_.surplus(count_awaiting_receipt());
}

void StreamReader::note_open_read(bool found)
{
    count_.note_read(count_awaiting_receipt(), found);
}

asio::awaitable<ReadResult> StreamReader::read(bool everything, core::Timestamp next_poll_at,
                                               BetweenPages between_pages)
{
    auto record = context_.tables.streams.load(info().name);
    record.next_poll_at = next_poll_at;
    everything = everything || needs_baseline(record, info());
    const auto reach = everything ? Reach::full : next_ordinary_reach();
    // Before the baseline nothing is known that could be news.
    const bool may_look = !needs_baseline(record, info()) && !info().traits().listed_whole;
    if (reach != Reach::full || !may_look) between_pages = {};
    looks_ = 0;
    if (everything)
        progress_ = core::ScanProgress{.first = needs_baseline(record, info()),
                                       .began_at = context_.clock.now(),
                                       .total = {},
                                       .left = {}};
    auto result = co_await read_as(reach, std::move(record), std::move(between_pages));
    if (everything) {
        compare_failures_ = result ? 0 : compare_failures_ + 1;
        compare_at_ = context_.clock.steady();
        if (!result) compare_at_ += slow_down(std::chrono::minutes(1), compare_failures_);
    }
    co_return result;
}

asio::awaitable<ReadResult> StreamReader::look(Glance glance)
{
    ++looks_;
    auto record = context_.tables.streams.load(info().name);
    if (glance.is_part()) glance.reach = Reach::newest;
    if (!glance.reach) glance.reach = next_ordinary_reach();
    const auto reach = *glance.reach;
    co_return co_await read_as(reach, std::move(record), BetweenPages(), std::move(glance));
}

asio::awaitable<openboxes::ApiResult<openboxes::Scan>> StreamReader::ask_by_name(
    std::vector<core::Snapshot> entities)
{
    openboxes::Scan scan;
    for (const auto& entity : entities) {
        auto answer = co_await stream_->confirm(entity);
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        ++scan.requests;
        if (answer->presence != Presence::found) continue;
        ++scan.rows;
        scan.news.push_back(std::move(*answer->sighting));
    }
    co_return scan;
}

asio::awaitable<ReadResult> StreamReader::read_as(Reach reach, store::StreamRecord record,
                                                  BetweenPages between_pages, Glance glance)
{
    const bool baseline = needs_baseline(record, info());
    store::PollRecord log;
    log.stream = info().name;
    log.began_at = context_.clock.now();
    log.outcome = store::PollOutcome::failed;
    log.reach = baseline ? "baseline" : std::string(openboxes::to_string(reach));

    auto asked = order(reach, record);
    const bool looks = between_pages != nullptr;
    asked.between_pages = std::move(between_pages);
    if (reach == Reach::full && progress_) {
        asked.on_page = [this](std::int64_t rows, std::optional<std::int64_t> total) {
            core::note_page(*progress_, rows, total, context_.clock.now());
        };
    }
    asked.around = glance.around;
    asked.expected = glance.expected;
    asked.priority = glance.priority.value_or(asked.priority);
    const bool part = glance.is_part();
    auto reading = glance.named.empty() ? openboxes::in_memory(stream_->scan(std::move(asked)), info().name)
                                        : ask_by_name(std::move(glance.named));
    auto scan = co_await std::move(reading);
    if (looks) record = after_looks(std::move(record));
    if (!scan) {
        log.requests = scan.error().requests;
        auto text = fmt::format("{}: {}", openboxes::to_string(scan.error().kind), scan.error().detail);
        co_return std::unexpected(
            failure(std::move(record), std::move(log), std::move(text), result_of(scan.error())));
    }

    // A long page is read for what left, and not at each poll.
    const auto page_size = static_cast<std::int64_t>(context_.settings.source.page_size);
    if (reach == Reach::open) open_.one_page = scan->requests <= 1 && scan->rows <= page_size;
    if (reach == Reach::entered) count_.note(scan->total);
    std::vector<std::string> absent;
    if (reach == Reach::open && scan->certified) absent = co_await ask_for_missing(*scan);
    if (reach == Reach::newest && !part && info().traits().is_open != nullptr)
        open_.uncovered = !missing(*scan).empty();
    if (!reads_to_end(reach) && !part && open_.uncovered)
        in_flight_.insert(scan->open_ids.begin(), scan->open_ids.end());
    last_reach_ = reach;
    const bool holds_all_open =
        reach == Reach::newest ? !open_.uncovered : reach == Reach::open && scan->certified;
    if (!part && holds_all_open) in_flight_ = scan->open_ids;
    if (!part && !holds_all_open) distrust_what_is_in_flight(scan->news);
    co_await other_end_.check_step_backs(info(), *scan);
    co_await other_end_.date_the_unseen(*stream_, *scan,
                                        baseline ? taken_over_at(record) : record.created_mark_at);
    if (!baseline) wait_.keep_back(info().kind, scan->news);
    openboxes::ApiResult<std::string> doubt;
    if (!baseline && !part)
        doubt = co_await doubt_population(context_.tables, *stream_, reach, *scan, context_.clock.now());
    log.ended_at = context_.clock.now();
    log.requests = scan->requests;
    log.rows = scan->rows;
    log.alarms = std::move(scan->alarms);
    log.error = other_end_.mention(info(), scan->contradicted);
    if (!doubt) {
        auto text = fmt::format("{}: {}", openboxes::to_string(doubt.error().kind), doubt.error().detail);
        co_return std::unexpected(
            failure(std::move(record), std::move(log), std::move(text), result_of(doubt.error())));
    }

    if (baseline && !scan->certified) {
        auto text =
            "the first scan was not complete and consistent; a baseline needs one that is" + miscount(*scan);
        co_return std::unexpected(failure(std::move(record), std::move(log), std::move(text)));
    }
    const bool lists_all = reach == Reach::full && !info().traits().listed_for_days;
    if (!baseline && lists_all && doubt->empty() && is_implausible(*scan)) {
        log.outcome = store::PollOutcome::held;
        auto text = fmt::format(
            "the answer holds {} rows where more than twice as many are known: not believed", scan->rows);
        co_return std::unexpected(failure(std::move(record), std::move(log), std::move(text)));
    }

    log.outcome =
        !reads_to_end(reach) || scan->certified ? store::PollOutcome::ok : store::PollOutcome::uncertified;
    if (log.outcome == store::PollOutcome::uncertified && log.error.empty() && !miscount(*scan).empty())
        log.error = "the list was not complete and consistent" + miscount(*scan);
    PollInput input;
    auto& terms = input.terms;
    terms.stream = info();
    terms.record = std::move(record);
    terms.log = std::move(log);
    terms.baseline = baseline;
    terms.full = reach == Reach::full;
    terms.glimpse = part;
    input.seen = context_.recent.accept(info().kind, std::move(scan->news), context_.clock.steady());
    input.absent = std::move(absent);
    terms.doubt = std::move(*doubt);
    terms.rulebook = context_.settings.source.rulebook;
    terms.emit_on_first_run = context_.settings.emit_on_first_run;
    terms.storm_limit = context_.settings.storm_limit;
    terms.installation = context_.installation;
    terms.now = terms.log.ended_at;
    terms.server_ahead = scan->server_ahead;
    terms.mostly_strangers = scan->strangers * 2 > scan->rows;
    co_return input;
}

}  // namespace webhookd::poll
