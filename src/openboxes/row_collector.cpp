// A page goes through three steps: its rows are observed and reduced to one per id, find_news() says which
// are news, and these are merged with the news of earlier pages.

#include "openboxes/row_collector.hpp"

#include <algorithm>
#include <ranges>
#include <span>

#include <fmt/format.h>

#include "openboxes/fields.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::openboxes {

namespace {

// Alarms are for people: the first ones tell what is wrong.
constexpr std::size_t most_alarms = 20;

// What is remembered of every row. OpenBoxes has room for 255 characters in each of the up to four names that
// an id of ours is made of, and in a label.
constexpr std::size_t longest_id = 1'100;
constexpr std::size_t longest_label = 255;

// F-33: above this share of rows without an id the list is not what it was taken for.
bool too_many_nameless(std::size_t nameless, std::size_t rows)
{
    return nameless * 20 > rows;
}

/// True when `other` was changed later than `row`, or when nobody can tell (the later of two reads wins).
bool is_newer(const JsonView& other, const JsonView& row)
{
    const auto theirs = find_text(other, "lastUpdated");
    const auto ours = find_text(row, "lastUpdated");
    return !theirs || !ours || *theirs >= *ours;
}

}  // namespace

RowCollector::RowCollector(core::EntityKind kind, RowReader reader, FindNews find_news, bool with_objects)
    : kind_(kind), reader_(std::move(reader)), find_news_(std::move(find_news)), with_objects_(with_objects)
{
}

void RowCollector::alarm(std::string_view about)
{
    auto text = core::one_line(about);
    const bool is_new = std::ranges::find(alarms_, text) == alarms_.end();
    if (is_new && alarms_.size() < most_alarms) alarms_.push_back(std::move(text));
}

void RowCollector::note_order(const core::Observation& seen)
{
    if (!seen.created_at) return;
    dated_ = true;
    if (last_created_ && *seen.created_at > *last_created_) newest_first_ = false;
    last_created_ = seen.created_at;
}

void RowCollector::add_once(std::vector<Row>& kept, Places& places, std::uint64_t hash, Row row)
{
    const auto [place, is_first] = places.try_emplace(hash, kept.size());
    if (is_first || kept[place->second].seen.id != row.seen.id) {
        kept.push_back(std::move(row));
        return;
    }
    auto& earlier = kept[place->second];
    if (earlier.json.dump() != row.json.dump())
        alarm(fmt::format("{} {} stands twice on one page, with different content", core::to_string(kind_),
                          row.seen.id));
    const bool says_less = core::is_step_back(kind_, earlier.seen.watched, row.seen.watched);
    const bool says_more = core::is_step_back(kind_, row.seen.watched, earlier.seen.watched);
    if (says_more || (!says_less && is_newer(row.json, earlier.json))) earlier = std::move(row);
    if (!says_less && !says_more) return;
    earlier.seen.exact = false;
    contradicted_.insert(earlier.seen.id);
}

std::vector<RowCollector::Row> RowCollector::unique_rows(std::span<const JsonView> rows, PageFacts& facts)
{
    std::vector<Row> kept;
    Places places;
    kept.reserve(rows.size());
    places.reserve(rows.size());
    facts.ids.reserve(rows.size());
    for (const auto& json : rows) {
        auto row = reader_.observe(json);
        if (row.seen.id.size() > longest_id) row.seen.id.clear();
        if (row.seen.label.size() > longest_label)
            row.seen.label = core::one_line(row.seen.label, longest_label);
        const auto hash = row.seen.id.empty() ? 0 : id_hash(row.seen.id);
        facts.ids.push_back(hash);
        if (!row.alarm.empty()) alarm(row.alarm);
        if (hash == 0) continue;
        note_order(row.seen);
        if (!row.wanted) continue;
        const bool repeated = !distinct_.insert(hash).second;
        add_once(kept, places, hash, {std::move(row.seen), json, repeated});
    }
    return kept;
}

/// So many of its `rows` at the end of the page were changed before all its news, or are older than all its
/// news, and than the newest second in which there may be more of them.
std::size_t RowCollector::known_tail(std::span<const core::Observation> page,
                                     const std::vector<std::size_t>& news, std::size_t rows)
{
    if (changed_first_ && !news.empty()) return page.size() - 1 - std::ranges::max(news);
    std::optional<core::Timestamp> oldest_news;
    for (const auto i : news)
        oldest_news = std::min(oldest_news.value_or(core::Timestamp::max()),
                               page[i].created_at.value_or(core::Timestamp{}));
    if (settled_) {
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (std::ranges::find(news, i) == news.end())
                newest_known_ = std::max(newest_known_, page[i].created_at);
        }
    }
    const bool unsettled = settled_ && newest_known_ && *newest_known_ >= *settled_;
    if (!oldest_news && !unsettled) return rows;
    const auto is_older = [&](const core::Observation& seen) {
        return seen.created_at && (!oldest_news || *seen.created_at < *oldest_news) &&
               (!unsettled || *seen.created_at < *newest_known_);
    };
    const auto reversed = page | std::views::reverse;
    return static_cast<std::size_t>(std::ranges::find_if_not(reversed, is_older) - reversed.begin());
}

void RowCollector::keep_news(std::vector<Row> rows, async::SteadyTime sent_at, PageFacts& facts)
{
    std::vector<core::Observation> page;
    page.reserve(rows.size());
    for (auto& row : rows)
        page.push_back(std::move(row.seen));
    const auto found = find_news_(std::span<const core::Observation>(page));
    facts.known_tail = known_tail(page, found, facts.ids.size());

    // Read again and no news any more: what was read before has been taken back.
    if (!news_places_.empty()) {
        std::set<std::size_t> is_news(found.begin(), found.end());
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (!is_news.contains(i)) take_back(page[i]);
        }
    }
    for (const auto i : found) {
        Sighting sighting{std::move(page[i]), sent_at};
        if (with_objects_) sighting.seen.object = reader_.object(rows[i].json);
        keep(std::move(sighting), rows[i].repeated);
    }
}

/// `seen` is no news.
void RowCollector::take_back(const core::Observation& seen)
{
    const auto place = news_places_.find(id_hash(seen.id));
    if (place == news_places_.end()) return;
    auto& earlier = news_[place->second].seen;
    if (earlier.id != seen.id) return;
    if (core::is_step_back(kind_, earlier.watched, seen.watched)) return;
    earlier.id.clear();
    news_places_.erase(place);
}

void RowCollector::keep(Sighting sighting, bool repeated)
{
    auto& seen = sighting.seen;
    const auto [place, is_first] = news_places_.try_emplace(id_hash(seen.id), news_.size());
    if (is_first || news_[place->second].seen.id != seen.id) {
        if (repeated) seen.exact = false;  // it was no news before
        news_.push_back(std::move(sighting));
        return;
    }
    auto& earlier = news_[place->second];
    if (core::is_step_back(kind_, earlier.seen.watched, seen.watched)) return;
    const bool says_more = core::is_step_back(kind_, seen.watched, earlier.seen.watched);
    const bool exact = seen.exact && earlier.seen.exact && !says_more;
    earlier = std::move(sighting);
    earlier.seen.exact = exact;
}

std::expected<PageFacts, std::string> RowCollector::take(std::span<const JsonView> rows,
                                                         async::SteadyTime sent_at)
{
    PageFacts facts;
    last_created_.reset();  // rows inserted meanwhile repeat the end of the page before
    auto kept = unique_rows(rows, facts);
    const auto nameless = static_cast<std::size_t>(std::ranges::count(facts.ids, 0U));
    if (nameless > 0) {
        if (too_many_nameless(nameless, facts.ids.size()))
            return std::unexpected(fmt::format("{} of {} rows have no id", nameless, facts.ids.size()));
        alarm(fmt::format("{} rows without an id", core::to_string(kind_)));
    }
    if (rulebook_) {
        for (const auto& row : kept) {
            core::Snapshot as_seen;
            as_seen.watched = row.seen.watched;
            if (core::is_open(kind_, *rulebook_, as_seen)) open_ids_.insert(row.seen.id);
        }
    }
    keep_news(std::move(kept), sent_at, facts);
    return facts;
}

void RowCollector::finish(Scan& scan)
{
    std::erase_if(news_, [](const Sighting& sighting) { return sighting.seen.id.empty(); });
    scan.news = std::move(news_);
    scan.open_ids = std::move(open_ids_);
    scan.rows = static_cast<std::int64_t>(distinct_.size());
    scan.alarms = std::move(alarms_);
    scan.contradicted = std::move(contradicted_);
}

}  // namespace webhookd::openboxes
