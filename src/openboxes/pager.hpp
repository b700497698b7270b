#pragma once
// How a list is paged over a table that changes while it is read (failure-catalogue.md A, section 2): where
// the next page begins, when the list has ended, whether anything can have been missed. Pure: it sees hashes
// of ids, totals and nothing else, so every way a server can page wrongly is a plain test.
//
// Each page after the first repeats the last rows of the one before (the overlap). Where they stand tells
// what moved: at the beginning, nothing; shifted to the left by k with the rest in order, k rows before it
// were deleted; to the right, k were inserted; either way nothing was missed, and the totals must agree with
// that, page by page. Nowhere: more moved than the overlap covers, and the page before is read again (F-2).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

namespace webhookd::openboxes {

struct PagerSettings
{
    std::size_t page_size = 100;
    /// What pages may grow to while the server answers quickly. 0: they do not.
    std::size_t longest_page = 0;
    /// Rows repeated by each further page; 0: none, and then no certificate.
    std::size_t overlap = 10;
    /// Sorted by something that does not change. Otherwise the totals of the first and the last page must
    /// agree too.
    bool stable_order = true;
    /// Sorted by something that no two rows share. Otherwise an id that stands twice on a page may hide
    /// another.
    bool unique_order = false;
    /// Newest first: end at a page whose last so many rows are no news, or all of fewer. 0: read everything.
    std::size_t until_known = 0;
    std::size_t max_pages = 20'000;
};

/// The distinct ids of a big scan as hashes, of some 11 bytes each. Two different ids collide with p = 2^-64
/// per pair (for 100,000 ids: 3 in 10^10), and then one row too few is counted: the scan is not certified,
/// nothing else.
using IdSet = boost::unordered_flat_set<std::uint64_t>;

/// Never 0.
std::uint64_t id_hash(std::string_view id);

/// One page, reduced.
struct PageFacts
{
    std::vector<std::uint64_t> ids;  ///< id_hash() of each row, in order; 0 for a row without id
    std::optional<std::int64_t> total{};
    bool has_next = false;       ///< the server named the next page itself
    std::size_t known_tail = 0;  ///< so many rows at its end are no news, and older than all that are
    std::chrono::duration<double> took{};  ///< from the question to its answer
};

class Pager
{
  public:
    /// `page_size`: with which an earlier scan of this list ended; 0: there was none.
    explicit Pager(PagerSettings settings, std::size_t page_size = 0)
        : settings_(settings), page_size_(within_bounds(page_size))
    {
    }

    /// Where the page to be read now begins.
    std::size_t offset() const { return offset_; }
    /// How many rows to ask for there.
    std::size_t page_size() const { return page_size_; }

    enum class Step
    {
        more,
        done,
        failed  ///< the answers cannot be a list (F-5): see failure()
    };
    Step take(const PageFacts& page);

    const std::string& failure() const { return failure_; }

    /// After `done`: every row that lived through the scan was read.
    bool certified() const;

    std::size_t pages() const { return pages_; }

  private:
    enum class Overlap
    {
        matched,  ///< in order, where expected or shifted as a whole
        mixed,    ///< only in parts
        lost
    };

    std::size_t within_bounds(std::size_t page_size) const;
    Step judge(const PageFacts& page);
    Step fail(std::string why);
    Step finish(bool complete);
    Overlap check_overlap(const std::vector<std::uint64_t>& ids);
    std::size_t count_fresh(const std::vector<std::uint64_t>& ids);
    std::optional<Step> check_end(const PageFacts& page, std::size_t fresh);
    void move_on(const std::vector<std::uint64_t>& ids, bool has_next);
    void choose_page_size(const PageFacts& page);

    PagerSettings settings_;
    std::size_t page_size_;
    IdSet seen_;
    std::size_t offset_ = 0;
    std::size_t pages_ = 0;
    std::size_t learned_ = 0;   ///< rows that a full page has: the largest so far (F-6)
    std::size_t nameless_ = 0;  ///< rows without an id
    std::size_t repeated_ = 0;  ///< rows that repeat an id of their own page
    std::size_t deleted_ = 0;   ///< rows before our place that went away, as the overlaps told
    std::size_t inserted_ = 0;  ///< rows that appeared before our place
    int rereads_ = 0;
    int stale_pages_ = 0;  ///< pages that brought nothing not seen before
    bool exact_ = true;    ///< all overlaps matched
    bool complete_ = false;
    bool followed_next_ = false;
    std::vector<std::uint64_t> tail_;
    std::optional<std::int64_t> first_total_;
    std::optional<std::int64_t> last_total_;
    std::string failure_;
};

}  // namespace webhookd::openboxes
