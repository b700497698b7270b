#include "poll/lateness.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "webhookd/core/operational.hpp"

namespace webhookd::poll {
namespace {

constexpr std::string_view lateness_fact = "lateness";
constexpr int times_the_promise = 3;
constexpr core::Duration least_lateness = std::chrono::minutes(10);

core::Notice notice(std::string_view type, const Lateness& lateness, const std::string& source,
                    core::Timestamp now)
{
    return {.type = type,
            .kind = "source",
            .id = source,
            .object = {{"id", source},
                       {"reason", lateness.reason},
                       {"since", core::format_timestamp(lateness.since)},
                       {"streams", lateness.streams},
                       {"worst", lateness.worst}},
            .previous = nullptr,
            .at = now};
}

}  // namespace

bool is_late(const Waiting& stream)
{
    return stream.waited > std::max(least_lateness, stream.promised * times_the_promise);
}

std::optional<Lateness> find_late(const std::vector<Waiting>& streams, core::Timestamp now)
{
    Lateness lateness;
    const Waiting* worst = nullptr;
    for (const auto& stream : streams) {
        if (!is_late(stream)) continue;
        ++lateness.streams;
        if (!worst || stream.waited > worst->waited) worst = &stream;
    }
    if (!worst) return std::nullopt;
    const auto waited = std::chrono::floor<std::chrono::minutes>(worst->waited);
    lateness.since = now;
    lateness.worst = worst->name;
    const auto place = worst->facility.empty() ? std::string() : " of " + worst->facility;
    lateness.reason = fmt::format("{} of {} streams; {}{} was not read for {}", lateness.streams,
                                  streams.size(), worst->name, place, core::format_duration(waited));
    if (!worst->error.empty()) lateness.reason += ": " + worst->error;
    return lateness;
}

std::optional<Lateness> find_lateness(store::StreamTable& streams)
{
    const auto fact = streams.find_json_fact(lateness_fact);
    if (!fact) return std::nullopt;
    return Lateness{core::Timestamp(core::Duration(fact->at("since"))), fact->at("reason"),
                    fact->at("streams"), fact->at("worst")};
}

std::vector<std::int64_t> begin_lateness(store::Tables& tables, const Lateness& lateness,
                                         const store::Audience& audience, core::Timestamp now)
{
    if (find_lateness(tables.streams)) return {};
    const Json fact{{"since", lateness.since.time_since_epoch().count()},
                    {"reason", lateness.reason},
                    {"streams", lateness.streams},
                    {"worst", lateness.worst}};
    tables.streams.put_fact(lateness_fact, fact.dump(-1, ' ', false, Json::error_handler_t::replace));
    return store::tell(tables, notice(core::event_type::polling_late, lateness, audience.origin.source, now),
                       audience);
}

std::vector<std::int64_t> end_lateness(store::Tables& tables, const store::Audience& audience,
                                       core::Timestamp now)
{
    const auto lateness = find_lateness(tables.streams);
    if (!lateness) return {};
    tables.streams.remove_fact(lateness_fact);
    return store::tell(tables,
                       notice(core::event_type::polling_caught_up, *lateness, audience.origin.source, now),
                       audience);
}

}  // namespace webhookd::poll
