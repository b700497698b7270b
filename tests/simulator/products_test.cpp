// Products and paging: openboxes-api.md 2 and 3, and its list for a faithful simulator.

#include <set>

#include "simulator/lists.hpp"

namespace webhookd::simulator {
namespace {

TEST_F(Lists, WithoutMaxTheAnswerHoldsEverything)
{
    for (int at = 0; at < 150; ++at)
        world().create_product();
    auto answer = json("/api/products");
    EXPECT_EQ(answer["data"].size(), 150);
    EXPECT_EQ(answer["totalCount"], 150);
}

TEST_F(Lists, ProductsSortByCreationAndPage)
{
    std::vector<std::string> ids;
    for (int at = 0; at < 5; ++at, now_ += std::chrono::seconds(1))
        ids.push_back(world().create_product());
    auto newest = json("/api/products?sort=dateCreated&order=desc&max=2&offset=1");
    EXPECT_EQ(column(newest, "id"), (std::vector{ids[3], ids[2]}));
    auto oldest = json("/api/products?sort=dateCreated&order=asc&max=2");
    EXPECT_EQ(column(oldest, "id"), (std::vector{ids[0], ids[1]}));
}

TEST_F(Lists, ProductsAreActiveOnesByNameUnlessAskedOtherwise)
{
    world().create_product({.name = "b"});
    world().create_product({.name = "a"});
    world().create_product({.name = "c", .active = false});
    EXPECT_EQ(column(json("/api/products"), "name"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(json("/api/products?includeInactive=true")["totalCount"], 3);
}

TEST_F(Lists, RowsInsertedWhilePagingShiftLaterPages)  // F-3
{
    std::string last;
    for (int at = 0; at < 4; ++at, now_ += std::chrono::seconds(1))
        last = world().create_product();
    auto first = column(json("/api/products?sort=dateCreated&order=desc&max=2"), "id");
    openboxes_.on_request([this](const test::Request&) { world().create_product(); });
    auto second = column(json("/api/products?sort=dateCreated&order=desc&max=2&offset=2"), "id");
    EXPECT_EQ(second[0], first[1]) << "the boundary row must come again";
}

TEST_F(Lists, ProductRowHasTheDocumentedKeys)
{
    auto id = world().create_product({.name = "Gauze"});
    auto row = json("/api/products/" + id)["data"];
    std::vector<std::string> keys;
    for (const auto& [key, value] : row.items())
        keys.push_back(key);
    EXPECT_EQ(keys, (std::vector<std::string>{"id", "productCode", "name", "description", "category",
                                              "unitOfMeasure", "pricePerUnit", "dateCreated", "lastUpdated",
                                              "updatedBy", "color", "handlingIcons", "lotAndExpiryControl",
                                              "active", "displayNames"}));
    EXPECT_EQ(row["dateCreated"], "2026-06-02T10:00:00Z");
}

TEST_F(Lists0818, OldProductsHaveNoDatesNoPagingAndNoTotal)
{
    for (int at = 0; at < 30; ++at)
        world().create_product();
    auto answer = json("/api/products?sort=dateCreated&max=2");
    EXPECT_EQ(answer["data"].size(), 25);
    EXPECT_FALSE(answer.contains("totalCount"));
    EXPECT_FALSE(answer["data"][0].contains("dateCreated"));
    EXPECT_EQ(json("/api/generic/product?sort=dateCreated&order=desc&max=2")["data"].size(), 2);
}

TEST_F(Lists, UnknownSortPropertyIsA500)
{
    world().create_product();
    EXPECT_EQ(get("/api/products?sort=nonsense").status, 500);
}

TEST_F(UnstableLists, EqualSortValuesMayChangePlaces)
{
    for (int at = 0; at < 20; ++at)
        world().create_product();
    auto first = column(json("/api/products?sort=dateCreated"), "id");
    std::set<std::vector<std::string>> orders{first};
    for (int at = 0; at < 5; ++at)
        orders.insert(column(json("/api/products?sort=dateCreated"), "id"));
    EXPECT_GT(orders.size(), 1);
}

}  // namespace
}  // namespace webhookd::simulator
