#include "webhookd/poll/poller.hpp"

#include <algorithm>
#include <map>

#include "poll/facility_list.hpp"
#include "poll/schedule.hpp"
#include "poll/source_circuit.hpp"
#include "poll/stream_poll.hpp"
#include "poll/stream_set.hpp"

namespace webhookd::poll {
namespace {

using async::SteadyTime;
using openboxes::AdjustmentSource;

constexpr std::string_view adjustments_fact = "adjustments";

// After this many failures in a row an endpoint that answers 500 to this request alone is given up for the
// next best one (openboxes-api.md 6.2: "on repeated 500 fall back to B").
constexpr int failures_until_lost = 3;

// How soon the facilities are asked for again after a failure, and how often a loop looks whether the circuit
// closed.
constexpr std::chrono::minutes facilities_retry{1};
constexpr std::chrono::seconds circuit_look{1};

// The first polls after a start are spread over this long; later ones over their whole interval (F-46).
constexpr std::chrono::seconds start_spread{2};

}  // namespace

struct Poller::State
{
    State(const asio::any_io_executor& the_executor, PollContext shared)
        : executor(the_executor), context(std::move(shared)), loops(executor)
    {
    }

    asio::any_io_executor executor;
    PollContext context;
    async::TaskGroup loops;
    SourceCircuit circuit;
    SteadyTime started_at{};
    /// The streams that are polled, by name; a loop ends when its stream is no longer here.
    std::map<std::string, std::shared_ptr<StreamPoll>> streams;
    std::vector<openboxes::Facility> facilities;
    bool running = false;

    void add(std::unique_ptr<openboxes::Stream> stream);
    void remove_if(const std::function<bool(const openboxes::StreamInfo&)>& chosen);
    void add_all(Streams wanted);
    asio::awaitable<bool> refresh_facilities();
    asio::awaitable<void> refresh_adjustments(bool probe_again);
    asio::awaitable<PollVerdict> poll(std::shared_ptr<StreamPoll> stream);
    asio::awaitable<void> stream_loop(std::shared_ptr<StreamPoll> stream);
    asio::awaitable<void> facilities_loop();
    bool is_current(const std::shared_ptr<StreamPoll>& stream) const;
    void report(const PollVerdict& verdict, const std::string& reason);
};

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
    if (running) loops.spawn(stream_loop(std::move(poll)));
}

void Poller::State::remove_if(const std::function<bool(const openboxes::StreamInfo&)>& chosen)
{
    std::erase_if(streams, [&](const auto& entry) {
        if (!chosen(entry.second->info())) return false;
        entry.second->requests().wake();  // its loop ends now, and whoever waits for a poll of it hears so
        return true;
    });
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
    if (!facilities.empty()) co_await refresh_adjustments(false);
    co_return good;
}

asio::awaitable<void> Poller::State::refresh_adjustments(bool probe_again)
{
    if (context.read.settings.intervals.inventory.count() == 0) co_return;
    std::optional<AdjustmentSource> chosen;
    const auto fact = context.store.read().streams.find_fact(adjustments_fact);
    if (fact) chosen = openboxes::find_adjustment_source(*fact);

    if (!chosen || probe_again || *chosen == AdjustmentSource::none) {
        auto probed = co_await openboxes::probe_adjustments(context.client, facilities.front().id);
        if (probed) {
            chosen = *probed;
            const std::string name(openboxes::to_string(*chosen));
            // Failing to remember it costs a probe at the next start, nothing else.
            co_await context.store.write(
                [name](store::Tables& tables) { tables.streams.put_fact(adjustments_fact, name); });
        }
    }
    if (!chosen) co_return;
    if (*chosen == AdjustmentSource::none) {
        context.listener.on_alarm("inventory", "this server and role offer no way to read stock adjustments");
    }

    auto wanted = openboxes::adjustment_streams(context.client, context.read.clock,
                                                context.read.settings.source, *chosen, facilities);
    remove_if([&](const openboxes::StreamInfo& stream) {
        if (stream.kind != core::EntityKind::adjustment && stream.kind != core::EntityKind::stock_level)
            return false;
        return std::ranges::none_of(wanted, [&](const auto& other) {
            return other->info().name == stream.name && other->info().scope == stream.scope;
        });
    });
    add_all(std::move(wanted));
}

void Poller::State::report(const PollVerdict& verdict, const std::string& reason)
{
    if (circuit.report(verdict.reached, context.read.clock.steady()))
        context.listener.on_source(verdict.reached, reason);
}

asio::awaitable<PollVerdict> Poller::State::poll(std::shared_ptr<StreamPoll> stream)
{
    const auto interval = interval_of(context.read.settings.intervals, stream->info().kind);
    const auto now = context.read.clock.steady();
    const auto wait = next_tick(stream->info().name, interval, started_at, now) - now;
    const auto verdict =
        co_await stream->poll(context.read.clock.now() + std::chrono::duration_cast<core::Duration>(wait));
    const auto record = context.store.read().streams.find(stream->info().name);
    report(verdict, record ? record->last_error : std::string());
    co_return verdict;
}

asio::awaitable<void> Poller::State::stream_loop(std::shared_ptr<StreamPoll> stream)
{
    const auto& name = stream->info().name;
    const auto kind = stream->info().kind;
    const bool adjustments = kind == core::EntityKind::adjustment || kind == core::EntityKind::stock_level;
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
        if (adjustments && verdict.endpoint_lost &&
            (verdict.permanent || verdict.failures >= failures_until_lost)) {
            co_await refresh_adjustments(true);
        }
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
        PollVerdict verdict;
        const auto record = context.store.read().streams.find(facilities_stream);
        verdict.reached = good || !record || !record->last_error.starts_with("unreachable");
        report(verdict, record ? record->last_error : std::string());
        const core::Duration wait =
            good ? context.read.settings.intervals.reconcile : core::Duration(facilities_retry);
        co_await context.read.clock.sleep_until(context.read.clock.steady() + wait);
    }
}

Poller::Poller(const asio::any_io_executor& executor, store::Store& store, openboxes::Client& client,
               async::Clock& clock, Listener& listener, PollerSettings settings, Recipients recipients)
    : state_(std::make_unique<State>(executor, PollContext{store, client, listener,
                                                           ReadContext{store.read(),
                                                                       store.epoch(),
                                                                       client.url(),
                                                                       clock,
                                                                       std::move(settings),
                                                                       std::move(recipients),
                                                                       {}}}))
{
}

Poller::~Poller() = default;

asio::awaitable<void> Poller::run()
{
    state_->running = true;
    state_->started_at = state_->context.read.clock.steady();
    state_->add_all(
        source_streams(state_->context.client, state_->context.read.clock, state_->context.read.settings));
    state_->loops.spawn(state_->facilities_loop());
    co_await state_->loops.join();
}

void Poller::set_recipients(Recipients recipients)
{
    state_->context.read.recipients = std::move(recipients);
}

std::vector<std::string> Poller::stream_names() const
{
    std::vector<std::string> names;
    for (const auto& [name, stream] : state_->streams)
        names.push_back(name);
    return names;
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
