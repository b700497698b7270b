// A sentence for each state; times are rounded to what they can promise.

#include "control/stream_note.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace webhookd::control {

namespace {

std::string in_turn(std::string_view why)
{
    return fmt::format("{}, facilities are polled in turn", why);
}

/// To the minute where it is minutes: more would promise too much.
std::string about(core::Duration time)
{
    using namespace std::chrono;
    if (time < minutes(1)) return "less than a minute";
    if (time < hours(2)) return fmt::format("about {} min", ceil<minutes>(time).count());
    return fmt::format("about {} h", ceil<hours>(time).count());
}

std::string note_on_scan(std::string_view kind, const core::ScanProgress& scan)
{
    auto note = fmt::format("{}: {} rows", kind, scan.rows);
    if (scan.total) note = fmt::format("{}: {} of about {} rows", kind, scan.rows, *scan.total);
    if (scan.left) note += fmt::format(", {} left", about(*scan.left));
    return note;
}

std::string note_on_waiting(const ListedStream& stream)
{
    if (!stream.live || !stream.live->scans_before) return "waiting for its first scan";
    return fmt::format("waiting for its first scan, {} before it", *stream.live->scans_before);
}

std::string note_on_late(const View& view, const ListedStream& stream)
{
    const auto& last = stream.record.last_success_at;
    const auto so_far =
        last ? fmt::format("last read {} ago", about(view.now - *last)) : note_on_waiting(stream);
    return so_far + ", much longer than promised";
}

/// Ordinary polls go on meanwhile.
std::string note_on_failed_scan(const store::FailedScan& failed)
{
    return fmt::format("the {} failed {} time{} since {}: {}", failed.first ? "first scan" : "comparison",
                       failed.failures, failed.failures == 1 ? "" : "s", core::format_timestamp(failed.since),
                       failed.reason);
}

std::string note_on_failing(const ListedStream& stream)
{
    const auto& record = stream.record;
    const auto* so_far = stream.baselined() ? "" : "no first scan yet; ";
    const auto times =
        record.failures == 1 ? "the last poll" : fmt::format("the last {} polls", record.failures);
    return fmt::format("{}{} failed: {}", so_far, times, record.last_error);
}

}  // namespace

std::string note_on(const View& view, const ListedStream& stream)
{
    const auto& record = stream.record;
    switch (stream.state) {
        case StreamState::failing:
            return note_on_failing(stream);
        case StreamState::held:
            return fmt::format("a poll with {} events is held: `streams release` or `streams drop`",
                               record.hold->events);
        case StreamState::late:
            return note_on_late(view, stream);
        case StreamState::not_complete:
            return stream.failed_scan ? note_on_failed_scan(*stream.failed_scan) : record.last_error;
        case StreamState::waiting:
            return note_on_waiting(stream);
        case StreamState::first_scan:
            return note_on_scan("first scan", *stream.live->scan);
        case StreamState::comparing:
            return note_on_scan("comparison", *stream.live->scan);
        case StreamState::not_available:
            return in_turn(fmt::format("not available ({})", record.last_error));
        case StreamState::not_polled:
            return "not polled any more";
        case StreamState::starting:
        case StreamState::ok:
            break;
    }
    if (!stream.live || !stream.live->scans_before) return {};
    return fmt::format("waiting for a comparison, {} before it", *stream.live->scans_before);
}

std::string note_on_feeds(const View& view, const std::vector<ListedStream>& streams)
{
    if (view.configured.feeds_off) return in_turn("off");
    if (!view.live) return {};
    const auto error_of = [&streams](const std::string& feed) {
        const auto is_it = [&feed](const ListedStream& stream) { return stream.record.name == feed; };
        const auto found = std::ranges::find_if(streams, is_it);
        return found == streams.end() ? std::string() : found->record.last_error;
    };
    std::vector<std::string> silent;
    for (const auto& feed : view.live->feeds) {
        if (feed.state == LiveFeed::State::starting) return {};
        const bool missing = feed.state == LiveFeed::State::not_available;
        if (!missing && feed.state != LiveFeed::State::failing) continue;
        silent.emplace_back(missing ? "not available" : "no answer");
        silent.back() += fmt::format(" ({})", error_of(feed.name));
        if (silent.size() < view.live->feeds.size()) continue;
        return in_turn(silent.back());
    }
    return silent.empty() ? std::string() : "in part " + silent.front();
}

}  // namespace webhookd::control
