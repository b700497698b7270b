// Envelopes of lists, old and new (openboxes-api.md 2).
#include "openboxes/page.hpp"

#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

JsonDocument parsed(std::string_view text)
{
    return JsonDocument::parse(text).value();
}

std::expected<Page, std::string> read(std::string_view body)
{
    return read_page(parsed(body), 100);
}

std::optional<std::int64_t> total_of(const char* body)
{
    const auto page = read(body);
    return page ? page->total : std::optional<std::int64_t>(-1);
}

TEST(Page, TotalIsReadInEveryFormOrAbsent)
{
    EXPECT_EQ(total_of(R"({"data":[{}],"totalCount":7})"), 7);
    EXPECT_EQ(total_of(R"({"data":[{}],"totalCount":"7"})"), 7);
    EXPECT_EQ(total_of(R"({"data":[],"totalCount":[]})"), 0);
    EXPECT_EQ(total_of(R"({"data":[{}],"totalCount":[]})"), std::nullopt);
    EXPECT_EQ(total_of(R"({"data":[{}],"totalCount":null})"), std::nullopt);
    EXPECT_EQ(total_of(R"({"data":[{}],"totalCount":"many"})"), std::nullopt);
    EXPECT_EQ(total_of(R"({"data":[{}]})"), std::nullopt);
    EXPECT_EQ(total_of(R"([{},{}])"), std::nullopt);
}

TEST(Page, BareArrayIsAList)
{
    EXPECT_EQ(read(R"([{"id":"1"},{"id":"2"}])")->rows.size(), 2U);
}

TEST(Page, AnswerWithoutAListIsAnError)  // F-11
{
    EXPECT_FALSE(read(R"({"totalCount":3})"));
    EXPECT_FALSE(read(R"({"data":{"id":"1"}})"));
    EXPECT_FALSE(read(R"({"data":null})"));
}

TEST(Page, MoreRowsThanAskedForAreAnErrorBeforeOneIsLookedAt)  // F-5
{
    const auto* three = R"({"data":[{"id":1},{"id":2},{"id":3}],"totalCount":3})";
    EXPECT_TRUE(read_page(parsed(three), 3));
    EXPECT_EQ(read_page(parsed(three), 2).error(), "an answer of 3 rows where at most 2 were asked for");
    EXPECT_FALSE(read_page(parsed("[1,2,3]"), 2));
}

TEST(Page, EntityIsBareOrInData)
{
    EXPECT_EQ(read_entity(parsed(R"({"data":{"id":"1"}})")).find("id")->text(), "1");
    EXPECT_EQ(read_entity(parsed(R"({"id":"1"})")).find("id")->text(), "1");
    EXPECT_TRUE(read_entity(parsed(R"({"data":null})")).is_null());
}

TEST(Page, NextIsFollowedBelowTheSameOriginOnly)
{
    const auto* base = "https://h.example/openboxes";
    EXPECT_EQ(path_below(base, "https://h.example/openboxes/api/products?offset=100"),
              "/api/products?offset=100");
    EXPECT_EQ(path_below(base, "/openboxes/api/products?offset=100"), "/api/products?offset=100");
    EXPECT_EQ(path_below(base, "https://evil.example/openboxes/api/products"), "");
    EXPECT_EQ(path_below(base, "http://h.example/openboxes/api/products"), "");
    EXPECT_EQ(path_below(base, "//evil.example/openboxes/api"), "");
    EXPECT_EQ(path_below(base, "/other/api"), "");
    EXPECT_EQ(path_below(base, "api/products"), "");
}

TEST(Page, NextMayBeTextOrObject)
{
    EXPECT_EQ(read(R"({"data":[],"next":"/a"})")->next, "/a");
    EXPECT_EQ(read(R"({"data":[],"next":{"href":"/b"}})")->next, "/b");
    EXPECT_EQ(read(R"({"data":[],"next":null})")->next, "");
}

}  // namespace
}  // namespace webhookd::openboxes
