// Adjustments by each of the ways a server may offer (openboxes-api.md 6).
#include "openboxes/adjustment_streams.hpp"

#include <set>

#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

using namespace std::chrono_literals;

class Adjustments : public SourceTest
{
  protected:
    void build(Version version)
    {
        openboxes(version);
        depot_ = {.id = world().create_facility("Main depot"), .name = "Main depot"};
        clinic_ = {.id = world().create_facility("Clinic"), .name = "Clinic"};
        gauze_ = world().create_product();
        clock_.advance(1s);
    }
    std::string adjust(std::int64_t quantity, const std::string& facility = {})
    {
        clock_.advance(1s);
        simulator::Adjustment adjustment;
        adjustment.facility = facility.empty() ? depot_.id : facility;
        adjustment.product = gauze_;
        adjustment.quantity = quantity;
        adjustment.comment = "shelf count";
        return world().adjust_stock(adjustment);
    }
    std::string adjust_dated(std::chrono::hours ago)
    {
        simulator::Adjustment adjustment;
        adjustment.facility = depot_.id;
        adjustment.product = gauze_;
        adjustment.quantity = 1;
        adjustment.date = clock_.now() - ago;
        return world().adjust_stock(adjustment);
    }
    std::string id_of(const std::string& transaction)
    {
        return world().transactions.get(transaction).number + ":" + gauze_;
    }
    /// News is what was not news before, as after a commit.
    ApiResult<Scan> scan(Stream& stream, Reach reach, std::optional<core::Timestamp> since = {})
    {
        const auto find_news = [this](std::span<const core::Observation> page) {
            std::vector<std::size_t> news;
            for (std::size_t i = 0; i < page.size(); ++i) {
                if (!committed_.contains(page[i].id)) news.push_back(i);
            }
            return news;
        };
        auto result = await(stream.scan({.reach = reach, .find_news = find_news, .since = since}));
        if (result) {
            for (const auto& id : ids_of(*result))
                committed_.insert(id);
        }
        return result;
    }

    Facility depot_;
    Facility clinic_;
    std::string gauze_;
    std::set<std::string> committed_;
};

class Summary : public Adjustments
{
  protected:
    void SetUp() override
    {
        Adjustments::SetUp();
        build({0, 9, 8});
        stream_ = summary_stream(client(), clock_, source_settings(), depot_);
    }
    ApiResult<Scan> hot() { return scan(*stream_, Reach::newest); }

    std::unique_ptr<Stream> stream_;
};

TEST_F(Summary, OneRowPerTransactionAndProduct)
{
    const auto id = id_of(adjust(-5));
    const auto result = hot();
    ASSERT_EQ(ids_of(*result), std::vector<std::string>{id});
    const auto& seen = result->news.front().seen;
    EXPECT_EQ(seen.object["quantityDifference"], -5);
    EXPECT_EQ(seen.object["comments"], "shelf count");
    EXPECT_EQ(seen.object["facility"]["id"], depot_.id);
    EXPECT_EQ(seen.object["product"]["id"], gauze_);
    EXPECT_EQ(seen.object["action"], "INVENTORY_ADJUSTMENT");
    EXPECT_EQ(seen.object["cause"], "adjustment");
    EXPECT_EQ(seen.happened_at, clock_.now());
    EXPECT_FALSE(
        seen.created_at.has_value());  // the date may be set back: it must not decide what is new (F-22)
}

TEST_F(Summary, BeforeAndAfterAreTold)
{
    adjust(100);
    adjust(-5);
    const auto result = hot();
    const auto& object = result->news.front().seen.object;
    EXPECT_EQ(object["quantityBefore"], 100);
    EXPECT_EQ(object["quantityAfter"], 95);
}

TEST_F(Summary, IdlePollIsOneRequest)
{
    adjust(1);
    std::ignore = hot();
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Summary, IdlePollOfABusyWeekIsOneRequest)
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::ignore = hot();
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Summary, FirstOrdinaryPollAfterAFullScanIsOneRequest)  // P6: hints wait until it ends
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    ASSERT_TRUE(scan(*stream_, Reach::full)->certified);
    const auto late = id_of(adjust(1));
    const auto first = hot();
    EXPECT_EQ(first->requests, 1);
    EXPECT_EQ(ids_of(*first), std::vector<std::string>{late});
}

TEST_F(Summary, RowDatedBackWhileTheFullScanReadIsFound)  // P1
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::string late;
    openboxes().on_request([&](const test::Request& request) {
        if (late.empty() && request.target.ends_with("&max=1")) late = id_of(adjust_dated(1h));
    });
    ASSERT_TRUE(scan(*stream_, Reach::full)->certified);
    ASSERT_FALSE(late.empty());
    std::ignore = hot();
    EXPECT_TRUE(committed_.contains(late));
}

TEST_F(Summary, NewsOfABusyWeekAreOneRequest)  // P6
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::ignore = hot();
    adjust(1);
    adjust(1);
    const auto result = hot();
    EXPECT_EQ(ids_of(*result).size(), 2U);
    EXPECT_EQ(result->requests, 1);
}

TEST_F(Summary, IdlePollIsOneRequestAfterAWeekThatChangedWhileItWasRead)  // P6
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::string late;
    openboxes().on_request([&](const test::Request& request) {
        if (late.empty() && request.target.ends_with("offset=180")) late = id_of(adjust(1));
    });
    std::ignore = hot();
    ASSERT_FALSE(late.empty());
    EXPECT_EQ(ids_of(*hot()), std::vector<std::string>{late});
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Summary, NewDayDoesNotReadABusyWeekAgain)  // P6
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::ignore = hot();
    clock_.advance(24h);
    const auto before = openboxes().count("/api/reports/inventory-transactions-summary");
    std::ignore = hot();
    EXPECT_LE(openboxes().count("/api/reports/inventory-transactions-summary") - before, 3U)
        << "the first of them finds that the session has ended";
    EXPECT_EQ(hot()->requests, 1);
    const auto late = id_of(adjust_dated(48h));
    EXPECT_EQ(ids_of(*hot()), std::vector<std::string>{late});
}

TEST_F(Summary, BackDatedAdjustmentBehindManyNewerOnesIsFoundAtOnce)
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    std::ignore = hot();
    const auto late = id_of(adjust_dated(48h));
    EXPECT_EQ(ids_of(*hot()), std::vector<std::string>{late});
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Summary, AdjustmentDatedBackBeyondTheHotWindowIsFoundByTheFullScan)
{
    std::ignore = hot();
    const auto late = id_of(adjust_dated(24h * 20));
    EXPECT_TRUE(hot()->news.empty());
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::full)), std::vector<std::string>{late});
}

TEST_F(Summary, WhatIsDatedBackAnyTimeIsFoundByAScanAroundItsDay)  // P1
{
    adjust(1);
    std::ignore = hot();
    for (const auto ago : {24h * 45, 24h * 200}) {
        const auto late = id_of(adjust_dated(ago));
        EXPECT_TRUE(hot()->news.empty());
        const auto result = await(
            stream_->scan({.reach = Reach::newest, .find_news = all_news, .around = clock_.now() - ago}));
        EXPECT_EQ(ids_of(*result), std::vector<std::string>{late});
        EXPECT_EQ(result->requests, 1);
    }
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Summary, AdjustmentWithoutANumberIsLeftUntilItHasOne)
{
    const auto transaction = adjust(1);
    const auto number = std::exchange(world().transactions.edit(transaction).number, "");
    const auto first = hot();
    EXPECT_TRUE(first->news.empty());
    EXPECT_EQ(first->alarms.size(), 1U);
    world().transactions.edit(transaction).number = number;
    EXPECT_EQ(ids_of(*hot()), std::vector<std::string>{id_of(transaction)});
}

TEST_F(Summary, AfterAnOutageTheWindowsReachBackBeyondTheLastSuccess)  // P1
{
    const auto last_success = clock_.now();
    const auto early = id_of(adjust(1));
    clock_.advance(24h * 60);
    const auto late = id_of(adjust(1));
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::newest, last_success)), (std::vector<std::string>{late, early}));
    committed_.clear();
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::full, last_success)), (std::vector<std::string>{late, early}));
}

TEST_F(Summary, LastSuccessInTheFutureDoesNotNarrowTheWindow)  // F-16
{
    const auto id = id_of(adjust_dated(24h * 5));
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::newest, clock_.now() + 24h * 300)), std::vector<std::string>{id});
}

TEST_F(Summary, FullScanIsCertified)
{
    for (int i = 0; i < 250; ++i)
        adjust(1);
    const auto result = scan(*stream_, Reach::full);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->rows, 250);
}

TEST_F(Summary, ClockSetBackBringsNothingOldIntoView)  // F-16
{
    adjust_dated(24h * 30 + 12h);
    std::ignore = scan(*stream_, Reach::full);
    committed_.clear();
    clock_.set_now(clock_.now() - 24h);
    EXPECT_TRUE(scan(*stream_, Reach::full)->news.empty());
}

TEST_F(Summary, OtherFacilitiesAreNotAsked)
{
    adjust(3, clinic_.id);
    EXPECT_TRUE(hot()->news.empty());
}

TEST_F(Summary, RecordStockIsOneAdjustmentWithItsAction)
{
    adjust(10);
    std::ignore = hot();
    simulator::Adjustment counted;
    counted.facility = depot_.id;
    counted.product = gauze_;
    counted.quantity = 7;
    world().record_stock(counted);
    clock_.advance(10s);
    const auto result = hot();
    ASSERT_EQ(result->news.size(), 1U);
    EXPECT_EQ(result->news.front().seen.object["action"], "RECORD_STOCK");
    EXPECT_EQ(result->news.front().seen.object["quantityDifference"], -3);
}

class Transactions : public Adjustments
{
  protected:
    void SetUp() override
    {
        Adjustments::SetUp();
        build({0, 9, 4});
        make_stream({"3", "10"});
    }
    /// As the transactions are remembered; events show their number.
    std::string id_of(const std::string& transaction) { return transaction + ":" + gauze_; }
    void make_stream(const std::set<std::string>& types)
    {
        stream_ = transaction_stream(client(), clock_, source_settings(), types, {depot_});
    }
    ApiResult<Scan> hot() { return scan(*stream_, Reach::newest); }

    std::unique_ptr<Stream> stream_;
};

TEST_F(Transactions, AdjustmentIsReadWithItsProductAndFacility)
{
    const auto id = id_of(adjust(-5));
    const auto made = clock_.now();
    const auto result = hot();
    ASSERT_EQ(ids_of(*result), std::vector<std::string>{id});
    const auto& seen = result->news.front().seen;
    EXPECT_EQ(seen.object["quantityDifference"], -5);
    EXPECT_TRUE(seen.object["quantityBefore"].is_null());
    EXPECT_EQ(seen.object["facility"]["name"], "Main depot");
    EXPECT_EQ(seen.object["product"]["id"], gauze_);
    EXPECT_EQ(seen.object["transactionType"]["id"], "3");
    EXPECT_EQ(seen.created_at, made);
}

TEST_F(Transactions, LinesThatAreNotToldAreAskedForAgain)  // P1
{
    const auto id = id_of(adjust(-5));
    openboxes().inject({.kind = FaultKind::empty_list, .path = "/api/generic/transactionEntry*", .times = 2});
    const auto first = hot();
    EXPECT_TRUE(first->news.empty());
    EXPECT_EQ(first->alarms.size(), 1U);
    EXPECT_EQ(hot()->requests, 1) << "not at once";
    clock_.advance(1min);
    EXPECT_EQ(hot()->alarms.size(), 1U);
    clock_.advance(2min);
    const auto last = hot();
    EXPECT_EQ(ids_of(*last), std::vector<std::string>{id});
    EXPECT_TRUE(last->alarms.empty());
}

TEST_F(Transactions, FacilityThatIsNotToldIsAskedForAgain)  // P1
{
    const auto id = id_of(adjust(-5));
    openboxes().inject({.kind = FaultKind::empty_list, .path = "/api/generic/inventory/*"});
    EXPECT_EQ(hot()->alarms.size(), 1U);
    clock_.advance(1min);
    EXPECT_EQ(ids_of(*hot()), std::vector<std::string>{id});
}

TEST_F(Transactions, NumberThatComesLaterIsAnAlias)
{
    const auto transaction = adjust(-5);
    const auto number = std::exchange(world().transactions.edit(transaction).number, "");
    const auto unnamed = hot();
    ASSERT_EQ(ids_of(*unnamed), std::vector<std::string>{id_of(transaction)});
    EXPECT_TRUE(unnamed->news.front().seen.aliases.empty());
    world().transactions.edit(transaction).number = number;
    committed_.clear();
    const auto named = hot();
    ASSERT_EQ(named->news.size(), 1U);
    const auto& seen = named->news.front().seen;
    EXPECT_EQ(seen.id, id_of(transaction));
    EXPECT_EQ(seen.aliases, std::vector<std::string>{number + ":" + gauze_});
    EXPECT_EQ(seen.object["transactionNumber"], number);
}

TEST_F(Transactions, CountOfStockTellsWhatWasFound)  // type 11, until 0.9.4
{
    make_stream({"3", "11"});
    adjust(10);
    std::ignore = hot();
    world().record_stock({.facility = depot_.id, .product = gauze_, .quantity = 7});
    const auto result = hot();
    ASSERT_EQ(result->news.size(), 1U);
    const auto& object = result->news.front().seen.object;
    EXPECT_EQ(object["quantityAfter"], 7);
    EXPECT_TRUE(object["quantityDifference"].is_null());
    EXPECT_EQ(object["transactionType"]["id"], "11");
}

TEST_F(Transactions, IdlePollIsOneRequest)
{
    adjust(1);
    std::ignore = hot();
    EXPECT_EQ(hot()->requests, 1);
}

TEST_F(Transactions, OtherTypesAndFacilitiesCostNothing)
{
    std::ignore = hot();
    adjust(1, clinic_.id);
    std::ignore = hot();
    simulator::Adjustment damaged;
    damaged.facility = depot_.id;
    damaged.product = gauze_;
    damaged.type = "5";
    world().adjust_stock(damaged);
    const auto result = hot();
    EXPECT_TRUE(result->news.empty());
    EXPECT_EQ(result->requests, 1);
}

TEST_F(Transactions, DebitTypesTakeStock)
{
    make_stream({"5"});
    simulator::Adjustment damaged;
    damaged.facility = depot_.id;
    damaged.product = gauze_;
    damaged.quantity = 4;
    damaged.type = "5";
    world().adjust_stock(damaged);
    EXPECT_EQ(hot()->news.front().seen.object["quantityDifference"], -4);
}

TEST_F(Transactions, WhatCouldNotBeCommittedIsNewsAgain)
{
    adjust(1);
    std::ignore = hot();
    committed_.clear();
    const auto result = hot();
    ASSERT_EQ(result->news.size(), 1U);
    EXPECT_FALSE(result->news.front().seen.object.is_null());
}

TEST_F(Transactions, BusySiteIsReadBackToWhatIsKnown)
{
    std::ignore = hot();
    std::set<std::string> expected;
    for (int i = 0; i < 120; ++i)
        expected.insert(id_of(adjust(1)));
    const auto ids = ids_of(*hot());
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()), expected);
}

TEST_F(Transactions, WhatIsOlderThanTheWindowIsNotTouched)
{
    adjust(1);
    clock_.advance(24h * 9);
    const auto fresh = id_of(adjust(1));
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::full)), std::vector<std::string>{fresh});
}

TEST_F(Transactions, AfterAnOutageTheWindowReachesBackBeyondTheLastSuccess)  // P1
{
    const auto last_success = clock_.now();
    const auto early = id_of(adjust(1));
    clock_.advance(24h * 60);
    const auto late = id_of(adjust(1));
    EXPECT_EQ(ids_of(*scan(*stream_, Reach::newest, last_success)), (std::vector<std::string>{early, late}));
}

TEST_F(Transactions, FailureInTheDetailsVoidsTheScan)  // F-7
{
    adjust(1);
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/generic/transactionEntry*"});
    EXPECT_EQ(kind_of(hot()), "server error");
    EXPECT_EQ(hot()->news.size(), 1U);
}

class Levels : public Adjustments
{
  protected:
    void SetUp() override
    {
        Adjustments::SetUp();
        build({0, 9, 4});
    }
};

TEST_F(Levels, ProductSummaryIsOneRequestPerFacilityInItsOwnSession)
{
    adjust(95);
    adjust(7, clinic_.id);
    auto depot = product_summary_stream(client(), source_settings(), depot_);
    auto clinic = product_summary_stream(client(), source_settings(), clinic_);
    const auto first = scan(*depot, Reach::full);
    EXPECT_TRUE(first->certified);
    ASSERT_EQ(first->news.size(), 1U);
    EXPECT_EQ(first->news.front().seen.watched["quantity"], 95);
    EXPECT_EQ(scan(*clinic, Reach::full)->news.front().seen.watched["quantity"], 7);
    EXPECT_EQ(scan(*depot, Reach::newest)->requests, 1);
}

TEST_F(Levels, ChangeOfALevelNamesNoCause)
{
    adjust(95);
    auto stream = product_summary_stream(client(), source_settings(), depot_);
    const auto result = scan(*stream, Reach::newest);
    const auto& object = result->news.front().seen.object;
    EXPECT_EQ(object["cause"], "unknown");
    EXPECT_EQ(object["quantityAfter"], 95);
    EXPECT_TRUE(object["quantityBefore"].is_null());
    EXPECT_EQ(object["facility"]["id"], depot_.id);
}

TEST_F(Levels, InventoryItemsOfAHostedServerAreReadByLot)
{
    openboxes().options().hosted_inventory_items = true;
    adjust(95);
    adjust(7, clinic_.id);
    auto stream = inventory_item_stream(client(), source_settings(), depot_);
    const auto result = scan(*stream, Reach::full);
    ASSERT_EQ(result->news.size(), 1U);
    EXPECT_EQ(result->news.front().seen.watched["quantity"], 95);
    EXPECT_TRUE(result->news.front().seen.id.starts_with(depot_.id + ":" + gauze_));
}

}  // namespace
}  // namespace webhookd::openboxes
