#include "poll/stream_poll.hpp"

#include <malloc.h>

#include <fmt/format.h>

#include "poll/stream_set.hpp"

namespace webhookd::poll {

StreamPoll::StreamPoll(const asio::any_io_executor& executor, PollContext& context,
                       std::unique_ptr<openboxes::Stream> stream)
    : context_(context), reader_(context.read, std::move(stream)), requests_(executor)
{
}

void StreamPoll::report(const store::PollRecord& poll)
{
    last_poll_ = poll;
    context_.listener.on_poll(poll);
}

asio::awaitable<PollVerdict> StreamPoll::record_failure(ReadFailure failure)
{
    const auto written = co_await context_.store.write([failure](store::Tables& tables) {
        tables.streams.put(failure.record, failure.record.scan_no);
        tables.polls.add(failure.log);
    });
    if (!written) {
        failure.log.error +=
            fmt::format(" (and the state file could not be written: {})", written.error().message);
    }
    report(failure.log);
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
    const bool everything = log.reach == "baseline" || log.reach == "full";
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

asio::awaitable<void> StreamPoll::look_when_due()
{
    const auto now = context_.read.clock.steady();
    if (now < look_due_) co_return;
    look_due_ = now + interval_of(context_.read.settings.intervals, info().kind);
    auto read = co_await reader_.look();
    co_await finish(std::move(read));
}

asio::awaitable<PollVerdict> StreamPoll::poll(core::Timestamp next_poll_at)
{
    auto asked = requests_.take();
    look_due_ = context_.read.clock.steady() + interval_of(context_.read.settings.intervals, info().kind);
    auto read = co_await reader_.read(next_poll_at, [this] { return look_when_due(); });
    auto verdict = co_await finish(std::move(read));
    asked.answer(last_poll_);
    co_return verdict;
}

}  // namespace webhookd::poll
