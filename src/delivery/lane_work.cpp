// The workers of a lane: send, decide, record, again.

#include <utility>

#include "delivery/health.hpp"
#include "delivery/lane_state.hpp"
#include "delivery/webhook_request.hpp"

namespace webhookd::delivery {

namespace {

constexpr std::size_t read_answer_bytes = std::size_t{64} * 1024;
constexpr core::Duration first_save_retry{1000};
constexpr core::Duration longest_save_retry{30'000};

/// Counts a worker that cannot record what it sent: the lane sends nothing new while there is one.
class Blocked
{
  public:
    explicit Blocked(std::size_t& count) : count_(count) { ++count_; }
    ~Blocked() { --count_; }
    Blocked(const Blocked&) = delete;
    Blocked& operator=(const Blocked&) = delete;

  private:
    std::size_t& count_;
};

}  // namespace

asio::awaitable<void> Lane::State::work(Job job)
{
    std::exception_ptr failure;
    try {
        for (;;) {
            const bool more_may_be_due = co_await attempt(job);
            window.finish(job.delivery.id);
            if (more_may_be_due) window.look_again();
            --workers;
            auto next = take();
            start_workers();
            if (!next) break;
            job = std::move(*next);
        }
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) broken = true;
    flag.notify();
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<bool> Lane::State::attempt(Job& job)
{
    const auto started_at = clock.now();
    const auto started = clock.steady();
    auto request = webhook_request(settings.url, headers, settings.keys, job.delivery.event_id,
                                   std::move(job.delivery.body), started_at);
    http::Limits limits;
    limits.timeout = settings.timeout;
    limits.max_body_bytes = read_answer_bytes;
    limits.truncate_body = true;
    auto outcome = co_await client.send(std::move(request), limits);
    auto conclusion = conclude(job, std::move(outcome), started_at, started);
    --in_flight;
    // What the outage put off goes first, and is due once that is stored.
    if (conclusion->recording.hastened.empty()) start_workers();
    const auto written = co_await save(conclusion);
    announce(job, conclusion->recording, written);
    co_return written.more_may_be_due;
}

std::shared_ptr<Lane::State::Conclusion> Lane::State::conclude(Job& job, http::Outcome outcome,
                                                               core::Timestamp started_at,
                                                               async::SteadyTime started)
{
    const auto now = clock.now();
    const auto steady = clock.steady();
    auto result = classify(std::move(outcome), now);
    const bool counts = !job.probe && !gate.is_probing();
    const auto change = gate.finished(result, job.delivery.id, job.probe, steady);
    if (change.opened) window.forget();

    auto conclusion = std::make_shared<Conclusion>();
    auto& recording = conclusion->recording;
    recording.now = now;
    recording.attempts_before = job.delivery.attempts;
    const auto until = gate.throttled_until();
    const auto not_before = until > steady ? to_wall(until) : core::Timestamp::min();
    recording.fate =
        decide(result, job.delivery.attempts, counts, settings.retry, random.uniform(), now, not_before);
    conclusion->row_changed = note_result(row, result, change, now, settings.hold_after);
    if (change.closed) recording.hastened = std::exchange(put_off_deliveries, {});
    if (result.verdict == Verdict::delivered) put_off_deliveries.clear();
    if (recording.fate.kind == Fate::Kind::retry && result.evidence == Evidence::ailing)
        put_off(job.delivery.id);

    auto& attempt = recording.attempt;
    attempt.delivery_id = job.delivery.id;
    attempt.number = job.delivery.attempts + 1;
    attempt.started_at = started_at;
    attempt.duration = std::chrono::duration_cast<core::Duration>(steady - started);
    attempt.outcome = std::move(result.outcome);
    attempt.status = result.status;
    attempt.detail = std::move(result.detail);
    attempt.answer = std::move(result.answer);
    attempt.probe = job.probe;
    return conclusion;
}

asio::awaitable<Written> Lane::State::save(std::shared_ptr<Conclusion> conclusion)
{
    Written written;
    std::optional<Blocked> blocked;
    auto wait = first_save_retry;
    for (;;) {
        // The row as it is now: another attempt or a command may have changed it since the last try.
        if (conclusion->row_changed) conclusion->recording.lane = row;
        auto write = [conclusion, audience = store.audience()](store::Tables& tables) {
            return write_recording(tables, conclusion->recording, audience);
        };
        auto saved = co_await store.write(std::move(write));
        if (saved) {
            written = std::move(*saved);
            break;
        }
        trouble = saved.error().message;
        if (!blocked) blocked.emplace(unrecorded);
        co_await clock.sleep_until(clock.steady() + wait);
        wait = std::min(wait * 2, longest_save_retry);
    }
    blocked.reset();
    if (unrecorded == 0) trouble.clear();
    co_return written;
}

void Lane::State::announce(const Job& job, const Recording& recording, const Written& written)
{
    listener.on_attempt(settings, job.delivery, recording.attempt);
    if (written.dead) listener.on_dead(settings, job.delivery, recording.fate.reason);
    if (written.state_before) listener.on_lane_state(settings, *written.state_before, *recording.lane);
    if (!written.queued_for.empty()) listener.on_events(written.queued_for);
}

}  // namespace webhookd::delivery
