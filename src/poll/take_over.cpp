// A record with a last success but no baseline says it: what happened since that success is news even
// in the first scan.

#include "poll/take_over.hpp"

#include <algorithm>

namespace webhookd::poll {
namespace {

/// Of the same stream with another scope, nothing is taken over: what else it reads now is not known (F-24).
bool replaces(const openboxes::StreamInfo& stream, const openboxes::StreamInfo& other)
{
    const bool same_place =
        stream.facility.empty() || other.facility.empty() || stream.facility == other.facility;
    return other.kind == stream.kind && same_place && other.name != stream.name;
}

}  // namespace

std::optional<store::StreamRecord> take_over(store::Tables& tables, const openboxes::StreamInfo& stream,
                                             const std::vector<openboxes::StreamInfo>& replaced)
{
    std::optional<core::Timestamp> until;
    for (const auto& other : replaced) {
        if (!replaces(stream, other)) continue;
        const auto record = tables.streams.find(other.name);
        if (!record || !record->last_success_at) return std::nullopt;
        until = std::min(until.value_or(*record->last_success_at), *record->last_success_at);
    }
    if (!until) return std::nullopt;
    store::StreamRecord record;
    record.name = stream.name;
    record.last_success_at = until;
    if (const auto earlier = tables.streams.find(stream.name)) record.scan_no = earlier->scan_no;
    return record;
}

std::optional<store::StreamRecord> open_since(store::Tables& tables, const openboxes::StreamInfo& stream,
                                              core::Timestamp lacking)
{
    auto record = tables.streams.load(stream.name);
    if (record.baselined_at || record.last_success_at) return std::nullopt;
    record.last_success_at = lacking;
    return record;
}

std::optional<core::Timestamp> taken_over_at(const store::StreamRecord& record)
{
    return record.baselined_at ? std::nullopt : record.last_success_at;
}

}  // namespace webhookd::poll
