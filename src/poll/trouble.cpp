// The fact and the event of a beginning, or of an end, are one write. Scans that fail in a row are counted in
// the state file: the third is told, and so is the end of a row that was told.

#include "poll/trouble.hpp"

#include "webhookd/core/event.hpp"
#include "webhookd/store/facts.hpp"

namespace webhookd::poll {

namespace {

std::vector<std::int64_t> tell(store::Tables& tables, std::string_view type, Json about,
                               const store::Audience& audience, core::Timestamp now)
{
    const auto& source = audience.installation.source;
    about["id"] = source;
    const core::Notice notice{
        .type = type, .kind = "source", .id = source, .object = about, .previous = nullptr, .at = now};
    return store::tell(tables, notice, audience);
}

/// What was told when it began: `object` of the event.
std::optional<Json> find_told(store::StreamTable& streams, const Trouble& trouble)
{
    return streams.find_json_fact(trouble.fact, [](const Json& about) {
        return about.is_object() ? std::optional(about) : std::nullopt;
    });
}

}  // namespace

bool is_told(store::StreamTable& streams, const Trouble& trouble)
{
    return find_told(streams, trouble).has_value();
}

std::vector<std::int64_t> tell_begin(store::Tables& tables, const Trouble& trouble, Json about,
                                     const store::Audience& audience, core::Timestamp now)
{
    if (is_told(tables.streams, trouble)) return {};
    tables.streams.put_fact(trouble.fact, about.dump(-1, ' ', false, Json::error_handler_t::replace));
    return tell(tables, trouble.begun, std::move(about), audience, now);
}

std::vector<std::int64_t> tell_end(store::Tables& tables, const Trouble& trouble,
                                   const store::Audience& audience, core::Timestamp now)
{
    auto about = find_told(tables.streams, trouble);
    if (!about) return {};
    tables.streams.remove_fact(trouble.fact);
    return tell(tables, trouble.over, std::move(*about), audience, now);
}

namespace {

// One may meet a restart of the server, the next one what is left of it.
constexpr int failures_until_told = 3;

core::Notice notice(std::string_view type, const store::PollRecord& poll, const store::FailedScan& failed)
{
    return {.type = type,
            .kind = "stream",
            .id = poll.stream,
            .object = {{"id", poll.stream},
                       {"scan", failed.first ? "first scan" : "comparison"},
                       {"reason", failed.reason},
                       {"since", core::format_timestamp(failed.since)},
                       {"failures", failed.failures}},
            .previous = nullptr,
            .at = poll.ended_at};
}

}  // namespace

std::vector<std::int64_t> note_failed_scan(store::Tables& tables, const store::PollRecord& poll,
                                           const store::Audience& audience)
{
    auto failed = store::find_failed_scan(tables.streams, poll.stream)
                      .value_or(store::FailedScan{.since = poll.began_at, .reason = {}});
    failed.reason = poll.error;
    failed.first = poll.reach == "baseline";
    ++failed.failures;
    store::put_failed_scan(tables.streams, poll.stream, failed);
    if (failed.failures != failures_until_told) return {};
    return store::tell(tables, notice(core::event_type::scan_failing, poll, failed), audience);
}

std::vector<std::int64_t> note_finished_scan(store::Tables& tables, const store::PollRecord& poll,
                                             const store::Audience& audience)
{
    const auto failed = store::find_failed_scan(tables.streams, poll.stream);
    if (!failed) return {};
    store::remove_failed_scan(tables.streams, poll.stream);
    if (failed->failures < failures_until_told) return {};
    return store::tell(tables, notice(core::event_type::scan_recovered, poll, *failed), audience);
}

}  // namespace webhookd::poll
