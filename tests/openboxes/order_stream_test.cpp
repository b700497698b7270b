// Purchase orders (openboxes-api.md 5).
#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

class Orders : public SourceTest
{
  protected:
    void SetUp() override
    {
        SourceTest::SetUp();
        supplier_ = world().create_facility("Acme Supplies", "SUPPLIER");
        depot_ = world().create_facility("Main depot");
    }
    std::string create()
    {
        clock_.advance(std::chrono::seconds(1));
        simulator::NewOrder order;
        order.origin = supplier_;
        order.destination = depot_;
        order.name = "Gloves Q3";
        return world().create_order(order);
    }
    Stream& stream()
    {
        if (!stream_) stream_ = purchase_order_stream(client(), clock_, settings_);
        return *stream_;
    }
    ApiResult<Scan> scan(Reach reach, FindNews news = all_news)
    {
        return await(stream().scan({.reach = reach, .find_news = std::move(news)}));
    }
    Confirmation confirm(const std::string& id, const std::string& number = {})
    {
        core::Snapshot missing;
        missing.id = id;
        missing.label = number;
        auto answer = await(stream().confirm(missing));
        EXPECT_EQ(kind_of(answer), "ok");
        return answer.value_or(Confirmation());
    }

    std::string supplier_;
    std::string depot_;
    SourceSettings settings_ = source_settings();

  private:
    std::unique_ptr<Stream> stream_;
};

TEST_F(Orders, OpenHoldsWhatIsNotApprovedYet)
{
    const auto pending = create();
    world().place_order(create());
    const auto result = scan(Reach::open);
    EXPECT_TRUE(result->certified);
    EXPECT_EQ(result->open_ids, (std::set<std::string, std::less<>>{pending}));
    EXPECT_EQ(result->news.size(), 1U);
}

TEST_F(Orders, OpenAsksForWhatTheSettingsDoNotCountAsApproved)
{
    settings_.rulebook = core::Rulebook::built_in({.approved_statuses = {"PLACED"}});
    const auto id = create();
    world().set_order_status(id, "APPROVED");
    EXPECT_TRUE(scan(Reach::open)->open_ids.contains(id));
}

TEST_F(Orders, IdlePollIsOneRequest)
{
    create();
    std::ignore = scan(Reach::newest, no_news);
    EXPECT_EQ(scan(Reach::newest, no_news)->requests, 1);
    EXPECT_EQ(scan(Reach::open, no_news)->requests, 1);
}

TEST_F(Orders, PlacingAnOldOrderMakesItTheNewest)
{
    const auto old = create();
    for (int i = 0; i < 120; ++i)
        create();
    clock_.advance(std::chrono::seconds(1));
    world().place_order(old);
    const auto result = scan(Reach::newest, [&](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        for (std::size_t i = 0; i < page.size(); ++i) {
            if (page[i].id == old) news.push_back(i);
        }
        return news;
    });
    EXPECT_EQ(ids_of(*result), std::vector<std::string>{old});
    EXPECT_EQ(result->news.front().seen.watched["status"], "PLACED");
}

TEST_F(Orders, RefusedSortFallsBackToCreation)
{
    create();
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/purchaseOrders*"});
    EXPECT_EQ(scan(Reach::newest)->rows, 1);
}

TEST_F(Orders, ObjectHasItsStableKeysInListAndDetail)
{
    const auto id = create();
    const auto listed = scan(Reach::full)->news.front().seen.object;
    const auto read = confirm(id).sighting->seen.object;
    std::vector<std::string> keys(2);
    for (const auto& [key, value] : listed.items())
        keys[0] += key + " ";
    for (const auto& [key, value] : read.items())
        keys[1] += key + " ";
    EXPECT_EQ(keys[0], keys[1]);
    EXPECT_EQ(listed["origin"]["name"], "Acme Supplies (ORG)");
    EXPECT_TRUE(listed["origin"]["id"].is_null());
    EXPECT_EQ(read["origin"]["id"], supplier_);
    EXPECT_EQ(listed["total"], "1200.00 USD");
}

TEST_F(Orders, ConfirmationTellsWhatTheListTells)
{
    const auto id = create();
    world().place_order(id);
    const auto listed = scan(Reach::full)->news.front().seen.object;
    EXPECT_EQ(confirm(id, world().orders.get(id).number).sighting->seen.object, listed);
}

TEST_F(Orders, OrderThatItsListLostIsReadByItsId)  // F-9
{
    const auto id = create();
    world().place_order(id);
    world().drop_order_list();
    EXPECT_EQ(confirm(id, world().orders.get(id).number).sighting->seen.watched["status"], "PLACED");
}

TEST_F(Orders, ConfirmationReadsTheEnumObject)
{
    const auto id = create();
    world().place_order(id);
    const auto answer = confirm(id);
    ASSERT_EQ(answer.presence, Presence::found);
    EXPECT_EQ(answer.sighting->seen.watched["status"], "PLACED");
}

TEST_F(Orders, DeletedOrderIsAbsent)  // 404 with a body of text and JSON
{
    const auto id = create();
    world().delete_order(id);
    EXPECT_EQ(confirm(id).presence, Presence::absent);
}

TEST_F(Orders, ListThatIsRebuiltLosesNothingThatIsAskedFor)  // F-9
{
    const auto id = create();
    world().drop_order_list();
    EXPECT_EQ(scan(Reach::open)->rows, 0);
    EXPECT_EQ(confirm(id).presence, Presence::found);
}

TEST_F(Orders, ForbiddenConfirmationIsUnclear)
{
    const auto id = create();
    std::ignore = scan(Reach::full);
    openboxes().inject({.kind = FaultKind::forbidden, .path = "/api/purchaseOrders/*"});
    EXPECT_EQ(confirm(id).presence, Presence::unclear);
}

TEST_F(Orders, UnknownStatusIsKeptAndAlarmed)  // F-33
{
    world().set_order_status(create(), "WEIRD");
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->news.front().seen.watched["status"], "WEIRD");
    EXPECT_EQ(result->alarms, std::vector<std::string>{"unknown order status WEIRD"});
}

TEST_F(Orders, ApprovalDateOfAHostedServerIsWatched)  // openboxes-api.md 5
{
    serve([](const test::Request&) {
        return test::json_answer(200, R"({"data":[
            {"id":"1","status":"PENDING","dateApproved":"2026-06-02T09:00:00Z"},
            {"id":"2","status":"PENDING","dateApproved":null}],"totalCount":2})");
    });
    const auto result = scan(Reach::full);
    EXPECT_EQ(result->news[0].seen.watched["approved_at"], "2026-06-02T09:00:00Z");
    EXPECT_TRUE(result->news[1].seen.watched["approved_at"].is_null());
}

TEST_F(Orders, OpenSourceRowsSayNothingOfApproval)
{
    create();
    EXPECT_FALSE(scan(Reach::full)->news.front().seen.watched.contains("approved_at"));
}

}  // namespace
}  // namespace webhookd::openboxes
