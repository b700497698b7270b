// A fact per stream, in JSON, which is there only while its scans fail.

#include "webhookd/store/failed_scan.hpp"

#include "webhookd/core/json.hpp"

namespace webhookd::store {
namespace {

std::string fact_of(std::string_view stream)
{
    return "failed-scan/" + std::string(stream);
}

}  // namespace

std::optional<FailedScan> find_failed_scan(StreamTable& streams, std::string_view stream)
{
    return streams.find_json_fact(fact_of(stream), [](const Json& stored) {
        return std::optional<FailedScan>({.since = Timestamp(core::Duration(stored.at("since"))),
                                          .reason = stored.at("reason"),
                                          .failures = stored.at("failures"),
                                          .first = stored.at("first")});
    });
}

void put_failed_scan(StreamTable& streams, std::string_view stream, const FailedScan& failed)
{
    const Json fact{{"since", failed.since.time_since_epoch().count()},
                    {"reason", failed.reason},
                    {"failures", failed.failures},
                    {"first", failed.first}};
    streams.put_fact(fact_of(stream), fact.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void remove_failed_scan(StreamTable& streams, std::string_view stream)
{
    streams.remove_fact(fact_of(stream));
}

}  // namespace webhookd::store
