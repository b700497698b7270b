// The loop of a stream: wait until it is due, asked or hinted, take a turn, poll, set the next time. Also
// starting, pausing and showing the loops; facilities, feeds and intervals are in poller_*.cpp.

#include "webhookd/poll/poller.hpp"

#include <algorithm>

#include "poll/poller_state.hpp"
#include "poll/schedule.hpp"
#include "poll/trouble.hpp"
#include "webhookd/core/retry.hpp"

namespace webhookd::poll {
namespace {

using async::SteadyTime;

// How often who waits in a queue looks around although nobody woke it.
constexpr std::chrono::minutes queue_look{5};

// The first polls after a start are spread over this long; later ones over their whole interval (F-46).
constexpr std::chrono::seconds start_spread{2};

/// How long a stream rests that failed for a reason that may pass.
core::Duration failed_wait(int failures)
{
    constexpr core::Duration first = std::chrono::seconds(5);
    constexpr core::Duration longest = std::chrono::minutes(2);
    return core::doubled(first, failures - 1, longest);
}

}  // namespace

void Poller::State::start_loops()
{
    started_at = context.read.clock.steady();
    for (const auto& [name, stream] : streams)
        stream->requests().take();  // nobody answers them any more
    streams.clear();
    scans.clear();
    polls.clear();
    feeds.clear();
    short_listings = 0;
    loops = std::make_unique<async::TaskGroup>(executor);
    add_all(source_streams(context.client, context.read.clock, context.read.settings));
    loops->spawn(facilities_loop());
    loops->spawn(lateness_loop());
    if (!context.read.settings.polling.feeds) return;
    for (const auto kind : {openboxes::FeedKind::shipments, openboxes::FeedKind::transactions})
        loops->spawn(feed_loop(kind));
}

bool Poller::State::is_current(const std::shared_ptr<StreamPoll>& stream) const
{
    const auto found = streams.find(stream->info().name);
    return found != streams.end() && found->second == stream;
}

void Poller::State::add(std::unique_ptr<openboxes::Stream> stream)
{
    if (interval_of(context.read.settings.polling, stream->info().kind) == core::Duration(0)) return;
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
        rates.forget(entry.first);
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

asio::awaitable<void> Poller::State::report(bool reached, std::string reason)
{
    if (reached) {
        const auto unreached_for = context.read.clock.steady() - unreached_from;
        if (unreached_since && unreached_for >= longest_gap) context.read.back_at = context.read.clock.now();
        unreached_since.reset();
    } else if (!unreached_since) {
        unreached_since = context.read.clock.now();
        unreached_from = context.read.clock.steady();
    }
    if (circuit.report(reached, context.read.clock.steady())) context.listener.on_source(reached, reason);
    // What is stored decides, not what changed just now: the program may have been restarted meanwhile, or
    // the last try to store it failed.
    if (!outage_remembered) outage_remembered = is_told(context.store.read().streams, outage);
    const bool began = !reached && circuit.is_open() && !*outage_remembered;
    const bool ended = reached && *outage_remembered;
    if (began || ended) co_await remember(reached, std::move(reason));
}

asio::awaitable<void> Poller::State::remember(bool reached, std::string reason)
{
    const auto now = context.read.clock.now();
    const Json about{{"reason", std::move(reason)},
                     {"since", core::format_timestamp(unreached_since.value_or(now))}};
    auto write = [reached, about, now, audience = context.store.audience()](store::Tables& tables) {
        return reached ? tell_end(tables, outage, audience, now)
                       : tell_begin(tables, outage, about, audience, now);
    };
    const auto told = co_await context.store.write(std::move(write));
    outage_remembered.reset();
    if (told && !told->empty()) context.listener.on_events(*told);
}

bool Poller::State::takes_turn(const openboxes::StreamInfo& stream, async::SteadyTime due)
{
    if (is_frequent(stream)) return true;
    polls.allow(polls_at_once());
    const auto now = context.read.clock.steady();
    const bool mine = polls.take(stream.name, due, interval(stream), now);
    wake(polls.next(now));  // it may be another's, since intervals change
    return mine;
}

void Poller::State::end_turns(const std::string& stream)
{
    for (const auto& name : scans.end(stream))
        wake(name);
    polls.end(stream);
    wake(polls.next(context.read.clock.steady()));
}

void Poller::State::wake(const std::optional<std::string>& stream)
{
    const auto found = stream ? streams.find(*stream) : streams.end();
    if (found != streams.end()) found->second->requests().wake();
}

asio::awaitable<PollResult> Poller::State::poll(std::shared_ptr<StreamPoll> stream, bool everything,
                                                core::Priority priority)
{
    const auto& info = stream->info();
    const auto wait = interval(info);
    stream->reader().set_priority(priority);
    const auto result = co_await stream->poll(everything, context.read.clock.now() + wait, wait);
    co_await note_outcome(*stream, result);
    co_await look_for_another_way(stream, result);
    co_return result;
}

asio::awaitable<void> Poller::State::note_outcome(StreamPoll& stream, PollResult result)
{
    const auto& name = stream.info().name;
    rates.note(name, stream.take_events(), context.read.clock.now());
    co_await report(result.reached, result.reached ? std::string() : last_error(name));
}

asio::awaitable<void> Poller::State::stream_loop(std::shared_ptr<StreamPoll> stream)
{
    const auto& info = stream->info();
    auto& clock = context.read.clock;
    auto& requests = stream->requests();
    auto& reader = stream->reader();

    const auto began = clock.steady();
    // What is common to all facilities comes first, before their queue of first scans.
    auto due =
        info.facility.empty()
            ? began
            : next_tick(info.name, std::min<core::Duration>(interval(info), start_spread), began, began);
    while (true) {
        // Who has a place in a queue is woken when its turn has come.
        const bool queues = scans.holds(info.name) || polls.waits(info.name);
        const auto wake_at = queues ? clock.steady() + queue_look : due;
        co_await requests.wait_until(clock, wake_at);
        if (!is_current(stream)) {
            requests.take();
            end_turns(info.name);
            co_return;
        }
        const auto now = clock.steady();
        const bool asked = !requests.empty();
        const bool first = reader.needs_first_scan();
        const bool hinted = stream->is_hinted() && !first;
        const bool reads_all = (now >= due || !first) && reader.needs_everything() && scans.take(info.name);
        const bool reads_some = !first && now >= due && takes_turn(info, due);
        if (!asked && !hinted && !reads_all && !reads_some) continue;
        if (!asked && !circuit.admit(now)) {
            due = std::max(circuit.next_probe(), now + circuit_look);
            end_turns(info.name);
            continue;
        }
        if (!reads_some) polls.end(info.name);  // who is busy otherwise waits for no turn
        if (hinted && !asked && !reads_all) {
            reader.set_priority(core::Priority::hint);
            co_await note_outcome(*stream, co_await stream->follow_hints());
            continue;
        }
        const auto result = co_await poll(stream, reads_all || (asked && first),
                                          asked ? core::Priority::confirm : priority_of(info));
        end_turns(info.name);
        const auto wait = interval(info);
        const bool chosen = interval_of(context.read.settings.polling, info.kind).has_value();
        const auto ended = clock.steady();
        // Who may be polled early is, when the budget has room: rates fall, and intervals with them.
        const auto soonest = is_fed() ? wait : wait * 2 / 3;
        due = chosen ? next_tick(info.name, wait, started_at, ended) : std::max(ended, now + soonest);
        const auto slower =
            result.permanent ? slow_down(wait, result.failures) : failed_wait(result.failures);
        if (result.failures > 0) due = std::max(due, ended + slower);
    }
}

Poller::Poller(const asio::any_io_executor& executor, store::Store& store, openboxes::Client& client,
               async::Clock& clock, Listener& listener, PollerSettings settings)
    : state_(std::make_unique<State>(
          executor,
          PollContext{
              store, client, listener,
              ReadContext{store.read(), store.audience().installation, clock, std::move(settings), {}}}))
{
    state_->context.read.back_at = clock.now();
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

void Poller::note_step(core::Duration step)
{
    if (step < longest_gap) return;
    state_->context.read.back_at = state_->context.read.clock.now();
    for (auto& [name, stream] : state_->streams)
        stream->requests().wake();
}

std::vector<PolledStream> Poller::streams() const
{
    std::vector<PolledStream> streams;
    const auto places = state_->scans.places();
    auto last = places.size();
    for (const auto& [name, stream] : state_->streams) {
        const auto& scan = stream->reader().progress();
        const auto record = state_->context.store.read().streams.load(name);
        PolledStream polled{.name = name,
                            .interval = state_->interval(stream->info()),
                            .late = is_late(state_->waiting(*stream, record, state_->context.read.back_at)),
                            .first = needs_baseline(record, stream->info()),
                            .scans_before = {},
                            .scan = scan};
        const auto place = places.find(name);
        if (!scan && place != places.end()) polled.scans_before = place->second;
        // It comes to the queue within the moment, or when the source can be reached again.
        if (polled.first && !scan && !polled.scans_before) polled.scans_before = last++;
        streams.push_back(std::move(polled));
    }
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
    state_->context.read.back_at = state_->context.read.clock.now();
    state_->add_all(
        source_streams(state_->context.client, state_->context.read.clock, state_->context.read.settings));
    co_await state_->refresh_facilities();
    const auto streams = state_->streams;  // a poll may add or remove some
    for (const auto& [name, stream] : streams)
        co_await state_->poll(stream, stream->reader().needs_everything(), core::Priority::ordinary);
    co_await state_->judge_lateness({});
}

}  // namespace webhookd::poll
