// `GET /v1/status` and `/v1/streams`. Of a damaged file, `status` shows what can still be read, and the
// damage: this answer must not fail. What is promised with the request budget comes from core::RequestBudget,
// with the facilities that were listed and the feeds that answer; whether it is kept, from the age of what is
// known of the streams concerned.

#include <algorithm>
#include <chrono>
#include <cmath>

#include "control/documents.hpp"
#include "control/handlers.hpp"
#include "control/subscribers.hpp"
#include "webhookd/store/errors.hpp"

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
        const auto works = [](const core::PolledFeed& feed) {
            return feed.state == core::PolledFeed::State::working;
        };
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

/// A promise about one kind of stream, and how it is kept.
struct Kept
{
    std::optional<std::chrono::seconds> behind;  ///< age of what is known; null: not everything is known yet
    bool failing = false;
};

/// Where feeds say where to look, the youngest of them is what counts, else the oldest of all lists.
Kept how_kept(const View& view, const core::StreamCost& cost, const std::vector<ListedStream>& streams)
{
    Kept kept;
    std::optional<std::chrono::seconds> oldest;
    std::optional<std::chrono::seconds> youngest_feed;
    for (const auto& stream : streams) {
        const auto known = lag(stream, view.now);
        if (std::ranges::find(cost.feeds, stream.record.name) != cost.feeds.end() && known)
            youngest_feed = std::min(youngest_feed.value_or(*known), *known);
        if (!stream.live || !stream.record.name.starts_with(cost.prefix)) continue;
        kept.failing = kept.failing || stream.record.failures > 0;
        if (!stream.baselined() || !known) return {.behind = {}, .failing = kept.failing};
        oldest = std::max(oldest.value_or(*known), *known);
    }
    kept.behind = cost.is_fed() && oldest ? youngest_feed : oldest;
    return kept;
}

double seconds_of(core::Duration time)
{
    return std::chrono::duration<double>(time).count();
}

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

OrderedJson delay_documents(const View& view, const core::RequestBudget& budget,
                            const std::vector<ListedStream>& streams)
{
    auto documents = OrderedJson::array();
    for (const auto& cost : budget.streams) {
        const auto delay = budget.delay(cost);
        if (!delay) continue;
        const auto kept = how_kept(view, cost, streams);
        OrderedJson document{{"polling", cost.name},
                             {"types", cost.events},
                             {"mean_seconds", seconds_of(delay->mean)},
                             {"worst_seconds", seconds_of(delay->worst)},
                             {"behind_seconds", nullptr},
                             {"kept", nullptr}};
        if (kept.behind) {
            document["behind_seconds"] = kept.behind->count();
            document["kept"] = !kept.failing && *kept.behind <= delay->worst;
        }
        documents.push_back(std::move(document));
    }
    return documents;
}

/// With only the feeds that answer.
core::RequestBudget live_budget(const View& view, std::optional<std::size_t> facilities)
{
    auto budget = view.configured.budget;
    if (!budget.facilities) budget.facilities = facilities;
    if (!view.live) return budget;
    for (const auto& feed : view.live->feeds) {
        using State = core::PolledFeed::State;
        if (feed.state == State::not_available || feed.state == State::failing) budget.lose_feed(feed.name);
    }
    return budget;
}

/// `facilities`: so many were listed last; null: nobody knows.
OrderedJson budget_document(const View& view, std::optional<std::size_t> facilities,
                            const std::vector<ListedStream>& streams)
{
    const auto budget = live_budget(view, facilities);
    OrderedJson document{
        {"requests_per_minute", budget.limit},
        {"needed_per_minute", rounded(budget.per_minute().value_or(budget.fixed_per_minute()))},
        {"fixed_per_minute", rounded(budget.fixed_per_minute())},
        {"per_facility_per_minute", rounded(budget.per_facility_per_minute())},
        {"facilities", budget.facilities ? OrderedJson(*budget.facilities) : OrderedJson()},
        {"exceeded", budget.exceeded()},
        {"delays", delay_documents(view, budget, streams)}};
    if (view.live) document["used_last_minute"] = view.live->requests_last_minute;
    return document;
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
