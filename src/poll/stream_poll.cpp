// Every outcome is one commit and one report. Between the pages of a full scan look_when_due() does what an
// ordinary poll would, and a hint is followed by the cheapest question that may answer it.

#include "poll/stream_poll.hpp"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "poll/stream_set.hpp"
#include "poll/trouble.hpp"

namespace webhookd::poll {
namespace {

bool reads_everything(const store::PollRecord& poll)
{
    return poll.reach == "baseline" || poll.reach == "full";
}

/// Counts `poll` in.
void add(store::PollRecord& sum, const store::PollRecord& poll)
{
    sum.requests += poll.requests;
    sum.rows += poll.rows;
    sum.changes += poll.changes;
    sum.events += poll.events;
    sum.ended_at = poll.ended_at;
    if (sum.outcome != store::PollOutcome::ok) return;
    sum.outcome = poll.outcome;
    sum.error = poll.error;
}

}  // namespace

StreamPoll::StreamPoll(const asio::any_io_executor& executor, PollContext& context,
                       std::unique_ptr<openboxes::Stream> stream)
    : context_(context),
      polled_since_(context.read.clock.now()),
      reader_(context.read, std::move(stream)),
      requests_(executor)
{
}

void StreamPoll::report(store::PollRecord poll)
{
    // The lists of movements do not say when something happened, the feeds do.
    for (auto& event : poll.emitted) {
        const auto hinted = changed_at_.find(event.entity);
        if (!event.happened_at && hinted != changed_at_.end()) event.happened_at = hinted->second;
    }
    last_poll_ = std::move(poll);
    add(turn_, last_poll_);
    context_.listener.on_poll(last_poll_);
}

asio::awaitable<PollResult> StreamPoll::record_failure(ReadFailure failure)
{
    const bool scan_failed = failure.result.reached && reads_everything(failure.log);
    auto write = [failure, scan_failed, audience = context_.store.audience()](store::Tables& tables) {
        tables.streams.put(failure.record, failure.record.scan_no);
        tables.polls.add(failure.log);
        return scan_failed ? note_failed_scan(tables, failure.log, audience) : std::vector<std::int64_t>();
    };
    const auto written = co_await context_.store.write(std::move(write));
    if (!written) {
        failure.log.error +=
            fmt::format(" (and the state file could not be written: {})", written.error().message);
    }
    report(failure.log);
    if (written && !written->empty()) context_.listener.on_events(*written);
    co_return failure.result;
}

asio::awaitable<PollResult> StreamPoll::commit(PollInput input)
{
    ReadFailure failure{input.terms.record, input.terms.log, {}};
    const bool is_empty = input.is_empty();
    auto write = [input = std::move(input), audience = context_.store.audience()](store::Tables& tables) {
        return apply(tables, input, audience);
    };
    const auto committed = is_empty ? co_await context_.store.write_relaxed(std::move(write))
                                    : co_await context_.store.write(std::move(write));
    if (!committed) {
        // Nothing of it is kept, so the next poll finds the same differences again (F-38).
        failure.log.outcome = store::PollOutcome::failed;
        failure.log.error = fmt::format("could not be stored: {}", committed.error().message);
        note_failure(failure.record, failure.log);
        failure.result.failures = failure.record.failures;
        auto result = co_await record_failure(std::move(failure));
        co_return result;
    }
    report(committed->log);
    if (!committed->woken.empty()) context_.listener.on_events(committed->woken);
    co_return PollResult{};
}

asio::awaitable<PollResult> StreamPoll::finish(ReadResult read)
{
    const auto& log = read ? read->terms.log : read.error().log;
    const bool everything = reads_everything(log);
    for (const auto& alarm : log.alarms)
        context_.listener.on_alarm(info().name, alarm);
    PollResult result;
    if (read) {
        result = co_await commit(std::move(*read));
    } else {
        result = co_await record_failure(std::move(read.error()));
    }
    // A scan of everything leaves a heap of small holes: a daemon that had read 100,000 products once held
    // 120 MB, of which it used 7.
    if (everything) malloc_trim(0);
    co_return result;
}

asio::awaitable<PollResult> StreamPoll::look(Glance glance)
{
    auto read = co_await reader_.look(std::move(glance));
    co_return co_await finish(std::move(read));
}

asio::awaitable<void> StreamPoll::look_when_due(core::Duration interval)
{
    const auto now = context_.read.clock.steady();
    if (is_hinted()) {
        co_await follow_hints();
    } else if (now >= look_due_) {
        look_due_ = now + interval;
        co_await look({});
        co_await look_for_what_left();
    }
}

asio::awaitable<void> StreamPoll::look_for_what_left()
{
    using openboxes::Reach;
    if (last_poll_.reach != to_string(Reach::entered)) co_return;
    const auto left = reader_.left_open();
    if (left == 0) co_return;
    if (left > 0) {
        // Most of what leaves was received, and sent not long ago.
        co_await look({.reach = Reach::received, .expected = left, .priority = core::Priority::hint});
        // It may have shown more: what left since the number was told.
        if (reader_.left_open() <= 0) co_return;
    }
    co_await look({.reach = Reach::open, .priority = core::Priority::hint});
    if (last_poll_.outcome == store::PollOutcome::ok) reader_.note_open_read(last_poll_.changes > 0);
}

asio::awaitable<PollResult> StreamPoll::poll(bool everything, core::Timestamp next_poll_at,
                                             core::Duration interval)
{
    auto asked = requests_.take();
    look_due_ = context_.read.clock.steady() + interval;
    auto read =
        co_await reader_.read(everything, next_poll_at, [this, interval] { return look_when_due(interval); });
    auto result = co_await finish(std::move(read));
    turn_.id = last_poll_.id;
    turn_.stream = last_poll_.stream;
    turn_.reach = last_poll_.reach;
    turn_.began_at = last_poll_.began_at;
    co_await look_for_what_left();
    reader_.forget_progress();
    asked.answer(turn_);
    co_return result;
}

void StreamPoll::hint(Hint hint)
{
    hints_.push_back(std::move(hint));
    requests_.wake();
}

std::optional<core::Snapshot> StreamPoll::find_named(const Hint& hint) const
{
    if (hint.movement.empty()) return std::nullopt;
    const std::array<std::string_view, 1> id{hint.movement};
    return context_.read.tables.entities.find(info().kind, id).front();
}

bool StreamPoll::is_met(const Hint& hint) const
{
    const auto known = find_named(hint);
    if (!known) return false;
    const auto status = core::find_shipment_status(known->watched.value("status", std::string()));
    // What was taken back is met by nothing else, everything else by what comes after it as well.
    const bool taken_back = hint.status == core::ShipmentStatus::pending;
    return status && (taken_back ? *status == hint.status : *status >= hint.status);
}

asio::awaitable<PollResult> StreamPoll::look_at_old_days(std::vector<Hint>& hints)
{
    // What an ordinary look at adjustments reads reaches a week back.
    constexpr std::chrono::days hot{6};
    const auto long_ago = context_.read.clock.now() - hot;
    const auto is_old = [&](const Hint& hint) { return hint.around && *hint.around < long_ago; };
    std::set<core::Timestamp> days;
    for (const auto& hint : hints) {
        if (is_old(hint)) days.insert(std::chrono::floor<std::chrono::days>(*hint.around));
    }
    std::erase_if(hints, is_old);
    PollResult result;
    for (const auto day : days)
        result = co_await look({.around = day + std::chrono::hours(12)});
    co_return result;
}

asio::awaitable<PollResult> StreamPoll::ask_for_named(std::vector<Hint>& hints)
{
    Glance glance;
    std::erase_if(hints, [&](const Hint& hint) {
        auto known = find_named(hint);
        if (known) glance.named.push_back(std::move(*known));
        return known.has_value();
    });
    PollResult result;
    if (!glance.named.empty()) result = co_await look(std::move(glance));
    co_return result;
}

asio::awaitable<PollResult> StreamPoll::follow_hints()
{
    follows_hints_ = true;
    for (const auto& hint : hints_) {
        if (!hint.movement.empty() && hint.changed_at)
            changed_at_[fmt::format("{}:{}", core::to_string(info().kind), hint.movement)] = *hint.changed_at;
    }
    auto result = co_await follow(std::exchange(hints_, {}));
    follows_hints_ = false;
    changed_at_.clear();
    co_return result;
}

asio::awaitable<PollResult> StreamPoll::follow(std::vector<Hint> hints)
{
    // Asking by name costs a request each, looking at the newest one for all of them.
    constexpr std::size_t few = 2;
    const auto met = [this](const Hint& hint) { return is_met(hint); };
    std::erase_if(hints, met);
    auto result = co_await look_at_old_days(hints);
    // A receipt does not bring a movement to the top of the newest.
    const auto arrives = [](const Hint& hint) {
        return !hint.movement.empty() && hint.status >= core::ShipmentStatus::partially_received;
    };
    if (hints.size() <= few && std::ranges::all_of(hints, arrives)) result = co_await ask_for_named(hints);
    if (hints.empty()) co_return result;

    result = co_await look({.reach = openboxes::Reach::newest});
    const bool changed = last_poll_.changes > 0;
    std::erase_if(hints, met);
    if (changed) std::erase_if(hints, [](const Hint& hint) { return hint.movement.empty(); });
    if (info().traits().is_open == nullptr || last_poll_.outcome != store::PollOutcome::ok) co_return result;
    if (hints.size() <= few) result = co_await ask_for_named(hints);
    // Only the open set shows that what was taken back is gone.
    if (!hints.empty()) result = co_await look({.reach = openboxes::Reach::open});
    co_return result;
}

}  // namespace webhookd::poll
