// Paging over a table that changes while it is read (failure-catalogue.md A), without any network.
#include "openboxes/pager.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <numeric>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::uint64_t>;

Ids rows(std::size_t count)
{
    Ids ids(count);
    std::iota(ids.begin(), ids.end(), 1U);
    return ids;
}

/// A list of a server, read to its end; `before_page` may change it before each page but the first.
struct PagedList
{
    Ids table;
    PagerSettings settings{};
    std::function<void(Ids& table, std::size_t page)> before_page{};
    std::function<std::optional<std::int64_t>(const Ids&)> total = [](const Ids& ids) {
        return std::optional(static_cast<std::int64_t>(ids.size()));
    };
    std::size_t cap = 1'000'000;
    bool ignore_offset = false;

    Pager::Step step = Pager::Step::more;
    std::set<std::uint64_t> seen{};
    std::size_t pages = 0;
    bool certified = false;
    std::string failure{};

    PagedList& run()
    {
        Pager pager(settings);
        while (step == Pager::Step::more) {
            if (pages > 0 && before_page) before_page(table, pages);
            const auto from = ignore_offset ? 0 : std::min(pager.offset(), table.size());
            const auto size = std::min({pager.page_size(), cap, table.size() - from});
            PageFacts page;
            page.ids.assign(table.begin() + static_cast<std::ptrdiff_t>(from),
                            table.begin() + static_cast<std::ptrdiff_t>(from + size));
            page.total = total(table);
            seen.insert(page.ids.begin(), page.ids.end());
            step = pager.take(page);
            ++pages;
        }
        certified = pager.certified();
        failure = pager.failure();
        return *this;
    }
};

std::optional<std::int64_t> no_total(const Ids&)
{
    return std::nullopt;
}

TEST(Pager, ShortListIsOneRequest)
{
    const auto reading = PagedList{.table = rows(99)}.run();
    EXPECT_EQ(reading.pages, 1U);
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, EmptyListIsOneRequestAndCertified)
{
    const auto reading = PagedList{.table = {}}.run();
    EXPECT_EQ(reading.pages, 1U);
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, ListOfExactlyOnePageEnds)  // F-5
{
    const auto reading = PagedList{.table = rows(100)}.run();
    EXPECT_EQ(reading.step, Pager::Step::done);
    EXPECT_TRUE(reading.certified);
    EXPECT_LE(reading.pages, 2U);
}

TEST(Pager, TotalThatOnlyCountsTheFirstPageIsNotBelieved)
{
    auto first_page = [](const Ids&) { return std::optional<std::int64_t>(100); };
    auto reading = PagedList{.table = rows(250), .total = first_page}.run();
    EXPECT_GT(reading.seen.size(), 100U);
    EXPECT_FALSE(reading.certified);
}

TEST(Pager, ListWithoutTotalIsReadUntilAPageBringsNothing)  // F-5, F-6
{
    for (const std::size_t size : {0U, 1U, 99U, 100U, 101U, 190U, 200U, 1'000U}) {
        const auto reading = PagedList{.table = rows(size), .total = no_total}.run();
        EXPECT_EQ(reading.seen.size(), size);
        EXPECT_TRUE(reading.certified) << size;
    }
}

TEST(Pager, ServerThatCapsMaxIsReadToTheEnd)  // F-6
{
    const auto reading = PagedList{.table = rows(1'050), .settings = {.page_size = 1'000}, .cap = 100}.run();
    EXPECT_EQ(reading.seen.size(), 1'050U);
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, ServerThatCapsMaxWithoutTotalIsReadToTheEnd)  // F-6
{
    const auto reading =
        PagedList{.table = rows(1'050), .settings = {.page_size = 1'000}, .total = no_total, .cap = 100}
            .run();
    EXPECT_EQ(reading.seen.size(), 1'050U);
}

TEST(Pager, CapOfOneRowStillEnds)  // F-6
{
    const auto reading = PagedList{.table = rows(5), .cap = 1}.run();
    EXPECT_EQ(reading.seen.size(), 5U);
}

TEST(Pager, IgnoredOffsetFails)  // F-5
{
    const auto reading = PagedList{.table = rows(500), .ignore_offset = true}.run();
    EXPECT_EQ(reading.step, Pager::Step::failed);
    EXPECT_EQ(reading.pages, 2U);
    EXPECT_NE(reading.failure.find("offset"), std::string::npos);
}

TEST(Pager, IgnoredOffsetFailsWithoutTotalToo)  // F-5
{
    const auto reading = PagedList{.table = rows(500), .total = no_total, .ignore_offset = true}.run();
    EXPECT_EQ(reading.step, Pager::Step::failed);
}

TEST(Pager, TotalThatLiesUpwardsEndsUncertified)  // F-5
{
    auto more = [](const Ids& ids) { return std::optional(static_cast<std::int64_t>(ids.size()) + 7); };
    const auto reading = PagedList{.table = rows(150), .total = more}.run();
    EXPECT_EQ(reading.step, Pager::Step::done);
    EXPECT_FALSE(reading.certified);
}

TEST(Pager, EmptyAnswerOfAListThatCountsRowsIsNotCertified)  // F-9
{
    Pager pager({});
    EXPECT_EQ(pager.take({.ids = {}, .total = 5'000}), Pager::Step::done);
    EXPECT_FALSE(pager.certified());
}

TEST(Pager, DeletionBeforeOurPlaceMissesNothing)  // F-2
{
    auto remove_first = [](Ids& table, std::size_t) { table.erase(table.begin()); };
    const auto reading = PagedList{.table = rows(1'000), .before_page = remove_first}.run();
    for (const auto id : reading.table)
        EXPECT_TRUE(reading.seen.contains(id)) << id;
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, MoreDeletionsThanTheOverlapCoversAreReadAgain)  // F-2
{
    auto remove_many = [](Ids& table, std::size_t page) {
        if (page == 3) table.erase(table.begin(), table.begin() + 25);
    };
    const auto reading = PagedList{.table = rows(1'000), .before_page = remove_many}.run();
    EXPECT_EQ(reading.step, Pager::Step::done);
    for (const auto id : reading.table)
        EXPECT_TRUE(reading.seen.contains(id)) << id;
    EXPECT_FALSE(reading.certified);
}

TEST(Pager, InsertAndDeleteThatBalanceAreNotMistakenForQuiet)  // F-4
{
    auto swap_rows = [](Ids& table, std::size_t page) {
        if (page != 2) return;
        table.erase(table.begin() + 5);
        table.push_back(9'999);
    };
    const auto reading = PagedList{.table = rows(500), .before_page = swap_rows}.run();
    for (const auto id : reading.table)
        EXPECT_TRUE(reading.seen.contains(id)) << id;
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, InsertionAtTheFrontRepeatsRowsAndMissesNoOldOne)  // F-3
{
    std::uint64_t next = 10'000;
    auto insert_front = [&](Ids& table, std::size_t) { table.insert(table.begin(), next++); };
    const auto reading = PagedList{.table = rows(500), .before_page = insert_front}.run();
    for (const auto id : rows(500))
        EXPECT_TRUE(reading.seen.contains(id)) << id;
    EXPECT_TRUE(reading.certified);
}

TEST(Pager, RowThatMovesToAnEarlierPageIsNotCertifiedAway)  // F-1
{
    // Row 250 is moved to the front after page 1 was read: never seen, and the scan must know that it may
    // have missed it.
    auto move_row = [](Ids& table, std::size_t page) {
        if (page != 1) return;
        table.erase(std::ranges::find(table, 250U));
        table.insert(table.begin(), 250U);
    };
    const auto reading =
        PagedList{.table = rows(300), .settings = {.stable_order = false}, .before_page = move_row}.run();
    EXPECT_TRUE(reading.seen.contains(250) || !reading.certified);
}

TEST(Pager, UnsortedListNeedsTheSameTotalTwice)
{
    auto append = [](Ids& table, std::size_t page) {
        if (page == 1) table.push_back(9'999);
    };
    EXPECT_TRUE((PagedList{.table = rows(300), .before_page = append}.run().certified));
    EXPECT_FALSE((PagedList{.table = rows(300), .settings = {.stable_order = false}, .before_page = append}
                      .run()
                      .certified));
}

/// 60 rows, 20 a page; each page after the first begins with the rows that `begins` adds before its own.
bool certifies(const std::function<void(Ids& page)>& spoil, PagerSettings settings = {.page_size = 20})
{
    Pager pager(settings);
    auto step = Pager::Step::more;
    while (step == Pager::Step::more) {
        PageFacts page;
        for (auto id = pager.offset() + 1; id <= 60 && page.ids.size() < 20; ++id)
            page.ids.push_back(id);
        page.total = 60;
        if (pager.offset() > 0) spoil(page.ids);
        step = pager.take(page);
    }
    return pager.certified();
}

TEST(Pager, PageThatBeginsTooEarlyIsNoInsertion)  // the total did not grow, and one row was never seen
{
    EXPECT_TRUE(certifies([](Ids&) {}));
    EXPECT_FALSE(certifies([](Ids& page) {
        page.insert(page.begin(), page.front() - 1);
        page.pop_back();
    }));
}

TEST(Pager, RowThatStandsTwiceOnAPageMayHideAnother)
{
    const auto repeat = [](Ids& page) { page[page.size() - 2] = page.back(); };
    EXPECT_FALSE(certifies(repeat));
}

TEST(Pager, RowThatStandsTwiceInAListSortedByIdIsThereTwice)
{
    Pager pager({.unique_order = true});
    EXPECT_EQ(pager.take({.ids = {1, 2, 2, 3}, .total = 4}), Pager::Step::done);
    EXPECT_TRUE(pager.certified());
}

TEST(Pager, NewestStopsWhereEnoughIsKnown)
{
    Pager pager({.page_size = 50, .overlap = 0, .until_known = 25});
    EXPECT_EQ(pager.take({.ids = rows(50), .total = 500, .known_tail = 24}), Pager::Step::more);
    EXPECT_EQ(pager.offset(), 50U);
    auto second = rows(100);
    second.erase(second.begin(), second.begin() + 50);
    EXPECT_EQ(pager.take({.ids = second, .total = 500, .known_tail = 25}), Pager::Step::done);
    EXPECT_FALSE(pager.certified());
}

TEST(Pager, NewestStopsAtAShortPageThatIsKnown)
{
    Pager pager({.page_size = 50, .overlap = 0, .until_known = 50});
    EXPECT_EQ(pager.take({.ids = rows(10), .total = 500, .known_tail = 9}), Pager::Step::more);
    Pager another({.page_size = 50, .overlap = 0, .until_known = 50});
    EXPECT_EQ(another.take({.ids = rows(10), .total = 500, .known_tail = 10}), Pager::Step::done);
}

constexpr PagerSettings growing{.page_size = 100, .longest_page = 1'000};

TEST(Pager, PagesGrowWhileTheServerIsQuick)
{
    Pager pager(growing);
    EXPECT_EQ(pager.page_size(), 100U);
    pager.take({.ids = rows(100), .total = 9'000, .took = 200ms});
    EXPECT_EQ(pager.page_size(), 250U);
    pager.take({.ids = rows(340), .total = 9'000, .took = 0ms});
    EXPECT_EQ(pager.page_size(), 1'000U);
    Pager next(growing, pager.page_size());
    EXPECT_EQ(next.page_size(), 1'000U);
}

TEST(Pager, SlowServerGetsShortPagesAgain)
{
    Pager pager(growing, 800);
    pager.take({.ids = rows(800), .total = 9'000, .took = 1s});
    EXPECT_EQ(pager.page_size(), 400U);
    pager.take({.ids = rows(10), .total = 9'000, .took = 30s});
    EXPECT_EQ(pager.page_size(), 100U);
}

TEST(Pager, ShortPageTellsNothingOfLongOnes)
{
    Pager pager(growing, 800);
    pager.take({.ids = rows(200), .total = 200, .took = 150ms});
    EXPECT_EQ(pager.page_size(), 800U);
}

TEST(Pager, PageThatWasAskedForShorterIsNotTheLast)
{
    Pager pager(growing, 400);
    EXPECT_EQ(pager.take({.ids = rows(400), .took = 2s}), Pager::Step::more);
    auto second = rows(490);
    second.erase(second.begin(), second.begin() + 390);
    EXPECT_EQ(pager.take({.ids = second, .took = 2s}), Pager::Step::more);
}

TEST(Pager, RowsWithoutAnIdCountAsRows)  // F-33
{
    Pager pager({});
    auto ids = rows(30);
    ids[3] = 0;
    EXPECT_EQ(pager.take({.ids = ids, .total = 30}), Pager::Step::done);
    EXPECT_TRUE(pager.certified());
}

TEST(Pager, FollowsTheServersNextLinks)
{
    Pager pager({});
    EXPECT_EQ(pager.take({.ids = rows(100), .has_next = true}), Pager::Step::more);
    auto second = rows(130);
    second.erase(second.begin(), second.begin() + 100);
    EXPECT_EQ(pager.take({.ids = second}), Pager::Step::done);
    EXPECT_TRUE(pager.certified());
}

/// Random churn between pages: a certified scan has read every row that lived through it, whatever moved.
TEST(Pager, CertifiedScanHasSeenEveryRowThatLivedThroughIt)  // F-1 to F-4
{
    std::size_t certified = 0;
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        std::mt19937 random(seed);
        auto upto = [&](std::size_t limit) {
            return std::uniform_int_distribution<std::size_t>(0, limit)(random);
        };
        std::uint64_t next = 100'000;
        const auto at = [&](Ids& table) {
            return table.begin() + static_cast<std::ptrdiff_t>(upto(table.size() - 1));
        };
        auto churn = [&](Ids& table, std::size_t) {
            for (auto deletions = upto(2); deletions > 0; --deletions)
                table.erase(at(table));
            if (upto(2) == 0) table.push_back(next++);
            if (upto(6) == 0) table.insert(at(table), next++);
        };
        const std::size_t longest = seed % 2 == 0 ? 0 : 200;
        const auto reading = PagedList{.table = rows(400),
                                       .settings = {.page_size = 50, .longest_page = longest},
                                       .before_page = churn}
                                 .run();
        if (!reading.certified) continue;
        ++certified;
        for (const auto id : reading.table) {
            if (id < 100'000) ASSERT_TRUE(reading.seen.contains(id)) << "seed " << seed << " row " << id;
        }
    }
    EXPECT_GT(certified, 0U);
}

TEST(Pager, NaivePagingMissesWhatTheOverlapCatches)  // F-2, as measured in failure-catalogue.md
{
    auto remove_first = [](Ids& table, std::size_t) { table.erase(table.begin()); };
    const auto naive =
        PagedList{.table = rows(1'000), .settings = {.overlap = 0}, .before_page = remove_first}.run();
    EXPECT_LT(std::ranges::count_if(naive.table, [&](auto id) { return naive.seen.contains(id); }),
              static_cast<std::ptrdiff_t>(naive.table.size()));
    EXPECT_FALSE(naive.certified);
}

}  // namespace
}  // namespace webhookd::openboxes
