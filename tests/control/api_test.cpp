// What every request meets before it reaches its handler: routes, methods, arguments, errors.

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using Api = ControlTest;

TEST_F(Api, UnknownPathIs404)
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

TEST_F(Api, WrongMethodIs405AndNamesTheRightOne)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("DELETE", "/v1/status");
        EXPECT_EQ(answered.status, 405);
        EXPECT_EQ(http::find_header(answered.headers, "allow"), "GET");
        EXPECT_NE(answered.body["error"].get<std::string>().find("DELETE"), std::string::npos);
    });
}

TEST_F(Api, UnknownKeyIs400AndNamed)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.get("/v1/status?verbose=1");
        EXPECT_EQ(answered.status, 400);
        EXPECT_EQ(answered.body["error"], "verbose: unknown; this takes no arguments");
    });
}

TEST_F(Api, BrokenPercentEncodingIs400)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* target : {"/v1/status?a=%", "/v1/status?a=%2", "/v1/status?%zz=1"}) {
            const auto answered = co_await t.get(target);
            EXPECT_EQ(answered.status, 400) << target;
        }
    });
}

TEST_F(Api, HeadIsAnsweredAsGet)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("HEAD", "/v1/status");
        EXPECT_EQ(answered.status, 200);
    });
}

TEST_F(Api, AnswersAreJsonThatNobodyCaches)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.get("/v1/status");
        EXPECT_EQ(http::find_header(answered.headers, "content-type"), "application/json");
        EXPECT_EQ(http::find_header(answered.headers, "cache-control"), "no-store");
    });
}

}  // namespace
}  // namespace webhookd::control
