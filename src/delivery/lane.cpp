// The loop first: heed what the wall clock did, start workers, wait until the gate opens, something is due or
// somebody calls. Then the workers, what records their attempts, and the commands of people.

#include "delivery/lane.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include "delivery/fate.hpp"
#include "delivery/health.hpp"

namespace webhookd::delivery {

namespace {

constexpr std::size_t largest_window = 64;
constexpr std::size_t longest_put_off_list = 1024;
/// Per attempt that may be in flight: bounds what is sent again after a crash, and what a slow disk piles up.
constexpr std::size_t recording_per_flight = 4;
constexpr core::Duration first_save_retry{1000};
constexpr core::Duration longest_save_retry{30'000};
constexpr core::Duration own_trouble_pause{1000};

GateSettings gate_settings(const LaneSettings& lane)
{
    // Often enough that a row of failures has no gap (health.cpp).
    const auto probe_interval_max = std::min(
        lane.probe_interval_max, std::max<core::Duration>(lane.hold_after / 20, Circuit::first_probe_after));
    return {lane.max_in_flight, lane.rate_limit, probe_interval_max};
}

/// Counted while it lives; the lane's loop, which may wait for its end, is told.
class Counted
{
  public:
    Counted(std::size_t& count, async::SignalFlag& flag) : count_(count), flag_(flag) { ++count_; }
    ~Counted()
    {
        --count_;
        flag_.notify();
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

  private:
    std::size_t& count_;
    async::SignalFlag& flag_;
};

}  // namespace

Lane::Lane(const asio::any_io_executor& executor, store::Store& store, async::Clock& clock,
           async::Random& random, Listener& listener, LaneSettings settings,
           std::unique_ptr<Destination> destination)
    : executor_(executor),
      store_(store),
      clock_(clock),
      random_(random),
      listener_(listener),
      settings_(std::move(settings)),
      destination_(std::move(destination)),
      address_(destination_->address()),
      gate_(gate_settings(settings_)),
      window_(store_.read().deliveries, settings_.subscriber_id,
              std::min(settings_.max_in_flight * 2, largest_window)),
      steps_(clock_),
      flag_(executor_),
      group_(executor_)
{
    row_.id = settings_.subscriber_id;
    row_.name = settings_.name;
}

void Lane::take_over(const Lane& earlier)
{
    put_off_ = earlier.put_off_;
    if (address_ == earlier.address_) gate_.take_over(earlier.gate_, clock_.steady());
}

asio::awaitable<void> Lane::run()
{
    std::exception_ptr failure;
    try {
        co_await loop();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        stopping_ = true;
        group_.cancel();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await group_.join();
    destination_.reset();
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Lane::loop()
{
    load_row();
    // By a clock that was ahead then, the program may have failed tomorrow.
    const auto failed_at = row_.last_failure_at.value_or(core::Timestamp::min());
    spawn(put_clock_back(std::max(failed_at, clock_.now()) - clock_.now()));
    while (!is_over()) {
        const auto step = steps_.look(clock_);
        if (step < core::Duration{0}) spawn(put_clock_back(-step));
        if (step != core::Duration{0}) window_.forget();
        start_workers();
        const auto deadline = next_look();
        bool notified = true;
        if (deadline) {
            notified = co_await flag_.wait_until(clock_, *deadline);
        } else {
            co_await flag_.wait();
        }
        if (!notified) window_.look_again();
    }
}

void Lane::load_row()
{
    if (auto stored = store_.read().subscribers.find(settings_.name)) row_ = std::move(*stored);
    if (row_.state == store::LaneState::failing && !gate_.is_probing()) gate_.start_probing(clock_.steady());
}

asio::awaitable<void> Lane::put_clock_back(core::Duration back)
{
    const auto now = clock_.now();
    note_clock_set_back(row_, now);
    const auto last = store_.read().deliveries.newest_probes(row_.id, core::Timestamp::max(), 1, {});
    if (last.empty() || last.front().due_at <= now) co_return;
    auto write = [lane = row_, now, back, longest = longest_wait(settings_.retry)](store::Tables& tables) {
        tables.deliveries.put_clock_back(lane.id, now, back, longest);
        if (back > core::Duration{0}) tables.subscribers.put_lane(lane);
    };
    co_await store_.write(std::move(write));
    window_.forget();
    flag_.notify();
}

bool Lane::may_send() const
{
    return !draining_ && !stopping_ && !broken_ && !is_held() && blocked_ == 0 &&
           to_record_ < settings_.max_in_flight * recording_per_flight;
}

std::optional<Lane::Job> Lane::take()
{
    if (!may_send()) return std::nullopt;
    const auto now = clock_.steady();
    const auto permit = gate_.permit(now, in_flight_);
    if (permit.kind == Permit::Kind::closed) return std::nullopt;
    const bool probe = permit.kind == Permit::Kind::probe;
    auto delivery = probe ? window_.take_probe(clock_.now()) : window_.take(clock_.now());
    if (!delivery) return std::nullopt;
    ++in_flight_;
    gate_.started(now);
    return Job{std::move(*delivery), probe};
}

void Lane::start_workers()
{
    while (auto job = take())
        spawn(work(std::move(*job)));
}

void Lane::spawn(asio::awaitable<void> task)
{
    group_.spawn(guard(std::move(task)));
}

asio::awaitable<void> Lane::guard(asio::awaitable<void> task)
{
    std::exception_ptr failure;
    try {
        co_await std::move(task);
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) co_return;
    broken_ = true;
    flag_.notify();
    std::rethrow_exception(failure);
}

std::optional<async::SteadyTime> Lane::next_look()
{
    if (!may_send()) return std::nullopt;
    const auto now = clock_.steady();
    const auto permit = gate_.permit(now, in_flight_);
    if (permit.kind == Permit::Kind::closed && !permit.opens_at) return std::nullopt;
    const auto due = window_.next_due();
    if (!due) return std::nullopt;
    const auto open = permit.opens_at.value_or(now);
    if (gate_.is_probing()) return open;
    const auto wait = std::max(*due, clock_.now()) - clock_.now();
    return std::max(open, now + wait);
}

asio::awaitable<void> Lane::work(Job job)
{
    std::optional<Job> next = std::move(job);
    while (next) {
        const auto started_at = clock_.now();
        const auto started = clock_.steady();
        Message message{next->delivery.event_id, std::move(next->delivery.body), started_at};
        auto sent = co_await destination_->send(std::move(message));
        --in_flight_;
        if (!sent) {
            give_back(*next, sent.error());
            co_return;
        }
        if (blocked_ == 0) trouble_.clear();
        auto conclusion = conclude(std::move(*next), std::move(*sent), started_at, started);
        // What the outage put off goes first, and is due once that is stored.
        const bool hastens = !conclusion.recording.hastened.empty();
        store_later(std::move(conclusion));
        next = hastens ? std::nullopt : take();
        if (next) start_workers();
    }
}

void Lane::give_back(const Job& job, std::string_view reason)
{
    window_.finish(job.delivery.id);
    window_.forget();
    gate_.wait_until(clock_.steady() + own_trouble_pause);
    trouble_ = fmt::format("nothing can be sent: {}", reason);
    flag_.notify();
}

Lane::Conclusion Lane::conclude(Job job, Result result, core::Timestamp started_at, async::SteadyTime started)
{
    const auto now = clock_.now();
    const auto steady = clock_.steady();
    const bool counts = !job.probe && !gate_.is_probing();
    const auto change = gate_.finished(result, job.delivery.id, job.probe, steady);
    if (change.opened) window_.forget();

    Recording recording;
    recording.now = now;
    recording.attempts_before = job.delivery.attempts;
    const auto until = gate_.throttled_until();
    const auto not_before = until > steady ? to_wall(until) : core::Timestamp::min();
    recording.fate =
        decide(result, job.delivery.attempts, counts, settings_.retry, random_.uniform(), now, not_before);
    const auto took = std::chrono::duration_cast<core::Duration>(steady - started);
    if (note_result(row_, result, change, now, settings_.hold_after, took)) recording.lane = row_;
    if (change.closed) recording.hastened = std::exchange(put_off_, {});
    if (result.kind == Result::Kind::delivered) put_off_.clear();
    if (recording.fate.kind == Fate::Kind::retry && result.evidence == Evidence::ailing &&
        !gate_.is_selective(steady))
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

void Lane::put_off(std::int64_t delivery_id)
{
    if (put_off_.size() >= longest_put_off_list) return;
    if (std::ranges::find(put_off_, delivery_id) != put_off_.end()) return;
    put_off_.push_back(delivery_id);
}

void Lane::store_later(Conclusion conclusion)
{
    ++to_record_;
    concluded_.push_back(std::move(conclusion));
    if (concluded_.size() == 1) spawn(record());
}

asio::awaitable<void> Lane::record()
{
    // Behind what this turn of the event loop has still to do.
    co_await asio::post(executor_, asio::deferred);
    const auto conclusions = std::make_shared<Conclusions>(std::exchange(concluded_, {}));
    const auto written = co_await save(conclusions);
    for (std::size_t i = 0; i < written.size(); ++i) {
        const auto& conclusion = (*conclusions)[i];
        announce(conclusion, written[i]);
        window_.finish(conclusion.delivery.id);
        if (written[i].more_may_be_due) window_.look_again();
        if (written[i].nothing_left) note_nothing_left(row_);
    }
    to_record_ -= conclusions->size();
    start_workers();
    flag_.notify();
}

asio::awaitable<std::vector<Written>> Lane::save(std::shared_ptr<Conclusions> conclusions)
{
    std::optional<Counted> block;
    auto wait = first_save_retry;
    while (true) {
        auto write = [conclusions, audience = store_.audience()](store::Tables& tables) {
            std::vector<Written> written;
            written.reserve(conclusions->size());
            for (const auto& conclusion : *conclusions)
                written.push_back(write_recording(tables, conclusion.recording, audience));
            return written;
        };
        auto saved = co_await store_.write(std::move(write));
        if (saved) {
            block.reset();
            if (blocked_ == 0) trouble_.clear();
            co_return std::move(*saved);
        }
        trouble_ = saved.error().message;
        if (!block) block.emplace(blocked_, flag_);
        co_await clock_.sleep_until(clock_.steady() + wait);
        wait = std::min(wait * 2, longest_save_retry);
        // As it is now: another attempt or a command may have changed it meanwhile.
        for (auto& conclusion : *conclusions)
            if (conclusion.recording.lane) conclusion.recording.lane = row_;
    }
}

void Lane::announce(const Conclusion& conclusion, const Written& written)
{
    const auto& recording = conclusion.recording;
    listener_.on_attempt(settings_, conclusion.delivery, recording.attempt);
    if (written.dead) listener_.on_dead(settings_, conclusion.delivery, recording.fate.reason);
    if (written.state_before) listener_.on_lane_state(settings_, *written.state_before, *recording.lane);
    if (!written.queued_for.empty()) listener_.on_events(written.queued_for);
}

void Lane::wake()
{
    window_.forget();
    flag_.notify();
}

void Lane::drain()
{
    draining_ = true;
    flag_.notify();
}

asio::awaitable<void> Lane::pause(std::string reason)
{
    note_held(row_, std::move(reason), clock_.now());
    co_await save_row({});
}

asio::awaitable<void> Lane::resume()
{
    note_released(row_, clock_.now());
    gate_.start_over();
    co_await save_row(std::exchange(put_off_, {}));
    wake();
}

LaneStatus Lane::status() const
{
    LaneStatus status;
    status.name = settings_.name;
    status.state = row_.state;
    status.reason = row_.reason;
    if (!settings_.enabled) {
        status.state = store::LaneState::held;
        status.reason = "disabled in the configuration";
    }
    status.in_flight = in_flight_;
    const auto until = gate_.paused_until();
    if (until > clock_.steady()) status.paused_until = to_wall(until);
    status.trouble = trouble_;
    return status;
}

asio::awaitable<void> Lane::save_row(std::vector<std::int64_t> hastened)
{
    auto write = [now = row_, ids = std::move(hastened), audience = store_.audience(), at = clock_.now()](
                     store::Tables& tables) { return write_command(tables, now, ids, audience, at); };
    const Counted command(commands_, flag_);
    auto written = co_await store_.write(std::move(write));
    if (!written)
        throw std::runtime_error(fmt::format("subscriber {}: {}", settings_.name, written.error().message));
    if (written->state_before) listener_.on_lane_state(settings_, *written->state_before, row_);
    if (!written->queued_for.empty()) listener_.on_events(written->queued_for);
}

core::Timestamp Lane::to_wall(async::SteadyTime instant) const
{
    const auto now = clock_.steady();
    if (instant <= now) return clock_.now();
    return clock_.now() + std::chrono::ceil<core::Duration>(instant - now);
}

}  // namespace webhookd::delivery
