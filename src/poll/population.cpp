// Counts the rows that no snapshot knows and holds the others against how many should be known; where only
// open entities are listed, some known ones are asked for by name before a doubt is told.

#include "poll/population.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace webhookd::poll {
namespace {

using openboxes::Presence;
using openboxes::Reach;
using openboxes::Side;

// Fewer strangers are events like any others, of fewer acquaintances nothing can be expected.
constexpr std::int64_t few = 3;

// Known entities that are asked for by name before a list is doubted.
constexpr std::size_t most_asked_by_name = 5;
constexpr int candidates = 50;

std::int64_t count_unknown(store::Tables& tables, core::EntityKind kind, const openboxes::Scan& scan)
{
    std::vector<std::string_view> ids;
    for (const auto& sighting : scan.news)
        ids.push_back(sighting.seen.id);
    const auto known = tables.entities.find(kind, ids);
    const auto is_known = [](const auto& entity) { return entity.has_value(); };
    std::int64_t unknown = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (known[i]) continue;
        const auto& aliases = scan.news[i].seen.aliases;
        const std::vector<std::string_view> others(aliases.begin(), aliases.end());
        if (others.empty() || std::ranges::none_of(tables.entities.find(kind, others), is_known)) ++unknown;
    }
    return unknown;
}

/// How many known entities the rows should hold at least half of.
std::int64_t count_expected(store::Tables& tables, const openboxes::StreamInfo& stream, Reach reach,
                            core::Timestamp now)
{
    const auto scope = scope_of(stream);
    auto known = tables.entities.count(scope);
    if (stream.traits().listed_for_days && known >= few) {
        // The window is a little longer than this.
        const std::chrono::days window(stream.facility.empty() ? 1 : reach == Reach::full ? 29 : 6);
        known = tables.entities.count_since(stream.kind, stream.facility,
                                            core::format_timestamp(now - window).substr(0, 10));
    }
    if (known < few) return 0;
    // Ordinary polls read on until something is known; whether that is one row or many says nothing.
    return reach == Reach::full ? known : 1;
}

/// True when the server has one of the known entities, whatever its lists say.
asio::awaitable<openboxes::ApiResult<bool>> has_any(store::Tables& tables, openboxes::Stream& stream,
                                                    openboxes::Scan& scan)
{
    auto known = tables.entities.some(scope_of(stream.info()), candidates);
    // What is not yet sent or approved may be deleted, or hidden from the lists again.
    const auto is_settled = [](const core::Snapshot& entity) {
        const auto status = entity.watched.find("status");
        return status != entity.watched.end() && *status != "PENDING";
    };
    std::ranges::partition(known, is_settled);
    known.resize(std::min(known.size(), most_asked_by_name));
    for (const auto& entity : known) {
        auto answer = co_await stream.confirm(entity);
        ++scan.requests;
        if (!answer) co_return std::unexpected(std::move(answer.error()));
        if (answer->presence == Presence::found) co_return true;
    }
    co_return false;
}

}  // namespace

store::EntityScope scope_of(const openboxes::StreamInfo& stream)
{
    using Place = store::EntityScope::Place;
    auto place = Place::any;
    if (stream.side == Side::origin) place = Place::origin;
    if (stream.side == Side::destination) place = Place::destination;
    return {.kind = stream.kind, .place = place, .facility = stream.facility};
}

asio::awaitable<openboxes::ApiResult<std::string>> doubt_population(store::Tables& tables,
                                                                    openboxes::Stream& stream,
                                                                    openboxes::Reach reach,
                                                                    openboxes::Scan& scan,
                                                                    core::Timestamp now)
{
    const auto& kind = stream.info().traits();
    if (kind.appears_silently) co_return std::string();
    const auto strangers = scan.strangers = count_unknown(tables, kind.kind, scan);
    if (strangers < few) co_return std::string();
    const auto acquaintances = scan.rows - strangers;
    const auto expected = count_expected(tables, stream.info(), reach, now);
    if (!scan.strangers_only && acquaintances * 2 >= expected) co_return std::string();
    if (kind.is_open != nullptr) {
        auto found = co_await has_any(tables, stream, scan);
        if (!found) co_return std::unexpected(std::move(found.error()));
        if (*found) co_return std::string();
    }
    co_return fmt::format(
        "{} rows were never seen before, and of those known nearly none is there any more: is "
        "another server or database behind openboxes.url?",
        strangers);
}

}  // namespace webhookd::poll
