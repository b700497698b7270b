#include "poll/source_outage.hpp"

namespace webhookd::poll {
namespace {

constexpr std::string_view outage_fact = "outage";

core::Notice notice(std::string_view type, const Outage& outage, const std::string& source,
                    core::Timestamp now)
{
    return {.type = type,
            .kind = "source",
            .id = source,
            .object = {{"id", source},
                       {"reason", outage.reason},
                       {"since", core::format_timestamp(outage.since)}},
            .previous = nullptr,
            .at = now};
}

}  // namespace

std::optional<Outage> find_outage(store::StreamTable& streams)
{
    const auto fact = streams.find_json_fact(outage_fact);
    if (!fact) return std::nullopt;
    return Outage{core::Timestamp(core::Duration(fact->at("since"))), fact->at("reason")};
}

std::vector<std::int64_t> begin_outage(store::Tables& tables, const Outage& outage,
                                       const store::Audience& audience, core::Timestamp now)
{
    if (find_outage(tables.streams)) return {};
    const Json fact{{"since", outage.since.time_since_epoch().count()}, {"reason", outage.reason}};
    tables.streams.put_fact(outage_fact, fact.dump(-1, ' ', false, Json::error_handler_t::replace));
    return store::tell(
        tables, notice(core::event_type::source_unreachable, outage, audience.origin.source, now), audience);
}

std::vector<std::int64_t> end_outage(store::Tables& tables, const store::Audience& audience,
                                     core::Timestamp now)
{
    const auto outage = find_outage(tables.streams);
    if (!outage) return {};
    tables.streams.remove_fact(outage_fact);
    return store::tell(
        tables, notice(core::event_type::source_recovered, *outage, audience.origin.source, now), audience);
}

}  // namespace webhookd::poll
