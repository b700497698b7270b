// Joins what the state file holds with what the daemon polls, asks one row of questions for the state of
// each, has a sentence for each state, and puts the facility with the worst stream first. Times are rounded
// to what they can promise.

#include "control/stream_list.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace webhookd::control {

namespace {

constexpr std::string_view facility_list = "facilities";
constexpr std::string_view feed_prefix = "feeds/";

/// The facility's id in the name of a stream; empty: it is about all of them.
std::string_view facility_in(std::string_view stream)
{
    constexpr std::array<std::string_view, 4> prefixes{"stock-movements/outbound/",
                                                       "stock-movements/inbound/", "inventory/", "stock/"};
    for (const auto prefix : prefixes) {
        if (stream.starts_with(prefix)) return stream.substr(prefix.size());
    }
    return {};
}

/// The facilities were not listed since the configuration is in force, so nobody knows yet what is polled.
bool is_starting(const View& view)
{
    const auto facilities = view.tables.streams.find(facility_list);
    return !facilities || !facilities->last_attempt_at ||
           *facilities->last_attempt_at < view.live->configuration_loaded_at;
}

StreamState state_of_helper(const View& view, const ListedStream& stream)
{
    if (stream.record.name == facility_list)
        return stream.record.last_attempt_at ? StreamState::ok : StreamState::starting;
    const auto* feed = view.live->find_feed(stream.record.name);
    if (feed == nullptr) return StreamState::not_polled;
    if (feed->state == core::PolledFeed::State::not_available) return StreamState::not_available;
    return feed->state == core::PolledFeed::State::starting ? StreamState::starting : StreamState::ok;
}

StreamState state_of(const View& view, const ListedStream& stream)
{
    const auto& record = stream.record;
    const bool polled = stream.live.has_value();
    auto state = StreamState::ok;
    if (view.live && stream.helps)
        state = state_of_helper(view, stream);
    else if (view.live && !polled)
        state = is_starting(view) ? StreamState::starting : StreamState::not_polled;
    if (state == StreamState::not_polled || state == StreamState::not_available) return state;

    if (record.failures > 0) return StreamState::failing;
    if (record.hold && record.hold->decision == store::StormHold::Decision::none) return StreamState::held;
    if (polled && stream.live->scan)
        return stream.live->scan->first ? StreamState::first_scan : StreamState::comparing;
    if (polled && stream.live->late) return StreamState::late;
    if (!stream.baselined() && state == StreamState::ok) return StreamState::waiting;
    if (!record.last_error.empty() || stream.failed_scan) return StreamState::not_complete;
    return state;
}

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

/// "waiting for its first scan, 12 before it"; empty where all is as it should be.
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

using Badness = std::pair<StreamState, std::int64_t>;
using Group = std::tuple<bool, std::string, std::string>;

/// What is worse is less. What is ok and what is being compared have no order of their own: a list that
/// changes at each look cannot be read.
Badness badness(const ListedStream& stream)
{
    const auto state = stream.state == StreamState::comparing ? StreamState::ok : stream.state;
    std::int64_t more = 0;
    if (state == StreamState::failing) more = stream.record.failures;
    if (state == StreamState::waiting && stream.live.has_value())
        more = static_cast<std::int64_t>(stream.live->scans_before.value_or(0));
    return {state, -more};
}

/// Those of all facilities come before a facility that is no worse.
Group group_of(const ListedStream& stream)
{
    if (!stream.facility) return {};
    return {true, stream.facility->name, stream.facility->id};
}

void sort_by_facility(std::vector<ListedStream>& streams)
{
    std::map<Group, Badness> worst;
    for (const auto& stream : streams) {
        const auto [group, added] = worst.try_emplace(group_of(stream), badness(stream));
        if (!added) group->second = std::min(group->second, badness(stream));
    }
    struct Keyed
    {
        std::tuple<Badness, Group, Badness, std::string> key;
        ListedStream stream;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(streams.size());
    for (auto& stream : streams) {
        auto group = group_of(stream);
        const auto of_group = worst.at(group);
        keyed.push_back(
            {{of_group, std::move(group), badness(stream), stream.record.name}, std::move(stream)});
    }
    std::ranges::sort(keyed, {}, &Keyed::key);
    std::ranges::transform(keyed, streams.begin(), [](Keyed& it) { return std::move(it.stream); });
}

using ByName = std::map<std::string, ListedStream>;

/// Those in the state file, those that the daemon polls, and those that help it.
ByName all_streams(const View& view)
{
    ByName streams;
    const auto place = [&streams](const std::string& name) -> ListedStream& {
        auto& stream = streams[name];
        stream.record.name = name;
        return stream;
    };
    for (const auto& record : view.tables.streams.all())
        streams[record.name].record = record;
    if (!view.live) return streams;
    place(std::string(facility_list));
    for (const auto& feed : view.live->feeds)
        place(feed.name);
    if (!view.live->streams) return streams;
    for (const auto& stream : view.live->streams())
        place(stream.name).live = stream;
    return streams;
}

}  // namespace

std::string_view to_string(StreamState state)
{
    switch (state) {
        case StreamState::failing:
            return "failing";
        case StreamState::held:
            return "held";
        case StreamState::late:
            return "late";
        case StreamState::not_complete:
            return "not_complete";
        case StreamState::waiting:
            return "waiting";
        case StreamState::first_scan:
            return "first_scan";
        case StreamState::starting:
            return "starting";
        case StreamState::not_available:
            return "not_available";
        case StreamState::comparing:
            return "comparing";
        case StreamState::ok:
            return "ok";
        case StreamState::not_polled:
            return "not_polled";
    }
    return "unknown";
}

bool ListedStream::baselined() const
{
    if (helps) return true;
    const bool as_before = record.baselined_at && !record.scope.empty();
    return as_before && !(live && live->first);
}

std::optional<std::chrono::seconds> lag(const ListedStream& stream, core::Timestamp now)
{
    const auto& last = stream.record.last_success_at;
    if (!last) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(now - *last);
}

std::vector<ListedStream> list_streams(const View& view)
{
    std::map<std::string, std::string> names;
    for (auto& [id, name] : store::load_facilities(view.tables.streams))
        names.emplace(std::move(id), std::move(name));

    std::vector<ListedStream> streams;
    for (auto& [name, stream] : all_streams(view)) {
        stream.helps = name == facility_list || name.starts_with(feed_prefix);
        if (const std::string id(facility_in(name)); !id.empty()) {
            const auto found = names.find(id);
            stream.facility = {.id = id, .name = found == names.end() ? id : found->second};
        }
        stream.failed_scan = store::find_failed_scan(view.tables.streams, name);
        stream.state = state_of(view, stream);
        stream.note = note_on(view, stream);
        streams.push_back(std::move(stream));
    }
    sort_by_facility(streams);
    return streams;
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
        if (feed.state == core::PolledFeed::State::starting) return {};
        const bool missing = feed.state == core::PolledFeed::State::not_available;
        if (!missing && feed.state != core::PolledFeed::State::failing) continue;
        silent.emplace_back(missing ? "not available" : "no answer");
        silent.back() += fmt::format(" ({})", error_of(feed.name));
        if (silent.size() < view.live->feeds.size()) continue;
        return in_turn(silent.back());
    }
    return silent.empty() ? std::string() : "in part " + silent.front();
}

}  // namespace webhookd::control
