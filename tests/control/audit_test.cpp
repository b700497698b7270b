// What is commanded leaves a row, and is reported to be logged.

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using Audit = ControlTest;

asio::awaitable<Json> audited(ControlTest& t, const std::string& query = "")
{
    const auto answered = co_await t.get("/v1/audit" + query);
    EXPECT_EQ(answered.status, 200);
    co_return answered.body["actions"];
}

TEST_F(Audit, TellsWhoDidWhatAndHowItEnded)
{
    caller_.name = "192.0.2.1 with the token";
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) { tables.subscribers.ensure("erp"); });
        co_await t.ask("POST", "/v1/subscribers/erp/pause", R"({"reason":"they asked"})");
        const auto listed = co_await audited(t);
        EXPECT_EQ(listed.size(), 1U);
        EXPECT_EQ(listed[0]["action"], "subscribers pause");
        EXPECT_EQ(listed[0]["by"], "192.0.2.1 with the token");
        EXPECT_EQ(listed[0]["arguments"], (Json{{"name", "erp"}, {"reason", "they asked"}}));
        EXPECT_EQ(listed[0]["began_at"], core::format_timestamp(t.clock_.now()));
        EXPECT_EQ(listed[0]["ended_at"], core::format_timestamp(t.clock_.now()));
        EXPECT_EQ(listed[0]["outcome"], "done");
        EXPECT_EQ(listed[0]["status"], 200);
        EXPECT_TRUE(listed[0]["error"].is_null());
        EXPECT_EQ(t.acted_.size(), 1U);
        EXPECT_EQ(t.acted_.at(0).name, "subscribers pause");
    });
}

TEST_F(Audit, EverythingThatChangesSomethingLeavesARow)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path :
             {"/v1/deliveries/retry", "/v1/deliveries/drop", "/v1/replay", "/v1/subscribers/erp/pause",
              "/v1/subscribers/erp/resume", "/v1/subscribers/erp/ping", "/v1/streams/products/poll",
              "/v1/streams/products/rebaseline", "/v1/streams/products/release", "/v1/streams/products/drop",
              "/v1/backup"})
            co_await t.ask("POST", path);
        std::vector<std::string> names;
        const auto listed = co_await audited(t);
        for (const auto& action : listed)
            names.push_back(action["action"].get<std::string>());
        const std::vector<std::string> expected{
            "backup",       "streams drop",     "streams release",    "streams rebaseline",
            "streams poll", "subscribers ping", "subscribers resume", "subscribers pause",
            "replay",       "deliveries drop",  "deliveries retry"};
        EXPECT_EQ(names, expected);
    });
}

TEST_F(Audit, RefusalLeavesARowThatSaysWhy)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.ask("POST", "/v1/subscribers/nobody/pause");
        const auto listed = co_await audited(t);
        EXPECT_EQ(listed.at(0)["outcome"], "refused");
        EXPECT_EQ(listed[0]["status"], 404);
        EXPECT_TRUE(listed[0]["error"].get<std::string>().contains("nobody"));
        EXPECT_EQ(t.acted_.at(0).status, 404);
    });
}

TEST_F(Audit, WhatWasCutOffIsUnfinished)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([now = t.clock_.now()](store::Tables& tables) {
            tables.actions.add({.name = "replay", .caller = "uid 0", .arguments = "{}", .began_at = now});
        });
        const auto listed = co_await audited(t);
        EXPECT_EQ(listed.at(0)["outcome"], "unfinished");
        EXPECT_TRUE(listed[0]["ended_at"].is_null());
    });
}

TEST_F(Audit, ReadingLeavesNone)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.get("/v1/status");
        const auto listed = co_await audited(t);
        EXPECT_TRUE(listed.empty());
        EXPECT_TRUE(t.acted_.empty());
    });
}

TEST_F(Audit, IsListedInPagesAndByAction)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        for (const auto* path : {"/v1/backup", "/v1/replay", "/v1/backup"})
            co_await t.ask("POST", path);
        const auto replays = co_await audited(t, "?action=replay");
        EXPECT_EQ(replays.size(), 1U);
        const auto first = (co_await t.get("/v1/audit?limit=2")).body;
        EXPECT_EQ(first["actions"].size(), 2U);
        const auto second = co_await audited(t, "?before=" + first["next_before"].dump());
        EXPECT_EQ(second.size(), 1U);
    });
}

TEST_F(Audit, KeepsNoMegabyteOfArguments)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.ask("POST", "/v1/subscribers/erp/pause",
                       Json{{"reason", std::string(100'000, 'x')}}.dump());
        const auto listed = co_await audited(t);
        EXPECT_LT(listed.dump().size(), 1000U);
    });
}

}  // namespace
}  // namespace webhookd::control
