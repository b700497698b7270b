// The workers of a lane: send, decide, again; and what records their attempts.

#include <exception>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include "delivery/health.hpp"
#include "delivery/lane_state.hpp"

namespace webhookd::delivery {

namespace {

constexpr core::Duration first_save_retry{1000};
constexpr core::Duration own_trouble_pause{1000};
constexpr core::Duration longest_save_retry{30'000};

/// Counts a write that the disk refuses.
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
    std::optional<Job> next = std::move(job);
    while (next) {
        const auto started_at = clock.now();
        const auto started = clock.steady();
        Message message{next->delivery.event_id, std::move(next->delivery.body), started_at};
        auto sent = co_await destination->send(std::move(message));
        --in_flight;
        if (!sent) {
            give_back(*next, sent.error());
            co_return;
        }
        if (blocked == 0) trouble.clear();
        auto conclusion = conclude(std::move(*next), std::move(*sent), started_at, started);
        // What the outage put off goes first, and is due once that is stored.
        const bool hastens = !conclusion.recording.hastened.empty();
        store_later(std::move(conclusion));
        next = hastens ? std::nullopt : take();
        if (next) start_workers();
    }
}

void Lane::State::give_back(const Job& job, std::string_view reason)
{
    window.finish(job.delivery.id);
    window.forget();
    gate.wait_until(clock.steady() + own_trouble_pause);
    trouble = fmt::format("nothing can be sent: {}", reason);
    flag.notify();
}

Lane::State::Conclusion Lane::State::conclude(Job job, Result result, core::Timestamp started_at,
                                              async::SteadyTime started)
{
    const auto now = clock.now();
    const auto steady = clock.steady();
    const bool counts = !job.probe && !gate.is_probing();
    const auto change = gate.finished(result, job.delivery.id, job.probe, steady);
    if (change.opened) window.forget();

    Recording recording;
    recording.now = now;
    recording.attempts_before = job.delivery.attempts;
    const auto until = gate.throttled_until();
    const auto not_before = until > steady ? to_wall(until) : core::Timestamp::min();
    recording.fate =
        decide(result, job.delivery.attempts, counts, settings.retry, random.uniform(), now, not_before);
    const auto took = std::chrono::duration_cast<core::Duration>(steady - started);
    if (note_result(row, result, change, now, settings.hold_after, took)) recording.lane = row;
    if (change.closed) recording.hastened = std::exchange(put_off_deliveries, {});
    if (result.verdict == Verdict::delivered) put_off_deliveries.clear();
    if (recording.fate.kind == Fate::Kind::retry && result.evidence == Evidence::ailing &&
        !gate.is_selective(steady))
        put_off(job.delivery.id);

    auto& attempt = recording.attempt;
    attempt.delivery_id = job.delivery.id;
    attempt.number = job.delivery.attempts + 1;
    attempt.started_at = started_at;
    attempt.duration = took;
    attempt.outcome = std::move(result.outcome);
    attempt.status = result.status;
    attempt.detail = std::move(result.detail);
    attempt.answer = std::move(result.answer);
    attempt.probe = job.probe;
    return {.delivery = std::move(job.delivery), .recording = std::move(recording)};
}

void Lane::State::store_later(Conclusion conclusion)
{
    ++to_record;
    concluded.push_back(std::move(conclusion));
    if (concluded.size() == 1) spawn(record());
}

asio::awaitable<void> Lane::State::record()
{
    // Behind what this turn of the event loop has still to do.
    co_await asio::post(executor, asio::deferred);
    const auto conclusions = std::make_shared<Conclusions>(std::exchange(concluded, {}));
    const auto written = co_await save(conclusions);
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto& conclusion = (*conclusions)[i];
        announce(conclusion, written[i]);
        window.finish(conclusion.delivery.id);
        if (written[i].more_may_be_due) window.look_again();
        if (written[i].nothing_left) note_nothing_left(row);
    }
    to_record -= conclusions->size();
    start_workers();
    flag.notify();
}

asio::awaitable<std::vector<Written>> Lane::State::save(std::shared_ptr<Conclusions> conclusions)
{
    std::optional<Blocked> block;
    auto wait = first_save_retry;
    while (true) {
        auto write = [conclusions, audience = store.audience()](store::Tables& tables) {
            std::vector<Written> written;
            written.reserve(conclusions->size());
            for (const auto& conclusion : *conclusions)
                written.push_back(write_recording(tables, conclusion.recording, audience));
            return written;
        };
        auto saved = co_await store.write(std::move(write));
        if (saved) {
            block.reset();
            if (blocked == 0) trouble.clear();
            co_return std::move(*saved);
        }
        trouble = saved.error().message;
        if (!block) block.emplace(blocked);
        co_await clock.sleep_until(clock.steady() + wait);
        wait = std::min(wait * 2, longest_save_retry);
        // As it is now: another attempt or a command may have changed it meanwhile.
        for (auto& conclusion : *conclusions)
            if (conclusion.recording.lane) conclusion.recording.lane = row;
    }
}

void Lane::State::announce(const Conclusion& conclusion, const Written& written)
{
    const auto& recording = conclusion.recording;
    listener.on_attempt(settings, conclusion.delivery, recording.attempt);
    if (written.dead) listener.on_dead(settings, conclusion.delivery, recording.fate.reason);
    if (written.state_before) listener.on_lane_state(settings, *written.state_before, *recording.lane);
    if (!written.queued_for.empty()) listener.on_events(written.queued_for);
}

}  // namespace webhookd::delivery
