// Looks for the end of one page at the beginning of the next, and counts what moved in between; a scan is
// certified when that count and the total agree.

#include "openboxes/pager.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace webhookd::openboxes {

namespace {

// A list that moves this often under the reader is left to the next poll.
constexpr int most_rereads = 3;

// A page longer than what a server gives in this time would keep it from others.
constexpr std::chrono::milliseconds quick{500};
constexpr double most_growth = 4;

}  // namespace

std::uint64_t id_hash(std::string_view id)
{
    const std::uint64_t hash = std::hash<std::string_view>{}(id);
    return hash == 0 ? 1 : hash;
}

Pager::Step Pager::fail(std::string why)
{
    failure_ = std::move(why);
    return Step::failed;
}

Pager::Step Pager::finish(bool complete)
{
    complete_ = complete;
    return Step::done;
}

Pager::Overlap Pager::check_overlap(const std::vector<std::uint64_t>& ids)
{
    if (tail_.empty()) {
        // Without an overlap nothing shows that a row was lost between two pages (F-2).
        if (offset_ > 0 && !ids.empty() && !followed_next_) exact_ = false;
        return Overlap::matched;
    }
    const auto in_tail = ids.empty() ? tail_.end() : std::ranges::find(tail_, ids.front());
    if (in_tail != tail_.end()) {
        const auto expected = static_cast<std::size_t>(tail_.end() - in_tail);
        if (ids.size() >= expected && std::equal(in_tail, tail_.end(), ids.begin())) {
            deleted_ += tail_.size() - expected;
            return Overlap::matched;
        }
    }
    const auto in_page = std::ranges::search(ids, tail_);
    if (!in_page.empty()) {
        inserted_ += static_cast<std::size_t>(in_page.begin() - ids.begin());
        return Overlap::matched;
    }
    const bool touches = std::ranges::find_first_of(ids, tail_) != ids.end();
    return touches ? Overlap::mixed : Overlap::lost;
}

std::size_t Pager::count_fresh(const std::vector<std::uint64_t>& ids)
{
    std::size_t fresh = 0;
    IdSet on_page;
    for (const auto id : ids) {
        if (id == 0)
            ++nameless_;
        else if (!on_page.insert(id).second)
            ++repeated_;
        else if (seen_.insert(id).second)
            ++fresh;
    }
    return fresh;
}

std::optional<Pager::Step> Pager::check_end(const PageFacts& page, std::size_t fresh)
{
    const auto rows = page.ids.size();
    const auto covered = static_cast<std::int64_t>(offset_ + rows);
    if (rows == 0) return finish(!page.total || *page.total <= covered);
    const auto known_enough = std::min(settings_.until_known, rows);
    if (known_enough > 0 && page.known_tail >= known_enough) return finish(false);
    if (page.has_next) return std::nullopt;
    if (followed_next_) return finish(true);
    // A total that is just the size of a first, full page may be the number of rows on that page.
    const bool doubtful = offset_ == 0 && rows == page_size_ && page.total == covered;
    if (page.total && *page.total <= covered && !doubtful) return finish(true);
    // Without a total, a page shorter than one before it is the last; the first page may be short because the
    // server caps `max` (F-6), so only the next one, with nothing but the overlap, proves the end.
    if (!page.total && rows < std::min(learned_, page_size_)) return finish(true);
    const bool only_overlap = offset_ > 0 && fresh == 0 && rows <= tail_.size();
    if (only_overlap) return finish(!page.total);
    return std::nullopt;
}

void Pager::move_on(const std::vector<std::uint64_t>& ids, bool has_next)
{
    // Where the server leads from page to page, it decides where the next one begins.
    followed_next_ = has_next;
    const auto overlap = has_next ? 0 : std::min(settings_.overlap, ids.size() / 2);
    offset_ += ids.size() - overlap;
    tail_.assign(ids.end() - static_cast<std::ptrdiff_t>(overlap), ids.end());
}

std::size_t Pager::within_bounds(std::size_t page_size) const
{
    return std::clamp(page_size, settings_.page_size, std::max(settings_.page_size, settings_.longest_page));
}

/// As many rows as the server gives in that time, by the pace of this page. A short one says nothing of
/// longer ones, unless even that was slow.
void Pager::choose_page_size(const PageFacts& page)
{
    const double pace = page.took * most_growth > quick ? quick / page.took : most_growth;
    if (page.ids.size() < page_size_ && pace > 1) return;
    page_size_ = within_bounds(static_cast<std::size_t>(static_cast<double>(page_size_) * pace));
}

Pager::Step Pager::take(const PageFacts& page)
{
    const auto step = judge(page);
    choose_page_size(page);
    return step;
}

Pager::Step Pager::judge(const PageFacts& page)
{
    ++pages_;
    const auto rows = page.ids.size();
    if (pages_ > settings_.max_pages) return fail(fmt::format("no end after {} pages", settings_.max_pages));
    learned_ = std::max(learned_, rows);
    if (!first_total_) first_total_ = page.total;

    const auto inserted_before = inserted_;
    const auto overlap = check_overlap(page.ids);
    if (overlap != Overlap::matched) exact_ = false;
    // Rows that came in before our place add to the total; else the page merely begins too early, and another
    // is missed for each.
    const auto came = static_cast<std::int64_t>(inserted_ - inserted_before);
    if (came > 0 && last_total_ && page.total && *page.total - *last_total_ < came) exact_ = false;
    last_total_ = page.total;
    const auto fresh = count_fresh(page.ids);
    if (fresh == 0 && offset_ > 0) ++stale_pages_;

    if (overlap == Overlap::lost && rows > 0) {
        if (++rereads_ > most_rereads) return fail("the list moved too much while it was read");
        offset_ -= std::min(offset_, learned_);
        tail_.clear();
        return Step::more;
    }
    if (const auto end = check_end(page, fresh)) return *end;
    // A page read again, and the one after it, rightly bring nothing new.
    if (stale_pages_ > 2 * rereads_) return fail("the same rows again on the next page: `offset` is ignored");
    move_on(page.ids, page.has_next);
    return Step::more;
}

bool Pager::certified() const
{
    if (!complete_ || !exact_) return false;
    if (!last_total_) return true;
    // Without a stable order a row that jumped forward looks like an insertion, and one is missed for it
    // (F-1).
    if (!settings_.stable_order && (first_total_ != last_total_ || inserted_ + deleted_ > 0)) return false;
    if (settings_.stable_order && !settings_.unique_order && repeated_ > 0) return false;
    const auto read = static_cast<std::int64_t>(seen_.size() + nameless_ + repeated_ + inserted_);
    return read == *last_total_ + static_cast<std::int64_t>(deleted_);
}

}  // namespace webhookd::openboxes
