// What counts as late, the sentence about the stream that waits longest, and the loop that looks now and then
// whether every stream is read as promised.

#include "poll/lateness.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "poll/poller_state.hpp"
#include "poll/trouble.hpp"

namespace webhookd::poll {

namespace {

constexpr int times_the_promise = 3;
constexpr core::Duration least_lateness = std::chrono::minutes(10);

}  // namespace

bool is_late(const Waiting& stream)
{
    return stream.waited > std::max(least_lateness, stream.promised * times_the_promise);
}

std::optional<Json> find_late(const std::vector<Waiting>& streams, core::Timestamp now)
{
    int late = 0;
    const Waiting* worst = nullptr;
    for (const auto& stream : streams) {
        if (!is_late(stream)) continue;
        ++late;
        if (!worst || stream.waited > worst->waited) worst = &stream;
    }
    if (!worst) return std::nullopt;
    const auto waited = std::chrono::floor<std::chrono::minutes>(worst->waited);
    const auto place = worst->facility.empty() ? std::string() : " of " + worst->facility;
    auto reason = fmt::format("{} of {} streams; {}{} was not read for {}", late, streams.size(), worst->name,
                              place, core::format_duration(waited));
    if (!worst->error.empty()) reason += ": " + worst->error;
    return Json{{"reason", std::move(reason)},
                {"since", core::format_timestamp(now)},
                {"streams", late},
                {"worst", worst->name}};
}

namespace {

constexpr std::chrono::minutes look_again{1};

// A first scan is promised by what nobody can take from it: a part of the budget, for two pages of each
// stream.
core::Duration first_scan_promise(std::size_t streams, std::size_t requests_per_minute)
{
    constexpr core::Duration least = std::chrono::minutes(40);
    constexpr std::chrono::minutes pages_and_share{2 * 2};
    const auto all = pages_and_share * static_cast<std::int64_t>(streams) /
                     static_cast<std::int64_t>(std::max<std::size_t>(1, requests_per_minute));
    return std::max<core::Duration>(least, all);
}

}  // namespace

Waiting Poller::State::waiting(const StreamPoll& stream, const store::StreamRecord& record,
                               core::Timestamp not_before)
{
    const auto& info = stream.info();
    const auto from = std::max(not_before, record.last_success_at.value_or(stream.polled_since()));
    Waiting waiting;
    waiting.name = info.name;
    waiting.promised = record.last_success_at
                           ? interval(info)
                           : first_scan_promise(streams.size(), context.client.requests_per_minute());
    waiting.waited = context.read.clock.now() - from;
    waiting.error = record.last_error;
    return waiting;
}

asio::awaitable<void> Poller::State::lateness_loop()
{
    auto& clock = context.read.clock;
    while (true) {
        co_await clock.sleep_until(clock.steady() + look_again);
        co_await judge_lateness(context.read.back_at);
    }
}

asio::awaitable<void> Poller::State::judge_lateness(core::Timestamp back_at)
{
    if (unreached_since) co_return;  // what an outage holds up is told as such
    const bool told = is_told(context.store.read().streams, lateness);
    // What waited while the source or the program was away is not late for that, but nor has it caught up.
    std::map<std::string, std::string> names;
    for (const auto& facility : facilities)
        names.emplace(facility.id, facility.name);
    std::vector<Waiting> all;
    for (const auto& [name, stream] : streams) {
        const auto record = context.store.read().streams.load(name);
        auto& added = all.emplace_back(waiting(*stream, record, told ? core::Timestamp() : back_at));
        if (const auto place = names.find(stream->info().facility); place != names.end())
            added.facility = place->second;
    }
    const auto now = context.read.clock.now();
    const auto late = find_late(all, now);
    if (late.has_value() == told) co_return;
    auto write = [late, now, audience = context.store.audience()](store::Tables& tables) {
        return late ? tell_begin(tables, lateness, *late, audience, now)
                    : tell_end(tables, lateness, audience, now);
    };
    const auto queued = co_await context.store.write(std::move(write));
    if (queued && !queued->empty()) context.listener.on_events(*queued);
}

}  // namespace webhookd::poll
