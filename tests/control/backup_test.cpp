// `POST /v1/backup`.

#include <filesystem>

#include "control/control_test.hpp"

namespace webhookd::control {
namespace {

using Backup = ControlTest;

TEST_F(Backup, BackupIsACopyThatCanBeRead)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        co_await t.write([](store::Tables& tables) { tables.subscribers.ensure("erp"); });
        const auto file = t.directory_ / "copy.db";
        const auto answered = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(answered.status, 200) << answered.body;
        EXPECT_EQ(answered.body["bytes"], std::filesystem::file_size(file));
        EXPECT_TRUE(store::open_read_only(file)->subscribers.find("erp"));
    });
}

TEST_F(Backup, BackupRefusesAFileThatExistsUnlessToldTo)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const std::string file = t.directory_ / "copy.db";
        const auto first = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(first.status, 200) << first.body;
        const auto refused = co_await t.ask("POST", "/v1/backup", Json{{"file", file}}.dump());
        EXPECT_EQ(refused.status, 409);
        const auto made =
            co_await t.ask("POST", "/v1/backup", Json{{"file", file}, {"overwrite", true}}.dump());
        EXPECT_EQ(made.status, 200) << made.body;
    });
}

TEST_F(Backup, BackupWantsAnAbsolutePath)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto answered = co_await t.ask("POST", "/v1/backup", R"({"file": "copy.db"})");
        EXPECT_EQ(answered.status, 400);
    });
}

TEST_F(Backup, BackupToAPathWithAZeroByteIsRefused)
{
    scenario([](ControlTest& t) -> asio::awaitable<void> {
        const auto file = t.directory_.write("copy.db", "precious");
        const auto body = Json{{"file", file + std::string(1, '\0') + "x"}, {"overwrite", true}}.dump();
        const auto answered = co_await t.ask("POST", "/v1/backup", body);
        EXPECT_EQ(answered.status, 400);
        EXPECT_EQ(std::filesystem::file_size(file), 8U);
    });
}

}  // namespace
}  // namespace webhookd::control
