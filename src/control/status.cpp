#include "control/documents.hpp"
#include "control/reading.hpp"
#include "control/subscribers.hpp"

namespace webhookd::control {

namespace {

OrderedJson daemon_document(const std::optional<Live>& live)
{
    if (!live) return {{"running", false}};
    return {{"running", true},
            {"version", live->version},
            {"started_at", core::format_timestamp(live->started_at)},
            {"source_reachable", live->source_reachable},
            {"state_file_writable", live->state_file_writable}};
}

/// What is in force; without the daemon nobody can tell.
OrderedJson configuration_document(const std::optional<Live>& live)
{
    if (!live) return nullptr;
    return {{"loaded_at", core::format_timestamp(live->configuration_loaded_at)},
            {"reload_errors", live->reload_errors}};
}

OrderedJson budget_document(const ConfiguredBudget& budget, const std::optional<Live>& live)
{
    OrderedJson document{{"requests_per_minute", budget.limit},
                         {"needed_per_minute", budget.needed ? OrderedJson(*budget.needed) : OrderedJson()},
                         {"fixed_per_minute", budget.fixed},
                         {"per_facility_per_minute", budget.per_facility},
                         {"exceeded", budget.exceeded}};
    if (live) document["used_last_minute"] = live->requests_last_minute;
    return document;
}

}  // namespace

OrderedJson read_status(const View& view, const Arguments& /*arguments*/)
{
    auto streams = OrderedJson::array();
    for (const auto& stream : view.tables.streams.all())
        streams.push_back(document_of(stream, view.now));
    return {{"at", core::format_timestamp(view.now)},
            {"source", view.configured.source},
            {"daemon", daemon_document(view.live)},
            {"configuration", configuration_document(view.live)},
            {"streams", std::move(streams)},
            {"subscribers", subscriber_documents(view)},
            {"budget", budget_document(view.configured.budget, view.live)}};
}

}  // namespace webhookd::control
