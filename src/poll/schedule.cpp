#include "poll/schedule.hpp"

#include <algorithm>

namespace webhookd::poll {
namespace {

// FNV-1a: stable over restarts and builds, unlike std::hash.
std::uint64_t stable_hash(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char character : text) {
        hash ^= static_cast<unsigned char>(character);
        hash *= 1099511628211ULL;
    }
    return hash;
}

// After a gap this long, of the source or of ourselves, an entity may have passed through the open set unseen
// and lie beyond the first page of the newest: one full diff finds it (F-47).
constexpr std::chrono::minutes longest_gap{10};

}  // namespace

bool needs_baseline(const store::StreamRecord& record, const openboxes::StreamInfo& stream)
{
    return !record.baselined_at || record.scope != stream.scope;
}

openboxes::Reach next_reach(const store::StreamRecord& record, const openboxes::StreamInfo& stream,
                            core::Duration reconcile, core::Timestamp now, std::uint64_t tick)
{
    if (needs_baseline(record, stream)) return openboxes::Reach::full;
    if (!record.last_full_at || now - *record.last_full_at >= reconcile) return openboxes::Reach::full;
    if (stream.tracks_open && record.last_success_at && now - *record.last_success_at >= longest_gap)
        return openboxes::Reach::full;
    return ordinary_reach(stream, tick);
}

openboxes::Reach ordinary_reach(const openboxes::StreamInfo& stream, std::uint64_t tick)
{
    return stream.tracks_open && tick % 2 == 1 ? openboxes::Reach::open : openboxes::Reach::newest;
}

SteadyTime next_tick(std::string_view name, core::Duration interval, SteadyTime start, SteadyTime now)
{
    const auto period = std::chrono::duration_cast<SteadyTime::duration>(interval);
    const auto offset = SteadyTime::duration(
        static_cast<SteadyTime::rep>(stable_hash(name) % static_cast<std::uint64_t>(period.count())));
    const auto first = start + offset;
    if (now < first) return first;
    return first + ((now - first) / period + 1) * period;
}

core::Duration slow_down(core::Duration interval, int failures)
{
    constexpr core::Duration longest = std::chrono::hours(1);
    auto delay = interval;
    for (int i = 0; i < failures && delay < longest; ++i)
        delay *= 2;
    return std::max(interval, std::min(delay, longest));
}

}  // namespace webhookd::poll
