// What every request meets before it reaches its handler: routes, methods, arguments, errors.

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using ApiTest = ControlTest;

TEST_F(ApiTest, UnknownPathIs404)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path :
             {"/", "/v1", "/v1/", "/v1/statuses", "/v1/status/", "/v1/status/x", "nonsense"}) {
            const auto answered = co_await t.get(path);
            EXPECT_EQ(answered.status, 404) << path;
            EXPECT_TRUE(answered.body["error"].is_string()) << path;
        }
    });
}

TEST_F(ApiTest, WrongMethodIs405AndNamesTheRightOne)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("DELETE", "/v1/status");
        EXPECT_EQ(answered.status, 405);
        EXPECT_EQ(http::find_header(answered.headers, "allow"), "GET");
        EXPECT_NE(answered.body["error"].get<std::string>().find("DELETE"), std::string::npos);
    });
}

TEST_F(ApiTest, UnknownKeyIs400AndNamed)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.get("/v1/status?verbose=1");
        EXPECT_EQ(answered.status, 400);
        EXPECT_EQ(answered.body["error"], "verbose: unknown; this takes no arguments");
    });
}

TEST_F(ApiTest, BrokenPercentEncodingIs400)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* target : {"/v1/status?a=%", "/v1/status?a=%2", "/v1/status?%zz=1"}) {
            const auto answered = co_await t.get(target);
            EXPECT_EQ(answered.status, 400) << target;
        }
    });
}

TEST_F(ApiTest, BodyThatGoesOnAfterAZeroByteIs400)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* rest : {"", "}", "{}"}) {
            const auto answered =
                co_await t.ask("POST", "/v1/subscribers/erp/pause", "{}" + std::string(1, '\0') + rest);
            EXPECT_EQ(answered.status, 400) << rest;
        }
        EXPECT_TRUE(t.done_.empty());
    });
}

TEST_F(ApiTest, ArgumentNestedVeryDeepIs400)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        constexpr std::size_t depth = 400'000;
        const auto lists = std::string(depth, '[') + std::string(depth, ']');
        const std::vector<std::pair<std::string, std::string>> bodies{
            {"/v1/subscribers/erp/pause", R"({"reason": )"},
            {"/v1/subscribers/erp/ping", R"({"wait_seconds": )"},
            {"/v1/deliveries/retry", R"({"ids": )"},
            {"/v1/replay", R"({"subscriber": "erp", "states": )"},
            {"/v1/backup", R"({"file": "/nowhere/copy.db", "overwrite": )"},
        };
        for (const auto& [target, begin] : bodies) {
            const auto answered = co_await t.ask("POST", target, begin + lists + "}");
            EXPECT_EQ(answered.status, 400) << target;
        }
    });
}

TEST_F(ApiTest, HugeArgumentIsNotRepeatedWhole)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.get("/v1/events?since=" + std::string(10'000, 'x'));
        EXPECT_EQ(answered.status, 400);
        EXPECT_LT(answered.body.dump().size(), 400U);
    });
}

TEST_F(ApiTest, TellsEveryEventType)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        std::vector<std::string> types;
        const auto answered = co_await t.get("/v1/event-types");
        for (const auto& event : answered.body["event_types"])
            types.push_back(event["type"].get<std::string>());
        std::vector<std::string> all;
        for (const auto& event : t.configured_.rulebook->events())
            all.push_back(event.type);
        EXPECT_EQ(types, all);
    });
}

TEST_F(ApiTest, HeadIsAnsweredAsGet)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("HEAD", "/v1/status");
        EXPECT_EQ(answered.status, 200);
    });
}

TEST_F(ApiTest, AnswersCannotSteerTheTerminalThatShowsThem)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        http::ServerRequest request{"GET", "/v1/events/%C2%9B2J%E2%80%AE", {}, ""};
        const auto answer = co_await t.api_->answer(std::move(request), {});
        EXPECT_EQ(answer.body.find("\u009b"), std::string::npos);
        EXPECT_NE(answer.body.find("\\u009b2J\\u202e"), std::string::npos) << answer.body;
    });
}

TEST_F(ApiTest, AnswersAreJsonThatNobodyCaches)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.get("/v1/status");
        EXPECT_EQ(http::find_header(answered.headers, "content-type"), "application/json");
        EXPECT_EQ(http::find_header(answered.headers, "cache-control"), "no-store");
    });
}

}  // namespace
}  // namespace webhookd::control
