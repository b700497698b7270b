#include "webhookd/poll/poller.hpp"

#include <algorithm>

#include "poll/facility_list.hpp"
#include "poll/poller_state.hpp"
#include "poll/schedule.hpp"
#include "poll/source_outage.hpp"

namespace webhookd::poll {
namespace {

using async::SteadyTime;

// How soon the facilities are asked for again after a failure, and how often a loop looks whether the circuit
// closed.
constexpr std::chrono::minutes facilities_retry{1};
constexpr std::chrono::seconds circuit_look{1};

// The first polls after a start are spread over this long; later ones over their whole interval (F-46).
constexpr std::chrono::seconds start_spread{2};

/// Of the last poll; empty when it went well, or there was none.
std::string last_error(PollContext& context, std::string_view stream)
{
    const auto record = context.store.read().streams.find(stream);
    return record ? record->last_error : std::string();
}

}  // namespace

void Poller::State::start_loops()
{
    started_at = context.read.clock.steady();
    for (const auto& [name, stream] : streams)
        stream->requests().take();  // nobody answers them any more
    streams.clear();
    loops = std::make_unique<async::TaskGroup>(executor);
    add_all(source_streams(context.client, context.read.clock, context.read.settings));
    loops->spawn(facilities_loop());
}

bool Poller::State::is_current(const std::shared_ptr<StreamPoll>& stream) const
{
    const auto found = streams.find(stream->info().name);
    return found != streams.end() && found->second == stream;
}

void Poller::State::add(std::unique_ptr<openboxes::Stream> stream)
{
    if (interval_of(context.read.settings.intervals, stream->info().kind).count() == 0) return;
    auto name = stream->info().name;
    if (streams.contains(name)) return;
    auto poll = std::make_shared<StreamPoll>(executor, context, std::move(stream));
    streams.emplace(std::move(name), poll);
    if (loops) loops->spawn(stream_loop(std::move(poll)));
}

std::vector<openboxes::StreamInfo> Poller::State::remove_if(
    const std::function<bool(const openboxes::StreamInfo&)>& chosen)
{
    std::vector<openboxes::StreamInfo> removed;
    std::erase_if(streams, [&](const auto& entry) {
        if (!chosen(entry.second->info())) return false;
        removed.push_back(entry.second->info());
        entry.second->requests().wake();  // its loop ends now, and whoever waits for a poll of it hears so
        return true;
    });
    return removed;
}

void Poller::State::add_all(Streams wanted)
{
    for (auto& stream : wanted)
        add(std::move(stream));
}

asio::awaitable<bool> Poller::State::refresh_facilities()
{
    const auto again = context.read.clock.now() + context.read.settings.intervals.reconcile;
    auto listed = co_await list_and_remember(context, again);
    const bool good = listed.has_value();
    if (good) {
        facilities = std::move(*listed);
    } else if (facilities.empty()) {
        facilities = remembered_facilities(context.store.read());
    }

    remove_if([&](const openboxes::StreamInfo& stream) {
        if (stream.facility.empty()) return false;
        return std::ranges::none_of(facilities,
                                    [&](const auto& facility) { return facility.id == stream.facility; });
    });
    add_all(movement_streams(context.client, context.read.clock, context.read.settings, facilities));
    if (!facilities.empty()) co_await refresh_adjustments();
    co_return good;
}

asio::awaitable<void> Poller::State::report(bool reached, std::string reason)
{
    if (reached) {
        unreached_since.reset();
    } else if (!unreached_since) {
        unreached_since = context.read.clock.now();
    }
    if (circuit.report(reached, context.read.clock.steady())) context.listener.on_source(reached, reason);
    // What is stored decides, not what changed just now: the program may have been restarted meanwhile, or
    // the last try to store it failed.
    if (!outage_remembered) outage_remembered = find_outage(context.store.read().streams).has_value();
    const bool began = !reached && circuit.is_open() && !*outage_remembered;
    const bool ended = reached && *outage_remembered;
    if (began || ended) co_await remember(reached, std::move(reason));
}

asio::awaitable<void> Poller::State::remember(bool reached, std::string reason)
{
    const auto now = context.read.clock.now();
    const Outage outage{unreached_since.value_or(now), std::move(reason)};
    auto write = [reached, outage, now, audience = context.store.audience()](store::Tables& tables) {
        return reached ? end_outage(tables, audience, now) : begin_outage(tables, outage, audience, now);
    };
    const auto told = co_await context.store.write(std::move(write));
    outage_remembered.reset();
    if (told && !told->empty()) context.listener.on_events(*told);
}

asio::awaitable<PollVerdict> Poller::State::poll(std::shared_ptr<StreamPoll> stream)
{
    const auto interval = interval_of(context.read.settings.intervals, stream->info().kind);
    const auto now = context.read.clock.steady();
    const auto wait = next_tick(stream->info().name, interval, started_at, now) - now;
    const auto verdict =
        co_await stream->poll(context.read.clock.now() + std::chrono::duration_cast<core::Duration>(wait));
    auto reason = verdict.reached ? std::string() : last_error(context, stream->info().name);
    co_await report(verdict.reached, std::move(reason));
    co_await look_for_another_way(stream, verdict);
    co_return verdict;
}

asio::awaitable<void> Poller::State::stream_loop(std::shared_ptr<StreamPoll> stream)
{
    const auto& name = stream->info().name;
    const auto kind = stream->info().kind;
    const auto interval = interval_of(context.read.settings.intervals, kind);
    auto& clock = context.read.clock;

    const auto now = clock.steady();
    auto due = next_tick(name, std::min<core::Duration>(interval, start_spread), now, now);
    while (true) {
        auto& requests = stream->requests();
        co_await requests.wait_until(clock, due);
        if (!is_current(stream)) {
            requests.take();
            co_return;
        }
        const bool asked = !requests.empty();
        if (!asked && clock.steady() < due) continue;
        if (!asked && !circuit.admit(clock.steady())) {
            due = std::max(circuit.next_probe(), clock.steady() + circuit_look);
            continue;
        }
        const auto verdict = co_await poll(stream);
        due = next_tick(name, interval, started_at, clock.steady());
        if (verdict.permanent) due = std::max(due, clock.steady() + slow_down(interval, verdict.failures));
    }
}

asio::awaitable<void> Poller::State::facilities_loop()
{
    while (true) {
        if (!circuit.admit(context.read.clock.steady())) {
            const auto due = std::max(circuit.next_probe(), context.read.clock.steady() + circuit_look);
            co_await context.read.clock.sleep_until(due);
            continue;
        }
        const bool good = co_await refresh_facilities();
        const auto error = last_error(context, facilities_stream);
        co_await report(good || !error.starts_with("unreachable"), error);
        const core::Duration wait =
            good ? context.read.settings.intervals.reconcile : core::Duration(facilities_retry);
        co_await context.read.clock.sleep_until(context.read.clock.steady() + wait);
    }
}

Poller::Poller(const asio::any_io_executor& executor, store::Store& store, openboxes::Client& client,
               async::Clock& clock, Listener& listener, PollerSettings settings)
    : state_(std::make_unique<State>(
          executor,
          PollContext{store, client, listener,
                      ReadContext{store.read(), store.audience().origin, clock, std::move(settings), {}}}))
{
}

Poller::~Poller() = default;

asio::awaitable<void> Poller::run()
{
    auto& state = *state_;
    while (true) {
        state.start_loops();
        co_await state.loops->join();
        // They go on for ever, so it was pause() that ended them.
        state.paused.notify();
        co_await state.resumed.wait();
    }
}

asio::awaitable<void> Poller::pause()
{
    state_->loops->cancel();
    co_await state_->paused.wait();
}

void Poller::resume(PollerSettings settings)
{
    state_->context.read.settings = std::move(settings);
    state_->circuit.start_over(state_->context.read.clock.steady());
    state_->resumed.notify();
}

std::vector<PolledStream> Poller::streams() const
{
    const auto& intervals = state_->context.read.settings.intervals;
    std::vector<PolledStream> streams;
    for (const auto& [name, stream] : state_->streams)
        streams.push_back({.name = name, .interval = interval_of(intervals, stream->info().kind)});
    return streams;
}

asio::awaitable<std::optional<store::PollRecord>> Poller::poll_now(std::string name)
{
    const auto found = state_->streams.find(name);
    if (found == state_->streams.end()) co_return std::nullopt;
    const auto stream = found->second;
    auto poll = co_await stream->requests().ask();
    co_return poll;
}

asio::awaitable<void> Poller::poll_all_once()
{
    state_->add_all(
        source_streams(state_->context.client, state_->context.read.clock, state_->context.read.settings));
    co_await state_->refresh_facilities();
    const auto streams = state_->streams;  // a poll may add or remove some
    for (const auto& [name, stream] : streams)
        co_await state_->poll(stream);
}

}  // namespace webhookd::poll
