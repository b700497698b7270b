#include <algorithm>

#include "control/budget.hpp"
#include "control/documents.hpp"
#include "control/reading.hpp"
#include "control/stream_note.hpp"
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

OrderedJson feeds_document(const View& view)
{
    OrderedJson document{{"mode", view.configured.feeds_off ? "off" : "auto"},
                         {"working", nullptr},
                         {"note", text_or_null(note_on_feeds(view))}};
    if (view.live) {
        const auto works = [](const LiveFeed& feed) { return feed.state == LiveFeed::State::working; };
        document["working"] = std::ranges::any_of(view.live->feeds, works);
    }
    return document;
}

OrderedJson stream_documents(const View& view, const std::vector<ListedStream>& streams)
{
    auto documents = OrderedJson::array();
    for (const auto& stream : streams)
        documents.push_back(document_of(stream, view.now));
    return documents;
}

}  // namespace

OrderedJson read_status(const View& view, const Arguments& /*arguments*/)
{
    const auto streams = list_streams(view);
    return {
        {"at", core::format_timestamp(view.now)},     {"source", view.configured.source},
        {"daemon", daemon_document(view.live)},       {"configuration", configuration_document(view.live)},
        {"streams", stream_documents(view, streams)}, {"feeds", feeds_document(view)},
        {"subscribers", subscriber_documents(view)},  {"budget", budget_document(view, streams)}};
}

OrderedJson read_streams(const View& view, const Arguments& /*arguments*/)
{
    return {{"streams", stream_documents(view, list_streams(view))}};
}

}  // namespace webhookd::control
