// Which reach comes next is found by counting ordinary polls. Polls are spread by a hash of the stream's
// name, which is the same in every build.

#include "poll/schedule.hpp"

#include <algorithm>

#include "webhookd/core/retry.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::poll {

bool needs_baseline(const store::StreamRecord& record, const openboxes::StreamInfo& stream)
{
    return !record.baselined_at || record.scope != stream.scope;
}

bool needs_everything(const store::StreamRecord& record, const openboxes::StreamInfo& stream,
                      const core::Watching& watching, core::Duration reconcile, core::Timestamp now,
                      core::Timestamp back_at)
{
    if (needs_baseline(record, stream)) return true;
    if (!std::ranges::includes(record.watching, watching)) return true;
    // What was read in the future was read by a wrong clock, nobody knows when.
    if (!record.last_full_at || *record.last_full_at > now || now - *record.last_full_at >= reconcile)
        return true;
    return stream.traits().is_open != nullptr && record.last_success_at &&
           std::min(back_at, now) - *record.last_success_at >= longest_gap;
}

openboxes::Reach ordinary_reach(const openboxes::StreamInfo& stream, const OpenSet& open, std::uint64_t tick)
{
    using openboxes::Reach;
    constexpr std::uint64_t seldom = 10;
    if (stream.traits().is_open == nullptr || !open.uncovered) return Reach::newest;
    const bool now_and_then = tick % seldom == seldom - 1;
    if (stream.facility.empty()) return now_and_then ? Reach::open : Reach::newest;
    const bool tells_what_left = open.one_page || open.counted;
    const bool newest_due = tells_what_left ? tick % seldom == 0 && !open.newest_lately : tick % 2 == 0;
    if (newest_due) return Reach::newest;
    constexpr std::uint64_t rarely = 300;
    const bool whole = open.one_page || !open.counted || tick % rarely == 1;
    return whole ? Reach::open : Reach::entered;
}

SteadyTime next_tick(std::string_view name, core::Duration interval, SteadyTime start, SteadyTime now)
{
    const auto period = std::chrono::duration_cast<SteadyTime::duration>(interval);
    const auto offset = SteadyTime::duration(
        static_cast<SteadyTime::rep>(core::stable_hash(name) % static_cast<std::uint64_t>(period.count())));
    const auto first = start + offset;
    if (now < first) return first;
    return first + ((now - first) / period + 1) * period;
}

core::Duration slow_down(core::Duration interval, int failures)
{
    constexpr core::Duration longest = std::chrono::hours(1);
    return std::max(interval, core::doubled(interval, failures, longest));
}

void note_failure(store::StreamRecord& record, const store::PollRecord& log)
{
    record.last_attempt_at = log.began_at;
    record.last_error = log.error;
    ++record.failures;
}

void note_success(store::StreamRecord& record, const store::PollRecord& log)
{
    record.last_attempt_at = log.began_at;
    record.last_error.clear();
    record.failures = 0;
}

void note_listing(store::StreamRecord& record, const store::PollRecord& log)
{
    if (log.outcome != store::PollOutcome::ok) return note_failure(record, log);
    note_success(record, log);
    record.last_success_at = log.ended_at;
    if (!record.baselined_at) record.baselined_at = log.ended_at;
}

}  // namespace webhookd::poll
