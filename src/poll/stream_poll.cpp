#include "poll/stream_poll.hpp"

#include <malloc.h>

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "poll/scan_failing.hpp"
#include "poll/stream_set.hpp"

namespace webhookd::poll {
namespace {

bool reads_everything(const store::PollRecord& poll)
{
    return poll.reach == "baseline" || poll.reach == "full";
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

void StreamPoll::report(const store::PollRecord& poll)
{
    last_poll_ = poll;
    context_.listener.on_poll(poll);
}

asio::awaitable<PollVerdict> StreamPoll::record_failure(ReadFailure failure)
{
    const bool scan_failed = failure.verdict.reached && reads_everything(failure.log);
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
    co_return failure.verdict;
}

asio::awaitable<PollVerdict> StreamPoll::commit(PollInput input)
{
    ReadFailure failure{input.record, input.log, {}};
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
        failure.record.last_error = failure.log.error;
        failure.verdict.failures = ++failure.record.failures;
        auto verdict = co_await record_failure(std::move(failure));
        co_return verdict;
    }
    report(committed->log);
    if (!committed->woken.empty()) context_.listener.on_events(committed->woken);
    co_return PollVerdict{};
}

asio::awaitable<PollVerdict> StreamPoll::finish(ReadResult read)
{
    const auto& log = read ? read->log : read.error().log;
    const bool everything = reads_everything(log);
    for (const auto& alarm : log.alarms)
        context_.listener.on_alarm(info().name, alarm);
    PollVerdict verdict;
    if (read) {
        verdict = co_await commit(std::move(*read));
    } else {
        verdict = co_await record_failure(std::move(read.error()));
    }
    // A scan of everything leaves a heap of small holes: a daemon that had read 100,000 products once held
    // 120 MB, of which it used 7.
    if (everything) malloc_trim(0);
    co_return verdict;
}

asio::awaitable<PollVerdict> StreamPoll::look(std::optional<core::Timestamp> around,
                                              std::optional<openboxes::Reach> reach)
{
    auto read = co_await reader_.look(around, reach);
    co_return co_await finish(std::move(read));
}

asio::awaitable<void> StreamPoll::look_when_due(core::Duration interval)
{
    const auto now = context_.read.clock.steady();
    if (is_hinted()) {
        co_await follow_hints();
    } else if (now >= look_due_) {
        look_due_ = now + interval;
        co_await look({}, {});
    }
}

asio::awaitable<PollVerdict> StreamPoll::poll(bool everything, core::Timestamp next_poll_at,
                                              core::Duration interval)
{
    auto asked = requests_.take();
    look_due_ = context_.read.clock.steady() + interval;
    auto read =
        co_await reader_.read(everything, next_poll_at, [this, interval] { return look_when_due(interval); });
    auto verdict = co_await finish(std::move(read));
    reader_.forget_progress();
    asked.answer(last_poll_);
    co_return verdict;
}

void StreamPoll::hint(Hint hint)
{
    hints_.push_back(std::move(hint));
    requests_.wake();
}

bool StreamPoll::is_met(const Hint& hint) const
{
    if (hint.movement.empty()) return false;
    const std::vector<std::string_view> ids{hint.movement};
    const auto known = context_.read.tables.entities.find(info().kind, ids);
    if (!known.front()) return false;
    const auto word = known.front()->watched.value("status", std::string());
    const auto status = core::find_shipment_status(word);
    return status && *status >= hint.at_least;
}

asio::awaitable<PollVerdict> StreamPoll::follow_hints()
{
    // What an ordinary look at adjustments reads reaches a week back.
    constexpr std::chrono::days hot{6};
    auto hints = std::exchange(hints_, {});
    std::erase_if(hints, [this](const Hint& hint) { return is_met(hint); });
    PollVerdict verdict;
    if (hints.empty()) co_return verdict;

    const auto long_ago = context_.read.clock.now() - hot;
    std::set<core::Timestamp> days;
    for (const auto& hint : hints) {
        if (hint.around && *hint.around < long_ago)
            days.insert(std::chrono::floor<std::chrono::days>(*hint.around));
    }
    const auto is_old = [&](const Hint& hint) { return hint.around && *hint.around < long_ago; };
    for (const auto day : days)
        verdict = co_await look(day + std::chrono::hours(12), {});
    std::erase_if(hints, is_old);
    if (hints.empty()) co_return verdict;

    verdict = co_await look({}, openboxes::Reach::newest);
    // A receipt does not bring a movement to the top of the newest, and what was taken back is not among
    // them: only the open set shows that it is gone.
    const bool changed = last_poll_.changes > 0;
    const bool open = info().tracks_open && std::ranges::any_of(hints, [&](const Hint& hint) {
                          return hint.movement.empty() ? !changed : !is_met(hint);
                      });
    if (open && last_poll_.outcome == store::PollOutcome::ok)
        verdict = co_await look({}, openboxes::Reach::open);
    co_return verdict;
}

}  // namespace webhookd::poll
