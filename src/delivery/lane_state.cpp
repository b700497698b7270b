// The loop of a lane: heed what the wall clock did, start workers, wait until the gate opens, something is
// due or somebody calls. Also what loop and commands share: taking a delivery, storing the lane's row.

#include "delivery/lane_state.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "delivery/fate.hpp"
#include "delivery/health.hpp"

namespace webhookd::delivery {

namespace {

constexpr std::size_t largest_window = 64;
constexpr std::size_t longest_put_off_list = 1024;
/// Per attempt that may be in flight: bounds what is sent again after a crash, and what a slow disk piles up.
constexpr std::size_t recording_per_flight = 4;

GateSettings gate_settings(const LaneSettings& lane)
{
    // Often enough that a row of failures has no gap (health.cpp).
    const auto probe_interval_max = std::min(
        lane.probe_interval_max, std::max<core::Duration>(lane.hold_after / 20, Circuit::first_probe_after));
    return {lane.max_in_flight, lane.rate_count, lane.rate_per, probe_interval_max};
}

}  // namespace

Lane::State::State(const asio::any_io_executor& the_executor, store::Store& the_store,
                   async::Clock& the_clock, async::Random& the_random, Listener& the_listener,
                   LaneSettings the_settings, std::unique_ptr<Destination> the_destination)
    : store(the_store),
      clock(the_clock),
      random(the_random),
      listener(the_listener),
      settings(std::move(the_settings)),
      destination(std::move(the_destination)),
      gate(gate_settings(settings)),
      window(store.read().deliveries, settings.subscriber_id,
             std::min(settings.max_in_flight * 2, largest_window)),
      steps(clock),
      executor(the_executor),
      flag(executor),
      group(executor)
{
    row.id = settings.subscriber_id;
    row.name = settings.name;
}

void Lane::State::load_row()
{
    if (auto stored = store.read().subscribers.find(settings.name)) row = std::move(*stored);
    if (row.state == store::LaneState::failing && !gate.is_probing()) gate.start_probing(clock.steady());
}

asio::awaitable<void> Lane::State::loop()
{
    load_row();
    // By a clock that was ahead then, the program may have failed tomorrow.
    const auto failed_at = row.last_failure_at.value_or(core::Timestamp::min());
    spawn(put_clock_back(std::max(failed_at, clock.now()) - clock.now()));
    while (!is_over()) {
        const auto step = steps.look(clock);
        if (step < core::Duration{0}) spawn(put_clock_back(-step));
        if (step != core::Duration{0}) window.forget();
        start_workers();
        const auto deadline = next_look();
        bool notified = true;
        if (deadline) {
            notified = co_await flag.wait_until(clock, *deadline);
        } else {
            co_await flag.wait();
        }
        if (!notified) window.look_again();
    }
}

asio::awaitable<void> Lane::State::put_clock_back(core::Duration back)
{
    const auto now = clock.now();
    note_clock_set_back(row, now);
    const auto last = store.read().deliveries.newest_probes(row.id, core::Timestamp::max(), 1, {});
    if (last.empty() || last.front().due_at <= now) co_return;
    auto write = [lane = row, now, back, longest = longest_wait(settings.retry)](store::Tables& tables) {
        tables.deliveries.put_clock_back(lane.id, now, back, longest);
        if (back > core::Duration{0}) tables.subscribers.put_lane(lane);
    };
    co_await store.write(std::move(write));
    window.forget();
    flag.notify();
}

bool Lane::State::may_send() const
{
    return !draining && !stopping && !broken && !is_held() && blocked == 0 &&
           to_record < settings.max_in_flight * recording_per_flight;
}

std::optional<Lane::State::Job> Lane::State::take()
{
    if (!may_send()) return std::nullopt;
    const auto now = clock.steady();
    const auto permit = gate.permit(now, in_flight);
    if (permit.kind == Permit::Kind::closed) return std::nullopt;
    const bool probe = permit.kind == Permit::Kind::probe;
    auto delivery = probe ? window.take_probe(clock.now()) : window.take(clock.now());
    if (!delivery) return std::nullopt;
    ++in_flight;
    gate.started(now);
    return Job{std::move(*delivery), probe};
}

void Lane::State::start_workers()
{
    while (auto job = take())
        spawn(work(std::move(*job)));
}

void Lane::State::spawn(asio::awaitable<void> task)
{
    group.spawn(guard(std::move(task)));
}

asio::awaitable<void> Lane::State::guard(asio::awaitable<void> task)
{
    std::exception_ptr failure;
    try {
        co_await std::move(task);
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) co_return;
    broken = true;
    flag.notify();
    std::rethrow_exception(failure);
}

std::optional<async::SteadyTime> Lane::State::next_look()
{
    if (!may_send()) return std::nullopt;
    const auto now = clock.steady();
    const auto permit = gate.permit(now, in_flight);
    if (permit.kind == Permit::Kind::closed && !permit.opens_at) return std::nullopt;
    const auto due = window.next_due();
    if (!due) return std::nullopt;
    const auto open = permit.opens_at.value_or(now);
    if (gate.is_probing()) return open;
    const auto wait = std::max(*due, clock.now()) - clock.now();
    return std::max(open, now + wait);
}

core::Timestamp Lane::State::to_wall(async::SteadyTime instant) const
{
    const auto now = clock.steady();
    if (instant <= now) return clock.now();
    return clock.now() + std::chrono::ceil<core::Duration>(instant - now);
}

void Lane::State::put_off(std::int64_t delivery_id)
{
    if (put_off_deliveries.size() >= longest_put_off_list) return;
    if (std::ranges::find(put_off_deliveries, delivery_id) != put_off_deliveries.end()) return;
    put_off_deliveries.push_back(delivery_id);
}

class Lane::State::Command
{
  public:
    explicit Command(State& state) : state_(state) { ++state_.commands; }
    ~Command()
    {
        --state_.commands;
        state_.flag.notify();
    }
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

  private:
    State& state_;
};

asio::awaitable<void> Lane::State::save_row(std::vector<std::int64_t> hastened)
{
    auto write = [now = row, ids = std::move(hastened), audience = store.audience(), at = clock.now()](
                     store::Tables& tables) { return write_command(tables, now, ids, audience, at); };
    const Command command(*this);
    auto written = co_await store.write(std::move(write));
    if (!written)
        throw std::runtime_error(fmt::format("subscriber {}: {}", settings.name, written.error().message));
    if (written->state_before) listener.on_lane_state(settings, *written->state_before, row);
    if (!written->queued_for.empty()) listener.on_events(written->queued_for);
}

}  // namespace webhookd::delivery
