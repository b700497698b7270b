// Scans of whole lists against the simulated OpenBoxes and small scripted servers (failure-catalogue.md A).
#include "openboxes/fields.hpp"
#include "openboxes/list_scan.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

#include "openboxes/page.hpp"
#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

RowReader simple_reader()
{
    return {[](const JsonView& row) {
                ObservedRow observed;
                observed.seen.id = find_text(row, "id").value_or("");
                observed.seen.watched["status"] = find_text(row, "status").value_or("");
                return observed;
            },
            [](const JsonView& row) { return OrderedJson::parse(row.dump()); }};
}

class Scanning : public SourceTest
{
  protected:
    ApiResult<Scan> scan(Reach reach, std::size_t page_size = 100, FindNews news = all_news)
    {
        if (ladder_.plans.empty()) {
            ListPlan plan;
            plan.path = "/api/products";
            plan.query = {{"includeInactive", "true"}};
            plan.sort = "dateCreated";
            plan.order = reach == Reach::newest ? "desc" : "asc";
            plan.paging.page_size = page_size;
            if (reach == Reach::newest) plan.paging.until_known = page_size;
            ladder_.plans = {plan};
        }
        ListTask task;
        task.kind = core::EntityKind::product;
        task.order.reach = reach;
        task.reader = simple_reader();
        task.order.find_news = std::move(news);
        return await(scan_list(client(), ladder_, std::move(task)));
    }

    void add_products(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            world().create_product();
            clock_.advance(std::chrono::seconds(1));
        }
    }

    /// Serves `pages` in the order of the requests, the last one for ever.
    void serve_pages(std::vector<std::string> pages)
    {
        serve([pages, next = std::size_t{0}](const test::Request&) mutable {
            const auto& page = pages[std::min(next++, pages.size() - 1)];
            return test::json_answer(200, page);
        });
    }

    PlanLadder ladder_;
};

TEST_F(Scanning, ListOfOnePageCostsOneRequest)  // the budget of the issue: 17 requests for an idle round
{
    add_products(30);
    std::ignore = await(client().request(get("/api/products", {{"max", "1"}})));
    openboxes().clear_log();
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->requests, 1);
    EXPECT_EQ(openboxes().log().size(), 1U);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->rows, 30);
}

TEST_F(Scanning, ManyPagesAreReadOnceEach)
{
    add_products(350);
    const auto result = scan(Reach::full, 50);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->news.size(), 350U);
    EXPECT_LE(result->requests, 1 + 9);
}

TEST_F(Scanning, ListThatMayGrowIsReadAgainInOnePage)
{
    add_products(350);
    scan(Reach::full, 50);
    ladder_.plans.front().paging.longest_page = 500;
    EXPECT_EQ(scan(Reach::full)->requests, 3);
    const auto again = scan(Reach::full);
    EXPECT_EQ(again->requests, 1);
    EXPECT_TRUE(again->certified);
}

TEST_F(Scanning, LongPageThatFailsIsAskedForInShortOnes)
{
    add_products(350);
    scan(Reach::full, 50);
    auto& sorted = ladder_.plans.front();
    sorted.paging.longest_page = 500;
    auto unsorted = sorted;
    unsorted.sort.clear();
    ladder_.plans.push_back(unsorted);
    scan(Reach::full);
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/products*"});
    EXPECT_EQ(kind_of(scan(Reach::full)), "server error");
    openboxes().clear_log();
    EXPECT_TRUE(scan(Reach::full)->certified);
    EXPECT_EQ(openboxes().log().size(), 9U);
    EXPECT_EQ(ladder_.fit, 0U);
}

TEST_F(Scanning, EveryRowIsReportedOnceWhenRowsAreInsertedBetweenPages)  // F-3
{
    add_products(200);
    openboxes().on_request([&](const test::Request& request) {
        if (request.path.ends_with("/products")) world().create_product();
    });
    const auto result = scan(Reach::newest, 50);
    const auto ids = ids_of(*result);
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
}

TEST_F(Scanning, DeletionBetweenPagesMissesNoLiveRow)  // F-2
{
    add_products(300);
    openboxes().on_request([&](const test::Request& request) {
        if (request.path.ends_with("/products")) world().delete_product(world().products.rows().front().id);
    });
    const auto result = scan(Reach::full, 50);
    const auto ids = ids_of(*result);
    const std::set<std::string> seen(ids.begin(), ids.end());
    for (const auto& product : world().products.rows())
        EXPECT_TRUE(seen.contains(product.id));
    EXPECT_TRUE(result->certified);
}

TEST_F(Scanning, FailureOnALaterPageVoidsTheScan)  // F-7
{
    add_products(200);
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/products*", .skip = 2});
    EXPECT_EQ(kind_of(scan(Reach::full, 50)), "server error");
}

TEST_F(Scanning, TimeoutOnALaterPageVoidsTheScan)  // F-7
{
    add_products(200);
    auto hasty = settings();
    hasty.request_timeout = std::chrono::milliseconds(300);
    use(hasty);
    openboxes().inject({.kind = FaultKind::hang, .path = "/api/products*", .skip = 2});
    EXPECT_EQ(kind_of(scan(Reach::full, 50)), "unreachable");
}

TEST_F(Scanning, TransientFailureOfOnePageIsOvercome)
{
    add_products(200);
    openboxes().inject({.kind = FaultKind::bad_gateway, .path = "/api/products*", .times = 2, .skip = 2});
    const auto result = scan(Reach::full, 50);
    EXPECT_EQ(kind_of(result), "ok");
    EXPECT_EQ(result->rows, 200);
}

TEST_F(Scanning, LimitInTheMiddleResumesTheSamePage)  // F-41
{
    add_products(200);
    openboxes().inject(
        {.kind = FaultKind::too_many_requests, .path = "/api/products*", .skip = 2, .retry_after = "10"});
    const auto result = scan(Reach::full, 50);
    EXPECT_TRUE(result->certified);
}

TEST_F(Scanning, SessionLostInTheMiddleResumesTheSamePage)  // F-43
{
    add_products(200);
    openboxes().inject({.kind = FaultKind::logged_out, .path = "/api/products*", .skip = 2});
    const auto result = scan(Reach::full, 50);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(openboxes().count("/api/login"), 2U);
}

TEST_F(Scanning, EmptyAnswerIsCertifiedOnlyByItsTotal)  // F-9: what to make of it is for the poller
{
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->rows, 0);
    EXPECT_TRUE(result->certified);
}

TEST_F(Scanning, CappedPagesAreReadToTheEnd)  // F-6
{
    add_products(120);
    openboxes().inject({.kind = FaultKind::cap_max, .path = "/api/products*", .times = 0, .amount = 25});
    const auto result = scan(Reach::full, 100);
    EXPECT_EQ(result->rows, 120);
    EXPECT_TRUE(result->certified);
}

TEST_F(Scanning, IgnoredOffsetIsALoop)  // F-5
{
    add_products(120);
    openboxes().inject({.kind = FaultKind::ignore_offset, .path = "/api/products*", .times = 0});
    EXPECT_EQ(kind_of(scan(Reach::full, 50)), "bad answer");
}

TEST_F(Scanning, LongPageIsRefused)  // F-5
{
    add_products(120);
    openboxes().inject({.kind = FaultKind::long_page, .path = "/api/products*", .times = 0, .amount = 5});
    EXPECT_EQ(kind_of(scan(Reach::full, 50)), "bad answer");
}

TEST_F(Scanning, WrongTotalIsNeverCertified)  // F-4
{
    add_products(120);
    openboxes().inject({.kind = FaultKind::wrong_total, .path = "/api/products*", .times = 0, .amount = 3});
    const auto result = scan(Reach::full, 50);
    EXPECT_EQ(kind_of(result), "ok");
    EXPECT_FALSE(result->certified);
}

TEST_F(Scanning, NextLinkIsFollowed)
{
    add_products(120);
    openboxes().inject({.kind = FaultKind::next_link, .path = "/api/products*", .times = 0});
    const auto result = scan(Reach::full, 50);
    EXPECT_EQ(kind_of(result), "ok");
    EXPECT_EQ(result->rows, 120);
}

TEST_F(Scanning, DuplicateIdWithOtherContentIsAnAlarmAndOneSighting)  // F-13
{
    add_products(10);
    openboxes().inject({.kind = FaultKind::repeat_row, .path = "/api/products*"});
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->news.size(), 10U);
    ASSERT_EQ(result->alarms.size(), 1U);
    EXPECT_NE(result->alarms.front().find("twice"), std::string::npos);
}

TEST_F(Scanning, LaterUpdateWinsAmongDuplicates)  // F-13
{
    serve_pages({R"({"data":[{"id":"1","status":"NEW","lastUpdated":"2026-06-02T10:00:01Z"},
                             {"id":"1","status":"OLD","lastUpdated":"2026-06-02T10:00:00Z"}],"totalCount":2})"});
    const auto result = scan(Reach::full);
    ASSERT_EQ(result->news.size(), 1U);
    EXPECT_EQ(result->news.front().seen.watched["status"], "NEW");
}

TEST_F(Scanning, OneRowWithoutAnIdAmongManyIsAnAlarm)  // F-33
{
    std::string rows = R"({"status":"A"})";
    for (int i = 0; i < 40; ++i)
        rows += fmt::format(R"(,{{"id":"{}"}})", i);
    serve_pages({R"({"data":[)" + rows + R"(],"totalCount":41})"});
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->rows, 40);
    EXPECT_EQ(result->alarms.size(), 1U);
}

TEST_F(Scanning, ManyRowsWithoutAnIdFailTheScan)  // F-33
{
    serve_pages({R"({"data":[{"id":"1"},{"uuid":"2"},{"uuid":"3"}],"totalCount":3})"});
    EXPECT_EQ(kind_of(scan(Reach::full)), "bad answer");
}

/// A list of the rows 0 to `count` - 1.
std::string list_of(int count)
{
    std::string rows;
    for (int i = 0; i < count; ++i)
        rows += fmt::format(R"({}{{"id":"{}"}})", i > 0 ? "," : "", i);
    return R"({"data":[)" + rows + "]}";
}

TEST_F(Scanning, NoRowOfALongerPageThanAskedForIsLookedAt)  // F-5
{
    serve_pages({list_of(101)});
    bool looked = false;
    const auto result = scan(Reach::full, 100, [&](std::span<const core::Observation>) {
        looked = true;
        return std::vector<std::size_t>();
    });
    EXPECT_EQ(kind_of(result), "bad answer");
    EXPECT_FALSE(looked);
}

TEST_F(Scanning, ListWithoutPagesHasABoundOfRows)  // F-5
{
    ListPlan plan;
    plan.path = "/api/locations/1/productSummary";
    plan.paged = false;
    ladder_.plans = {plan};
    serve_pages({list_of(static_cast<int>(most_unpaged_rows) + 1)});
    EXPECT_EQ(kind_of(scan(Reach::full)), "bad answer");
}

TEST_F(Scanning, ListWithoutPagesIsLookedAtInParts)
{
    ListPlan plan;
    plan.path = "/api/locations/1/productSummary";
    plan.paged = false;
    ladder_.plans = {plan};
    serve_pages({list_of(2'500)});
    std::vector<std::size_t> parts;
    const auto result = scan(Reach::full, 100, [&](std::span<const core::Observation> page) {
        parts.push_back(page.size());
        return std::vector<std::size_t>();
    });
    EXPECT_EQ(result->rows, 2'500);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(parts, (std::vector<std::size_t>{1'000, 1'000, 500}));
}

TEST_F(Scanning, RowWithAnEndlessIdIsOneWithoutAnId)  // F-33
{
    std::string rows = R"({"id":")" + std::string(100'000, 'x') + R"("})";
    for (int i = 0; i < 40; ++i)
        rows += fmt::format(R"(,{{"id":"{}"}})", i);
    serve_pages({R"({"data":[)" + rows + R"(],"totalCount":41})"});
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->rows, 40);
    ASSERT_EQ(result->alarms.size(), 1U);
    EXPECT_LT(result->alarms.front().size(), 300U);
}

TEST_F(Scanning, BareArrayIsReadLikeAnyList)
{
    serve_pages({R"([{"id":"1"},{"id":"2"}])", R"([{"id":"2"}])", "[]"});
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->rows, 2);
    EXPECT_TRUE(result->certified);
}

TEST_F(Scanning, NumericTextAsTotalIsUnderstood)
{
    serve_pages({R"({"data":[{"id":"1"}],"totalCount":"1"})"});
    EXPECT_EQ(scan(Reach::full)->requests, 2);
}

TEST_F(Scanning, ShuffledTiesAreCertifiedByReadingOnceMoreById)
{
    openboxes().options().unstable_ties = true;
    for (int i = 0; i < 300; ++i)
        world().create_product();  // all in the same second
    const auto result = scan(Reach::full, 100);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->rows, 300);
    EXPECT_EQ(result->news.size(), 300U);
}

TEST_F(Scanning, RowThatIsNoNewsWhenReadAgainIsDropped)  // F-3: the last read wins
{
    serve_pages(
        {R"({"data":[{"id":"1","status":"X"},{"id":"2","status":"X"}],"totalCount":4})",
         R"({"data":[{"id":"2","status":"KNOWN"},{"id":"3","status":"X"},{"id":"4","status":"X"}],"totalCount":4})"});
    const auto result = scan(Reach::full, 100, [](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (page[i].watched["status"] != "KNOWN") news.push_back(i);
        }
        return news;
    });
    EXPECT_EQ(ids_of(*result), (std::vector<std::string>{"1", "3", "4"}));
}

TEST_F(Scanning, NewestReadsOnlyWhileThereIsNews)
{
    add_products(300);
    const auto newest = world().products.rows().back().id;
    const auto result = scan(Reach::newest, 50, [&](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (page[i].id == newest) news.push_back(i);
        }
        return news;
    });
    EXPECT_EQ(ids_of(*result), std::vector<std::string>{newest});
    EXPECT_EQ(result->requests, 1 + 2);
}

TEST_F(Scanning, TimeOfARowIsTheTimeItsRequestWasSent)
{
    add_products(3);
    const auto before = clock_.steady();
    const auto result = scan(Reach::full);
    EXPECT_GE(result->news.front().requested_at, before);
}

}  // namespace
}  // namespace webhookd::openboxes
