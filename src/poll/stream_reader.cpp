#include "poll/stream_reader.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "poll/population.hpp"
#include "poll/schedule.hpp"
#include "poll/take_over.hpp"

namespace webhookd::poll {
namespace {

using openboxes::ApiErrorKind;
using openboxes::Reach;
using Verdict = openboxes::Confirmation::Verdict;

// Entities asked for by name in one poll; the rest has its turn at the next one, so that a burst of receipts
// cannot eat the budget of the other streams.
constexpr std::size_t most_questions = 20;

// From the beginning of a day in the easternmost zone to its end in the westernmost.
constexpr std::chrono::hours longest_day{50};

// More than that many missing at once, and more than half of the set: a list that lies (location switched,
// permission lost, database being restored, F-9) is more likely than so many ends in one interval.
bool is_mass_absence(std::size_t missing, std::size_t known)
{
    constexpr std::size_t always_plausible = 10;
    return missing > always_plausible && missing * 2 > known;
}

PollVerdict verdict_of(const openboxes::ApiError& error)
{
    PollVerdict verdict;
    verdict.reached = error.kind != ApiErrorKind::unreachable;
    verdict.permanent = error.kind == ApiErrorKind::forbidden || error.kind == ApiErrorKind::not_found ||
                        error.kind == ApiErrorKind::bad_request || error.kind == ApiErrorKind::login_refused;
    verdict.endpoint_lost = error.kind == ApiErrorKind::not_found ||
                            error.kind == ApiErrorKind::server_error || error.kind == ApiErrorKind::forbidden;
    return verdict;
}

}  // namespace

StreamReader::StreamReader(ReadContext& context, std::unique_ptr<openboxes::Stream> stream)
    : context_(context), stream_(std::move(stream))
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

void StreamReader::note(Unclear& unclear, async::SteadyTime now)
{
    constexpr std::chrono::minutes first_wait{1};
    constexpr int most_doublings = 6;
    unclear.ask_again_at = now + first_wait * (1 << std::min(unclear.asked, most_doublings));
    ++unclear.asked;
}

asio::awaitable<std::vector<std::string>> StreamReader::ask_for_missing(openboxes::Scan& scan)
{
    const auto entities = missing(scan);
    const bool mass = is_mass_absence(entities.size(), entities.size() + scan.open_ids.size());

    std::vector<std::string> absent;
    std::size_t questions = 0;
    for (const auto& entity : entities) {
        const auto earlier = unclear_.find(entity.id);
        if (earlier != unclear_.end() && context_.clock.steady() < earlier->second.ask_again_at) continue;
        if (++questions > most_questions) break;

        auto answer = co_await stream_->confirm(entity);
        ++scan.requests;
        if (!answer) break;
        if (answer->verdict == Verdict::unclear) {
            note(unclear_[entity.id], context_.clock.steady());
            continue;
        }
        unclear_.erase(entity.id);
        if (answer->verdict == Verdict::found) scan.news.push_back(std::move(*answer->sighting));
        if (answer->verdict == Verdict::absent && !mass) absent.push_back(entity.id);
    }
    co_return absent;
}

void StreamReader::wait_for_identifiers(openboxes::Sightings& news)
{
    const auto kind = info().kind;
    if (kind == core::EntityKind::stock_movement || kind == core::EntityKind::stock_level) return;
    const auto now = context_.clock.steady();
    std::erase_if(news, [&](const openboxes::Sighting& sighting) {
        const auto& seen = sighting.seen;
        if (!seen.label.empty()) {
            waiting_.erase(seen.id);
            return false;
        }
        const std::array<std::string_view, 1> id{seen.id};
        const auto known = context_.tables.entities.find(kind, id).front();
        const bool is_named = known && !known->label.empty();
        if (is_named || core::step(kind, context_.settings.source.rules, known, seen).occurrences.empty())
            return false;
        const auto since = waiting_.try_emplace(seen.id, now).first->second;
        return now - since < context_.settings.identifier_wait;
    });
    std::erase_if(waiting_, [&](const auto& entry) { return now - entry.second > std::chrono::hours(1); });
}

/// The outbound list tells only the day a movement was created, the inbound one the second.
asio::awaitable<void> StreamReader::date_the_unseen(openboxes::Scan& scan,
                                                    std::optional<core::Timestamp> mark)
{
    if (info().kind != core::EntityKind::stock_movement || !mark) co_return;
    std::size_t questions = 0;
    for (auto& [seen, requested_at] : scan.news) {
        const bool may_predate =
            !seen.created_at && seen.created_before && *seen.created_before - longest_day < *mark;
        if (!may_predate || seen.watched["status"] == "PENDING") continue;
        core::Snapshot movement;
        movement.id = seen.id;
        movement.label = seen.label;
        movement.origin_id = seen.origin_id;
        movement.destination_id = seen.destination_id;
        const std::array<std::string_view, 1> id{seen.id};
        if (context_.tables.entities.find(info().kind, id).front()) continue;
        const auto other = context_.ends.find_other(info(), movement);
        if (!other) continue;
        if (++questions > most_questions) {
            seen.id.clear();
            continue;
        }
        const auto answer = co_await other->confirm(movement);
        ++scan.requests;
        if (answer && answer->sighting) seen.created_at = answer->sighting->seen.created_at;
    }
    std::erase_if(scan.news, [](const auto& sighting) { return sighting.seen.id.empty(); });
}

asio::awaitable<void> StreamReader::check_step_backs(openboxes::Scan& scan)
{
    std::size_t questions = 0;
    bool may_ask = true;
    for (auto& [seen, requested_at] : scan.news) {
        if (info().kind != core::EntityKind::stock_movement || !seen.exact) continue;
        const std::array<std::string_view, 1> id{seen.id};
        const auto known = context_.tables.entities.find(info().kind, id).front();
        if (!known || !core::is_step_back(info().kind, known->watched, seen.watched)) continue;
        const auto other = context_.ends.find_other(info(), *known);
        if (!other) continue;

        // Until the other end has answered, the row proves nothing.
        seen.exact = false;
        const auto earlier = contradicted_.find(seen.id);
        if (earlier != contradicted_.end() && context_.clock.steady() < earlier->second.ask_again_at)
            continue;
        may_ask = may_ask && ++questions <= most_questions;
        if (!may_ask) continue;
        const auto answer = co_await other->confirm(*known);
        ++scan.requests;
        may_ask = answer.has_value();
        if (!answer) continue;
        const bool found = answer->verdict == Verdict::found;
        if (found && !core::is_step_back(info().kind, known->watched, answer->sighting->seen.watched)) {
            note(contradicted_[seen.id], context_.clock.steady());
            scan.contradicted.insert(seen.id);
            continue;
        }
        contradicted_.erase(seen.id);
        seen.exact = true;
    }
}

std::string StreamReader::contradictions(const std::set<std::string>& ids)
{
    std::string named;
    for (const auto& id : ids) {
        if (mentioned_.insert(id).second) named += (named.empty() ? "" : ", ") + id;
    }
    if (named.empty()) return {};
    return fmt::format("told in two states at the same time: {} {}; nothing is taken back for it",
                       core::to_string(info().kind), named);
}

ReadFailure StreamReader::failure(store::StreamRecord record, store::PollRecord log, std::string error,
                                  PollVerdict verdict) const
{
    log.ended_at = context_.clock.now();
    log.error = std::move(error);
    record.last_attempt_at = log.began_at;
    record.last_error = log.error;
    ++record.failures;
    verdict.failures = record.failures;
    return {std::move(record), std::move(log), verdict};
}

openboxes::ScanOrder StreamReader::order(Reach reach, const store::StreamRecord& record) const
{
    const bool baseline = needs_baseline(record, info());
    const bool again = baseline && record.baselined_at.has_value();
    // A movement may be known from its other end, and then even a baseline can find that something happened
    // to it.
    const bool silent = baseline && !context_.settings.emit_on_first_run && !taken_over_at(record) &&
                        info().kind != core::EntityKind::stock_movement;
    openboxes::ScanOrder order;
    order.reach = reach;
    order.find_news = find_news(again);
    order.priority = reach == Reach::full ? core::Priority::bulk : core::Priority::hot;
    order.with_objects = !silent;
    if (info().kind == core::EntityKind::purchase_order)
        order.known = context_.tables.entities.count(scope_of(info()));
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

asio::awaitable<ReadResult> StreamReader::read(core::Timestamp next_poll_at, BetweenPages between_pages)
{
    auto record = context_.tables.streams.load(info().name);
    record.next_poll_at = next_poll_at;
    const auto reach =
        next_reach(record, info(), context_.settings.intervals.reconcile, context_.clock.now(), tick_++);
    // Before the baseline nothing is known that could be news; a level has no other list than the whole one.
    const bool may_look = !needs_baseline(record, info()) && info().kind != core::EntityKind::stock_level;
    if (reach != Reach::full || !may_look) between_pages = {};
    looks_ = 0;
    co_return co_await read_as(reach, std::move(record), std::move(between_pages));
}

asio::awaitable<ReadResult> StreamReader::look(std::optional<core::Timestamp> around)
{
    ++looks_;
    auto record = context_.tables.streams.load(info().name);
    const auto reach = ordinary_reach(info(), tick_++);
    co_return co_await read_as(reach, std::move(record), BetweenPages(), around);
}

asio::awaitable<ReadResult> StreamReader::read_as(Reach reach, store::StreamRecord record,
                                                  BetweenPages between_pages,
                                                  std::optional<core::Timestamp> around)
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
    asked.around = around;
    auto scan = co_await stream_->scan(std::move(asked));
    if (looks) record = after_looks(std::move(record));
    if (!scan) {
        auto text = fmt::format("{}: {}", openboxes::to_string(scan.error().kind), scan.error().detail);
        co_return std::unexpected(
            failure(std::move(record), std::move(log), std::move(text), verdict_of(scan.error())));
    }

    std::vector<std::string> absent;
    if (reach == Reach::open && scan->certified) absent = co_await ask_for_missing(*scan);
    co_await check_step_backs(*scan);
    co_await date_the_unseen(*scan, baseline ? taken_over_at(record) : record.created_mark_at);
    if (!baseline) wait_for_identifiers(scan->news);
    openboxes::ApiResult<std::string> doubt;
    if (!baseline && !around)
        doubt = co_await doubt_population(context_.tables, *stream_, reach, *scan, context_.clock.now());
    log.ended_at = context_.clock.now();
    log.requests = scan->requests;
    log.rows = scan->rows;
    log.alarms = std::move(scan->alarms);
    log.error = contradictions(scan->contradicted);
    if (!doubt) {
        auto text = fmt::format("{}: {}", openboxes::to_string(doubt.error().kind), doubt.error().detail);
        co_return std::unexpected(
            failure(std::move(record), std::move(log), std::move(text), verdict_of(doubt.error())));
    }

    if (baseline && !scan->certified) {
        std::string text = "the first scan was not complete and consistent; a baseline needs one that is";
        co_return std::unexpected(failure(std::move(record), std::move(log), std::move(text)));
    }
    // Adjustments are listed for a window of days, so most of those remembered are rightly absent.
    const bool lists_all = info().kind != core::EntityKind::adjustment;
    if (!baseline && reach == Reach::full && lists_all && is_implausible(*scan)) {
        log.outcome = store::PollOutcome::held;
        auto text = fmt::format(
            "the answer holds {} rows where more than twice as many are known: not believed", scan->rows);
        co_return std::unexpected(failure(std::move(record), std::move(log), std::move(text)));
    }

    log.outcome =
        reach == Reach::newest || scan->certified ? store::PollOutcome::ok : store::PollOutcome::uncertified;
    PollInput input;
    input.stream = info();
    input.record = std::move(record);
    input.log = std::move(log);
    input.baseline = baseline;
    input.full = reach == Reach::full;
    input.glimpse = around.has_value();
    input.seen = context_.recent.accept(info().kind, std::move(scan->news), context_.clock.steady());
    input.absent = std::move(absent);
    input.doubt = std::move(*doubt);
    input.rules = context_.settings.source.rules;
    input.emit_on_first_run = context_.settings.emit_on_first_run;
    input.storm_limit = context_.settings.storm_limit;
    input.origin = context_.origin;
    input.now = input.log.ended_at;
    input.server_ahead = scan->server_ahead;
    co_return input;
}

}  // namespace webhookd::poll
