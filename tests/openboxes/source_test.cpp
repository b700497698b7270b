// What a server offers: facilities, ways of reading adjustments, roles (openboxes-api.md 1.4, 1.5, 6.2, 9).
#include <fmt/format.h>

#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

class Source : public SourceTest
{
  protected:
    std::vector<std::string> listed(std::vector<std::string> wanted = {})
    {
        auto chosen = source_settings();
        chosen.facilities = std::move(wanted);
        const auto facilities = await(list_facilities(client(), chosen));
        std::vector<std::string> names;
        if (!facilities) return {kind_of(facilities)};
        for (const auto& facility : facilities->facilities)
            names.push_back(facility.name);
        return names;
    }
    std::string probed(const std::string& facility)
    {
        const auto source = await(probe_adjustments(client(), facility));
        return source ? std::string(to_string(*source)) : kind_of(source);
    }
    /// What failed, and why.
    std::map<std::string, std::string> missing()
    {
        std::map<std::string, std::string> result;
        for (const auto& probe : await(probe_all(client(), source_settings()))) {
            if (!probe.ok) result[probe.what] = probe.detail;
        }
        return result;
    }
    void set_role(Role role) { world().users.edit(world().users.rows().front().id).role = role; }
};

TEST_F(Source, EveryActiveDepotIsAFacility)
{
    world().create_facility("Main depot");
    world().create_facility("Clinic", "WARD");
    world().create_facility("Acme", "SUPPLIER");
    world().set_facility_active(world().create_facility("Closed"), false);
    world().create_facility("North depot");
    EXPECT_EQ(listed(), (std::vector<std::string>{"Main depot", "North depot"}));
}

TEST_F(Source, MoreDepotsThanCanBeWatchedAreRefusedInWords)
{
    std::string rows;
    for (int i = 0; i < 10'001; ++i)
        rows += fmt::format(R"({}{{"id":"{}","locationTypeCode":"DEPOT"}})", i > 0 ? "," : "", i);
    serve([rows](const test::Request&) { return test::json_answer(200, R"({"data":[)" + rows + "]}"); });
    const auto facilities = await(list_facilities(client(), source_settings()));
    ASSERT_EQ(kind_of(facilities), "bad request");
    EXPECT_NE(facilities.error().detail.find("10001"), std::string::npos);
    EXPECT_NE(facilities.error().detail.find("openboxes.facilities"), std::string::npos);
}

TEST_F(Source, ConfiguredFacilitiesAreExactlyThose)
{
    const auto ward = world().create_facility("Clinic", "WARD");
    world().create_facility("Main depot");
    EXPECT_EQ(listed({ward}), std::vector<std::string>{"Clinic"});
}

TEST_F(Source, UnknownConfiguredFacilityIsABadRequest)
{
    world().create_facility("Main depot");
    EXPECT_EQ(listed({"nowhere"}), std::vector<std::string>{"bad request"});
}

TEST_F(Source, NewServerOffersTheSummary)
{
    EXPECT_EQ(probed(world().create_facility("Main depot")), "A");
}

TEST_F(Source, OlderServerOffersTheTransactions)
{
    openboxes({0, 9, 4});
    EXPECT_EQ(probed(world().create_facility("Main depot")), "B");
}

TEST_F(Source, WithoutTheGenericApiTheProductSummaryIsLeft)
{
    openboxes({0, 9, 4});
    const auto depot = world().create_facility("Main depot");
    openboxes().inject({.kind = FaultKind::forbidden, .path = "/api/generic/*", .times = 0});
    EXPECT_EQ(probed(depot), "C");
}

TEST_F(Source, HostedInventoryItemsAreTheLastResort)
{
    openboxes({0, 9, 4});
    openboxes().options().hosted_inventory_items = true;
    const auto depot = world().create_facility("Main depot");
    openboxes().inject({.kind = FaultKind::forbidden, .path = "/api/generic/*", .times = 0});
    openboxes().inject({.kind = FaultKind::not_found, .path = "/api/locations/*/productSummary", .times = 0});
    EXPECT_EQ(probed(depot), "F");
    openboxes().options().hosted_inventory_items = false;
    EXPECT_EQ(probed(depot), "none");
}

TEST_F(Source,
       SummaryThatKeepsFailingIsGivenUp)  // openboxes-api.md 6.2: a row without user makes every page 500
{
    const auto depot = world().create_facility("Main depot");
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/reports/*", .times = 2});
    EXPECT_EQ(probed(depot), "B");
}

TEST_F(Source, OneServerErrorDoesNotDecide)
{
    const auto depot = world().create_facility("Main depot");
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/reports/*"});
    EXPECT_EQ(probed(depot), "A");
}

TEST_F(Source, UnreachableServerIsAnErrorAndNotNone)
{
    const auto depot = world().create_facility("Main depot");
    openboxes().inject({.kind = FaultKind::unavailable, .times = 0});
    EXPECT_EQ(probed(depot), "unreachable");
}

TEST_F(Source, AdjustmentSourcesHaveNames)
{
    for (const auto source :
         {AdjustmentSource::summary, AdjustmentSource::transactions, AdjustmentSource::product_summary,
          AdjustmentSource::inventory_items, AdjustmentSource::none}) {
        EXPECT_EQ(find_adjustment_source(to_string(source)), source);
    }
    EXPECT_EQ(find_adjustment_source("Z"), std::nullopt);
}

TEST_F(Source, TypesThatTheSummaryDoesNotKnowAreReadBesideIt)
{
    const Facility depot{.id = world().create_facility("Main depot"), .name = "Main depot"};
    auto chosen = source_settings();
    EXPECT_EQ(adjustment_streams(client(), clock_, chosen, AdjustmentSource::summary, {depot}).size(), 1U);
    chosen.adjustment_transaction_types = {"3", "5"};
    const auto streams = adjustment_streams(client(), clock_, chosen, AdjustmentSource::summary, {depot});
    ASSERT_EQ(streams.size(), 2U);
    EXPECT_EQ(streams[0]->info().name, "inventory");
    EXPECT_EQ(streams[1]->info().name, "inventory/" + depot.id);
}

TEST_F(Source, OnlineCheckNamesTheMissingRole)
{
    world().create_facility("Main depot");
    set_role(Role::authenticated);
    const auto result = missing();
    EXPECT_FALSE(result.contains("products"));
    ASSERT_TRUE(result.contains("purchase orders"));
    EXPECT_NE(result.at("purchase orders").find("Browser"), std::string::npos);
}

TEST_F(Source, OnlineCheckNamesTheVersionThatIsNeeded)
{
    openboxes({0, 9, 4});
    world().create_facility("Main depot");
    const auto result = missing();
    ASSERT_TRUE(result.contains("inventory: transactions summary (A)"));
    EXPECT_NE(result.at("inventory: transactions summary (A)").find("0.9.5"), std::string::npos);
}

TEST_F(Source, OnlineCheckStopsAtARefusedLogin)
{
    auto wrong = settings();
    wrong.login = core::PasswordLogin{"webhooks", core::SecretText("wrong")};
    use(wrong);
    const auto result = missing();
    ASSERT_EQ(result.size(), 1U);
    EXPECT_NE(result.begin()->second.find("refused"), std::string::npos);
    EXPECT_EQ(openboxes().log().size(), 1U);
}

TEST_F(Source, IdleRoundWithFiveFacilitiesIsSeventeenRequests)  // the budget bar of the issue
{
    std::vector<Facility> facilities;
    for (int i = 0; i < 5; ++i) {
        const auto id = world().create_facility("Depot " + std::to_string(i));
        facilities.push_back({.id = id, .name = "Depot"});
    }
    for (int i = 0; i < 300; ++i) {
        world().create_product();
        clock_.advance(std::chrono::seconds(1));
    }
    const auto chosen = source_settings();
    std::vector<std::unique_ptr<Stream>> streams;
    streams.push_back(product_stream(client(), clock_, chosen));
    streams.push_back(purchase_order_stream(client(), clock_, chosen));
    for (const auto& facility : facilities) {
        streams.push_back(movement_stream(client(), clock_, chosen, Side::origin, facility));
        streams.push_back(movement_stream(client(), clock_, chosen, Side::destination, facility));
    }
    for (auto& stream : adjustment_streams(client(), clock_, chosen, AdjustmentSource::summary, facilities))
        streams.push_back(std::move(stream));
    const auto round = [&] {
        for (const auto& stream : streams) {
            const auto reach = stream->info().traits().is_open != nullptr ? Reach::open : Reach::newest;
            EXPECT_EQ(kind_of(await(stream->scan({.reach = reach, .find_news = no_news}))), "ok");
        }
    };
    round();
    openboxes().clear_log();
    round();
    EXPECT_LE(openboxes().log().size(), 17U);
}

}  // namespace
}  // namespace webhookd::openboxes
