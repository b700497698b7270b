// `GET /v1/status` and `GET /v1/subscribers`, with the daemon and without it.

#include <fmt/format.h>

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using Status = ControlTest;

void queue_events(store::Tables& tables)
{
    const auto erp = tables.subscribers.ensure("erp");
    const auto gone = tables.subscribers.ensure("gone");
    for (const auto subscriber : {erp, gone}) {
        const auto seq =
            tables.events.add(store::an_event(fmt::format("evt_{}", subscriber)), "products", store::at(1));
        tables.deliveries.add(seq.value(), subscriber, store::at(1));
    }
}

TEST_F(Status, TellsOfTheRunningDaemon)
{
    live_.requests_last_minute = 7;
    live_.started_at = store::at(3);
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto status = (co_await t.get("/v1/status")).body;
        EXPECT_EQ(status["daemon"]["running"], true);
        EXPECT_EQ(status["daemon"]["version"], "1.2.3");
        EXPECT_EQ(status["daemon"]["started_at"], core::format_timestamp(store::at(3)));
        EXPECT_EQ(status["budget"]["used_last_minute"], 7);
        EXPECT_EQ(status["budget"]["requests_per_minute"], 50);
        EXPECT_EQ(status["budget"]["needed_per_minute"], 0);
    });
}

TEST_F(Status, LanesAreAsTheyAreNow)
{
    live_.lanes = {{.name = "erp", .in_flight = 3, .paused_until = store::at(5), .trouble = "disk full"}};
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto subscribers = (co_await t.get("/v1/subscribers")).body["subscribers"];
        EXPECT_EQ(subscribers.size(), 2U);
        EXPECT_EQ(subscribers[0]["in_flight"], 3);
        EXPECT_EQ(subscribers[0]["paused_until"], core::format_timestamp(store::at(5)));
        EXPECT_EQ(subscribers[0]["trouble"], "disk full");
        EXPECT_FALSE(subscribers[1].contains("in_flight"));
    });
}

TEST_F(Status, UrlsAreShownWithoutWhatMayBeASecret)
{
    configured_.subscribers[0].url = "https://hooks.example.org/services/T0K3N?key=s3cret";
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* target : {"/v1/status", "/v1/subscribers"}) {
            const auto subscribers = (co_await t.get(target)).body["subscribers"];
            EXPECT_EQ(subscribers[0]["url"], "https://hooks.example.org/…") << target;
        }
        const auto resumed = (co_await t.ask("POST", "/v1/subscribers/erp/resume")).body;
        EXPECT_EQ(resumed["url"], "https://hooks.example.org/…");
    });
}

TEST_F(Status, WhoShowsTheTokenIsToldWholeUrls)
{
    configured_.subscribers[0].url = "https://hooks.example.org/services/T0K3N?key=s3cret";
    caller_.shows_token = true;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto subscribers = (co_await t.get("/v1/subscribers")).body["subscribers"];
        EXPECT_EQ(subscribers[0]["url"], "https://hooks.example.org/services/T0K3N?key=s3cret");
    });
}

TEST_F(Status, SubscribersOfThePastAreListedWhileTheyHaveDeliveries)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(queue_events);
        const auto subscribers = (co_await t.get("/v1/subscribers")).body["subscribers"];
        EXPECT_EQ(subscribers.size(), 3U);
        EXPECT_EQ(subscribers[0]["pending"], 1);
        EXPECT_EQ(subscribers[1]["state"], "healthy");
        EXPECT_EQ(subscribers[2]["name"], "gone");
        EXPECT_EQ(subscribers[2]["state"], "removed");
        EXPECT_TRUE(subscribers[2]["url"].is_null());
    });
}

TEST_F(Status, OfTheStateFileAloneSaysThatNoDaemonRuns)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write(queue_events);
        const View view{t.store_->read(), t.configured_, t.clock_.now(), std::nullopt};
        const auto answer = read(view, {.method = "GET", .target = "/v1/status", .headers = {}, .body = {}});
        EXPECT_EQ(answer.status, 200);
        const auto status = Json::parse(answer.body);
        EXPECT_EQ(status["daemon"]["running"], false);
        EXPECT_EQ(status["subscribers"][0]["pending"], 1);
        EXPECT_FALSE(status["budget"].contains("used_last_minute"));
    });
}

TEST_F(Status, DisabledSubscriberIsSaidToBe)
{
    configured_.subscribers[1].enabled = false;
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto subscribers = (co_await t.get("/v1/subscribers")).body["subscribers"];
        EXPECT_EQ(subscribers[1]["state"], "disabled");
    });
}

}  // namespace
}  // namespace webhookd::control
