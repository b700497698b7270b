// `GET /v1/status` and `/v1/streams`. Of a damaged file, `status` shows what can still be read, and the
// damage: this answer must not fail.

#include <algorithm>

#include "control/budget.hpp"
#include "control/documents.hpp"
#include "control/reading.hpp"
#include "control/stream_note.hpp"
#include "control/subscribers.hpp"
#include "webhookd/store/open_error.hpp"
#include "webhookd/store/write_error.hpp"

namespace webhookd::control {

namespace {

/// What of the state file is shown.
struct Stored
{
    std::vector<ListedStream> streams;
    std::optional<std::size_t> facilities;  ///< listed last
    OrderedJson subscribers = OrderedJson::array();
    std::optional<std::string> damage;  ///< why the rest is missing
};

/// Of a damaged file, as much as it gives: this is the answer that says so.
Stored stored(const View& view)
{
    Stored stored;
    if (view.live) stored.damage = view.live->state_file_damage;
    try {
        stored.streams = list_streams(view);
        const auto listed = store::load_facilities(view.tables.streams).size();
        if (listed > 0) stored.facilities = listed;
        stored.subscribers = subscriber_documents(view);
    } catch (const std::exception& error) {
        if (!view.live || store::describe(error).kind != store::WriteError::Kind::damaged) throw;
        if (!stored.damage) stored.damage = store::explain(view.tables.path(), error);
    }
    return stored;
}

OrderedJson daemon_document(const std::optional<Live>& live, const Stored& stored)
{
    if (!live) return {{"running", false}};
    return {{"running", true},
            {"version", live->version},
            {"started_at", core::format_timestamp(live->started_at)},
            {"source_reachable", live->source_reachable},
            {"state_file_writable", live->state_file_writable && !stored.damage},
            {"state_file_damage", text_or_null(stored.damage.value_or(""))}};
}

/// What is in force; without the daemon nobody can tell.
OrderedJson configuration_document(const std::optional<Live>& live)
{
    if (!live) return nullptr;
    return {{"loaded_at", core::format_timestamp(live->configuration_loaded_at)},
            {"reload_errors", live->reload_errors}};
}

OrderedJson feeds_document(const View& view, const std::vector<ListedStream>& streams)
{
    OrderedJson document{{"mode", view.configured.feeds_off ? "off" : "auto"},
                         {"working", nullptr},
                         {"note", text_or_null(note_on_feeds(view, streams))}};
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
    const auto file = stored(view);
    return {{"at", core::format_timestamp(view.now)},
            {"source", view.configured.source},
            {"daemon", daemon_document(view.live, file)},
            {"configuration", configuration_document(view.live)},
            {"streams", stream_documents(view, file.streams)},
            {"feeds", feeds_document(view, file.streams)},
            {"subscribers", file.subscribers},
            {"budget", budget_document(view, file.facilities, file.streams)}};
}

OrderedJson read_streams(const View& view, const Arguments& /*arguments*/)
{
    return {{"streams", stream_documents(view, list_streams(view))}};
}

}  // namespace webhookd::control
