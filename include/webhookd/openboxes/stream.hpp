#pragma once
// A stream: one polled list, how it is paged, which rows it has and what of them is watched (architecture.md
// 2). A scan says what it read and whether that was complete and consistent (certified); it never says what
// it means.

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "webhookd/core/kinds.hpp"
#include "webhookd/core/rules.hpp"
#include "webhookd/openboxes/client.hpp"

namespace webhookd::openboxes {

/// Where the entities of a stream lie: all of them, or those that leave, enter or lie in one facility.
enum class Side
{
    none,
    origin,
    destination
};

struct StreamInfo
{
    std::string name;  ///< `products`, `purchase-orders`, `stock-movements/outbound/<facility>`,
                       ///< `inventory/<facility>`, `inventory`
    core::EntityKind kind = core::EntityKind::product;
    Side side = Side::none;
    std::string facility;  ///< location id; empty with Side::none
    /// Everything that decides which rows are read and what is watched of them; stored with the snapshot.
    /// When it changes, what was absent or different before says nothing: a new, silent baseline (F-12, F-24,
    /// F-27).
    std::string scope;

    const core::KindTraits& traits() const { return core::traits_of(kind); }
};

/// Which rows a scan reads.
enum class Reach
{
    full,    ///< every row, stable order; certified when complete
    open,    ///< the set still open (in flight, not yet approved); certified when complete
    newest,  ///< newest first, until enough of a page is known
    // Of movements:
    entered,  ///< as newest, of those that core::awaiting_receipt() names: the total tells how many there are
    received  ///< as newest, of those received, in part or whole
};
inline constexpr std::size_t reaches = 5;
std::string_view to_string(Reach reach);

/// Such a scan reads its list to the end, and is certified when it found it.
constexpr bool reads_to_end(Reach reach)
{
    return reach == Reach::full || reach == Reach::open;
}

/// Answers, for one page of observations, which of them are news (differ from what is remembered); by index.
using FindNews = std::function<std::vector<std::size_t>(std::span<const core::Observation>)>;

/// What is asked of one scan.
struct ScanOrder
{
    Reach reach = Reach::full;
    FindNews find_news;
    core::Priority priority = core::Priority::ordinary;
    /// False: the news carry no `object`. A silent baseline of 100,000 rows has no use for them, and they are
    /// most of its memory.
    bool with_objects = true;
    /// When a scan of this reach last succeeded. A list that is read for a window of time only (adjustments)
    /// reaches back to before it, however long ago that was. Null: never.
    std::optional<core::Timestamp> since{};
    /// Reads only what a list by date holds around the day of this instant, however long ago it is: something
    /// dated back was recorded. Null: what the reach says. Lists that are not by date pay no heed.
    std::optional<core::Timestamp> around{};
    /// How many entities of this list are known. Its total tells then whether rows that were never seen hide
    /// behind known ones of the same second, where the rows themselves tell no time. Null: of other lists.
    std::optional<std::int64_t> known{};
    /// How many rows of this list are known, exactly: once its total is so many and the news, the rest need
    /// not be read. Null: nobody counted.
    std::optional<std::int64_t> counted{};
    /// So many news are to be found: a scan of the newest reads a few pages more for them. Null: as many as
    /// there are.
    std::optional<std::int64_t> expected{};
    /// Awaited between two pages of a `full` scan, which stands still meanwhile (F-45) and may be asked to
    /// scan with another reach. Null: nothing.
    std::function<asio::awaitable<void>()> between_pages{};
    /// Told after each page how many rows of the list are read, and how many it has where the server tells.
    /// Null: nobody wants to know.
    std::function<void(std::int64_t rows, std::optional<std::int64_t> total)> on_page{};
};

struct Sighting
{
    core::Observation seen;
    async::SteadyTime
        requested_at;  ///< when the page's request was sent: an older sighting never overrules a newer commit
};

/// A deque: a vector of 100,000 needs twice the room while it grows.
using Sightings = std::deque<Sighting>;

struct Scan
{
    bool certified = false;
    Sightings news;  ///< with `object` filled, in the order read, one per id (the last read wins)
    std::set<std::string, std::less<>>
        open_ids;           ///< open entities among the rows of an `open` or `newest` scan
    std::int64_t rows = 0;  ///< distinct ids seen
    int requests = 0;
    /// How many of the rows were never seen before, by any list; counted by the poller.
    std::int64_t strangers = 0;
    /// Read to its end without one of the rows that an earlier scan read and that should be there.
    bool strangers_only = false;
    std::optional<core::Duration> server_ahead;  ///< as in ApiAnswer, by the last page
    std::optional<std::int64_t> total;           ///< how many rows the list held at the first page, where the
                                                 ///< server tells: what comes in later may not have been read
    std::vector<std::string>
        alarms;  ///< unknown status words, rows without id, duplicate ids with different content (F-13, F-33)
    std::set<std::string> contradicted;  ///< ids that one answer told in two states
};

/// Whether the server has an entity that was asked for by name.
enum class Presence
{
    found,
    absent,
    unclear
};

/// What asking for one missing entity by name found.
struct Confirmation
{
    Presence presence = Presence::unclear;
    std::optional<Sighting> sighting;  ///< with `found`
};

class Stream
{
  public:
    virtual ~Stream() = default;

    virtual const StreamInfo& info() const = 0;

    /// Reads the list. An error means the whole scan is void: nothing of it may be used (F-7).
    virtual asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) = 0;

    /// Asks for one entity that an `open` scan no longer listed.
    virtual asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot missing) = 0;

    /// When an entity of this stream was made, to the second, where its row told only the day. Null: nobody
    /// tells.
    virtual asio::awaitable<ApiResult<std::optional<core::Timestamp>>> created_at(core::Observation seen)
    {
        co_return seen.created_at;
    }
};

}  // namespace webhookd::openboxes
