// Products on new and old servers (openboxes-api.md 3, 9).
#include "openboxes/source_fixture.hpp"

namespace webhookd::openboxes {
namespace {

class Products : public SourceTest
{
  protected:
    Stream& stream(std::size_t page_size = 100)
    {
        if (!stream_) stream_ = product_stream(client(), clock_, source_settings(page_size));
        return *stream_;
    }
    ApiResult<Scan> scan(Reach reach, FindNews news = all_news)
    {
        return await(stream().scan({.reach = reach, .find_news = std::move(news)}));
    }
    void add_products(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            world().create_product();
            clock_.advance(std::chrono::seconds(1));
        }
    }

    std::unique_ptr<Stream> stream_;
};

FindNews all_but(const std::set<std::string, std::less<>>& known)
{
    return [&known](std::span<const core::Observation> page) {
        std::vector<std::size_t> news;
        for (std::size_t i = 0; i < page.size(); ++i)
            if (!known.contains(page[i].id)) news.push_back(i);
        return news;
    };
}

TEST_F(Products, IdlePollIsOneRequest)
{
    add_products(120);
    std::ignore = scan(Reach::newest, no_news);
    EXPECT_EQ(scan(Reach::newest, no_news)->requests, 1);
}

TEST_F(Products, OneRequestBringsAFewNewOnes)
{
    add_products(120);
    std::set<std::string, std::less<>> known;
    for (const auto& sighting : scan(Reach::full)->news)
        known.insert(sighting.seen.id);
    add_products(3);
    const auto few = scan(Reach::newest, all_but(known));
    EXPECT_EQ(few->news.size(), 3U);
    EXPECT_EQ(few->requests, 1);
    add_products(30);
    const auto many = scan(Reach::newest, all_but(known));
    EXPECT_EQ(many->news.size(), 33U);
    EXPECT_EQ(many->requests, 2);
}

TEST_F(Products, NewsAreLookedForAmongAllOfTheirSecond)  // MySQL orders rows of one second as it likes
{
    for (int i = 0; i < 120; ++i)
        world().create_product();
    const auto listed = scan(Reach::newest)->news;
    ASSERT_EQ(listed.size(), 120U);
    std::set<std::string, std::less<>> known;
    for (const auto& sighting : listed)
        known.insert(sighting.seen.id);
    known.erase(listed[10].seen.id);
    known.erase(listed[70].seen.id);
    EXPECT_EQ(scan(Reach::newest, all_but(known))->news.size(), 2U);
}

TEST_F(Products, ObjectHasItsStableKeys)
{
    simulator::Product gauze;
    gauze.code = "GA10";
    gauze.name = "Gauze roll 10 cm";
    world().create_product(gauze);
    const auto result = scan(Reach::newest);
    const auto& seen = result->news.front().seen;
    EXPECT_EQ(seen.object["productCode"], "GA10");
    EXPECT_EQ(seen.object["category"], "Consumables");
    EXPECT_EQ(seen.object["pricePerUnit"], 1.25);
    EXPECT_TRUE(seen.object["description"].is_null());
    EXPECT_TRUE(seen.created_at.has_value());
    EXPECT_EQ(seen.label, "GA10");
    std::string keys;
    for (const auto& [key, value] : seen.object.items())
        keys += key + " ";
    EXPECT_EQ(keys,
              "id productCode name description category unitOfMeasure pricePerUnit active "
              "lotAndExpiryControl dateCreated "
              "lastUpdated updatedBy ");
}

TEST_F(Products, InactiveProductsAreSeen)
{
    simulator::Product old;
    old.active = false;
    world().create_product(old);
    EXPECT_EQ(scan(Reach::full)->rows, 1);
}

TEST_F(Products, BaselineWithoutObjectsCarriesNone)
{
    add_products(3);
    const auto result =
        await(stream().scan({.reach = Reach::full, .find_news = all_news, .with_objects = false}));
    EXPECT_EQ(result->news.size(), 3U);
    EXPECT_TRUE(result->news.front().seen.object.is_null());
}

TEST_F(Products, OldServerIsReadByItsGenericList)  // openboxes-api.md 3: up to 0.8.18
{
    openboxes({0, 8, 18});
    add_products(130);
    const auto full = scan(Reach::full);
    EXPECT_EQ(kind_of(full), "ok");
    EXPECT_EQ(full->rows, 130);
    EXPECT_TRUE(full->certified);
    EXPECT_GT(openboxes().count("/api/generic/product"), 0U);
}

TEST_F(Products, WhatAnOldServerOffersIsRemembered)
{
    openboxes({0, 8, 18});
    add_products(130);
    std::ignore = scan(Reach::newest, no_news);
    openboxes().clear_log();
    EXPECT_EQ(scan(Reach::newest, no_news)->requests, 1);
    EXPECT_EQ(openboxes().count("/api/products"), 0U);
}

TEST_F(Products, NewestOnAnOldServerAreTheNewest)
{
    openboxes({0, 8, 18});
    add_products(130);
    const auto newest = world().products.rows().back().id;
    EXPECT_EQ(scan(Reach::newest)->news.front().seen.id, newest);
}

TEST_F(Products, RefusedSortFallsBack)
{
    add_products(60);
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/products*", .times = 0});
    openboxes().inject({.kind = FaultKind::forbidden, .path = "/api/generic/product*", .times = 0});
    EXPECT_EQ(kind_of(scan(Reach::newest)), "server error");
    openboxes().faults().clear();
    openboxes().inject({.kind = FaultKind::server_error, .path = "/api/products*"});
    openboxes().inject({.kind = FaultKind::forbidden, .path = "/api/generic/product*", .times = 0});
    EXPECT_EQ(scan(Reach::newest)->rows, 60);
}

TEST_F(Products, UnsortedAnswerIsNoticedAndTheWholeListRead)
{
    serve([](const test::Request& request) {
        if (request.path.starts_with("/api/generic"))
            return test::json_answer(500, R"({"errorCode":500,"errorMessage":""})");
        return test::json_answer(200, R"({"data":[{"id":"1","dateCreated":"2026-06-01T00:00:00Z"},
            {"id":"2","dateCreated":"2026-06-02T00:00:00Z"}],"totalCount":2})");
    });
    const auto result = scan(Reach::newest);
    EXPECT_EQ(kind_of(result), "ok");
    EXPECT_EQ(result->rows, 2);
}

TEST_F(Products, CategoryObjectOfOldDocsIsItsName)
{
    serve([](const test::Request&) {
        return test::json_answer(200, R"({"data":[{"id":"1","dateCreated":"2026-06-01T00:00:00Z",
            "category":{"id":"c","name":"Consumables"}}],"totalCount":1})");
    });
    EXPECT_EQ(scan(Reach::newest)->news.front().seen.object["category"], "Consumables");
}

TEST_F(Products, VolatileFieldsAreNotWatched)  // F-31
{
    add_products(1);
    const auto before = scan(Reach::full)->news.front().seen.watched;
    const auto id = world().products.rows().front().id;
    world().update_product(id, [](auto& product) { product.name = "another"; });
    EXPECT_EQ(scan(Reach::full)->news.front().seen.watched, before);
}

}  // namespace
}  // namespace webhookd::openboxes
