#pragma once
// What a scan keeps of the pages it reads: one sighting per id, the last read wins (F-3), objects of news
// only, alarms (F-13, F-33). Rows of one id that contradict each other prove no step back: the one that says
// most stays. Pages come and go; what stays is small. No I/O.

#include <expected>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "openboxes/pager.hpp"
#include "openboxes/row_reader.hpp"
#include "webhookd/openboxes/stream.hpp"

namespace webhookd::openboxes {

class RowCollector
{
  public:
    RowCollector(core::EntityKind kind, RowReader reader, FindNews find_news, bool with_objects);

    /// Takes one page, or a part of a list without pages; `total` and `has_next` of the facts are left to the
    /// caller. The error: too many rows without an id (F-33), the list is not what it was taken for.
    std::expected<PageFacts, std::string> take(std::span<const JsonView> rows, async::SteadyTime sent_at);

    /// Also remember which ids are open, by core::is_open; null: none.
    void collect_open(std::shared_ptr<const core::Rulebook> rulebook) { rulebook_ = std::move(rulebook); }

    /// The rows come newest first by their creation. Those of one second come in any order among each other,
    /// so unread ones of the newest second that is known may follow, if it is not older than `settled`.
    void expect_newest_first(core::Timestamp settled) { settled_ = settled; }

    /// The rows come by their last change, newest first: known ones at the end of a page were seen before all
    /// that follows them.
    void expect_changed_first() { changed_first_ = true; }

    /// False once a row was created later than the one before it, where they should come newest first.
    bool newest_first() const { return newest_first_; }
    /// Distinct rows that are news, so far.
    std::size_t news() const { return news_places_.size(); }
    /// Distinct rows, so far.
    std::int64_t rows() const { return static_cast<std::int64_t>(distinct_.size()); }
    /// True once a row told when it was created.
    bool dated() const { return dated_; }

    /// Moves everything into `scan`.
    void finish(Scan& scan);

  private:
    struct Row
    {
        core::Observation seen;
        JsonView json;
        bool repeated;  ///< its id was read before, by this scan
    };

    /// Where in a list the first row with that id_hash() stands.
    using Places = std::unordered_map<std::uint64_t, std::size_t>;

    std::vector<Row> unique_rows(std::span<const JsonView> rows, PageFacts& facts);
    void add_once(std::vector<Row>& kept, Places& places, std::uint64_t hash, Row row);
    void note_order(const core::Observation& seen);
    void keep_news(std::vector<Row> rows, async::SteadyTime sent_at, PageFacts& facts);
    void keep(Sighting sighting, bool repeated);
    void take_back(const core::Observation& seen);
    std::size_t known_tail(std::span<const core::Observation> page, const std::vector<std::size_t>& news,
                           std::size_t rows);
    void alarm(std::string_view about);

    core::EntityKind kind_;
    RowReader reader_;
    FindNews find_news_;
    bool with_objects_;
    std::shared_ptr<const core::Rulebook> rulebook_;
    IdSet distinct_;
    Sightings news_;
    Places news_places_;
    std::set<std::string, std::less<>> open_ids_;
    std::vector<std::string> alarms_;
    std::set<std::string> contradicted_;
    std::optional<core::Timestamp> settled_;
    std::optional<core::Timestamp> newest_known_;  ///< creation of the newest row that is no news
    std::optional<core::Timestamp> last_created_;
    bool newest_first_ = true;
    bool changed_first_ = false;
    bool dated_ = false;
};

}  // namespace webhookd::openboxes
