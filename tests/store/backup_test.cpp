// A copy of the state file while it is written.

#include "webhookd/store/backup.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "store/store_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::store {

namespace {

namespace fs = std::filesystem;

class BackupTest : public StoreTest
{
  public:
    using Scenario = asio::awaitable<void> (*)(BackupTest& t);

    void scenario(Scenario body)
    {
        auto all = [](BackupTest& t, Scenario part) -> asio::awaitable<void> {
            co_await part(t);
            co_await t.store_.close();
        };
        run(all(*this, body));
    }

    /// Several steps' worth: 4 KiB an event.
    asio::awaitable<void> emit(int count)
    {
        const auto written = co_await store_.write([first = emitted_ + 1, count](Tables& tables) {
            for (int k = first; k < first + count; ++k) {
                auto event = an_event(fmt::format("evt_{}", k));
                event.body = fmt::format(R"({{"text":"{}"}})", std::string(4000, 'x'));
                tables.events.add(event, "products", at(0));
            }
        });
        EXPECT_TRUE(written.has_value());
        emitted_ += count;
    }

    std::int64_t events_in_copy() const
    {
        const auto tables = open_read_only(copy_);
        EXPECT_EQ(tables->database->text("PRAGMA integrity_check"), "ok");
        return tables->database->integer("SELECT count(*) FROM event");
    }

    Store store_{settings(), io_.get_executor()};
    std::string copy_ = directory_ / "copy.db";
    int emitted_ = 0;
};

}  // namespace

TEST_F(BackupTest, CopyIsTheWholeFile)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        co_await t.emit(1000);
        const auto made = co_await back_up(t.store_, t.copy_, false);
        EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
        EXPECT_EQ(made.value().bytes, static_cast<std::int64_t>(fs::file_size(t.copy_)));
        EXPECT_EQ(t.events_in_copy(), 1000);
        EXPECT_FALSE(fs::exists(t.copy_ + ".partial"));
    });
}

TEST_F(BackupTest, WritesGoOnMeanwhileAndAreInTheCopy)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        co_await t.emit(2000);
        auto copy = [](BackupTest& test) -> asio::awaitable<void> {
            const auto made = co_await back_up(test.store_, test.copy_, false);
            EXPECT_TRUE(made.has_value());
        };
        async::TaskGroup group(t.io_.get_executor());
        group.spawn(copy(t));
        int writes_meanwhile = 0;
        while (!fs::exists(t.copy_)) {
            co_await t.emit(1);
            ++writes_meanwhile;
        }
        co_await group.join();
        EXPECT_GT(writes_meanwhile, 3) << "a step is about a MiB, so there were several";
        EXPECT_GE(t.events_in_copy(), 2000 + writes_meanwhile - 2) << "the last may have come after the end";
    });
}

TEST_F(BackupTest, FileThatExistsIsKept)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        t.directory_.write("copy.db", "precious");
        const auto made = co_await back_up(t.store_, t.copy_, false);
        EXPECT_EQ(made.error().kind, WriteError::Kind::refused);
        EXPECT_NE(made.error().message.find("copy.db"), std::string::npos);
        EXPECT_EQ(fs::file_size(t.copy_), 8U);
    });
}

TEST_F(BackupTest, OlderCopyIsReplacedWhenAskedToAndIsForItsOwnerAlone)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        const auto first = co_await back_up(t.store_, t.copy_, false);
        EXPECT_TRUE(first.has_value()) << (first ? "" : first.error().message);
        co_await t.emit(3);
        const auto made = co_await back_up(t.store_, t.copy_, true);
        EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
        EXPECT_EQ(t.events_in_copy(), 3);
        EXPECT_EQ(fs::status(t.copy_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    });
}

TEST_F(BackupTest, FileThatIsNoStateFileIsNotReplaced)
{
    std::ofstream(copy_) << "store: {path: state.db}";
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        const auto made = co_await back_up(t.store_, t.copy_, true);
        EXPECT_FALSE(made.has_value());
        EXPECT_EQ(fs::file_size(t.copy_), 23U);
    });
}

TEST_F(BackupTest, LinkIsNotReplaced)
{
    fs::create_symlink("/dev/null", copy_);
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        const auto made = co_await back_up(t.store_, t.copy_, true);
        EXPECT_FALSE(made.has_value());
        EXPECT_TRUE(fs::is_symlink(t.copy_));
    });
}

TEST_F(BackupTest, StateFileItselfIsNotReplaced)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        co_await t.emit(1);
        const auto path = t.settings().path;
        for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) {
            const auto made = co_await back_up(t.store_, path + suffix, true);
            EXPECT_FALSE(made.has_value()) << suffix;
        }
        co_await t.emit(1);
        EXPECT_EQ(open_read_only(path)->database->integer("SELECT count(*) FROM event"), 2);
    });
}

TEST_F(BackupTest, WhatAKilledDaemonLeftIsReplaced)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        t.directory_.write("copy.db.partial", "half a copy");
        co_await t.emit(1);
        const auto made = co_await back_up(t.store_, t.copy_, false);
        EXPECT_TRUE(made.has_value());
        EXPECT_EQ(t.events_in_copy(), 1);
    });
}

TEST_F(BackupTest, FolderThatIsNotThereIsNamedAndTheStoreIsWell)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        const auto made = co_await back_up(t.store_, t.directory_ / "nowhere/copy.db", false);
        EXPECT_EQ(made.error().kind, WriteError::Kind::refused);
        EXPECT_NE(made.error().message.find("nowhere/copy.db"), std::string::npos) << made.error().message;
        EXPECT_FALSE(t.store_.degraded());
        co_await t.emit(1);
    });
}

TEST_F(BackupTest, CancelledOneLeavesNothingBehind)
{
    scenario([](BackupTest& t) -> asio::awaitable<void> {
        co_await t.emit(2000);
        auto copy = [](BackupTest& test) -> asio::awaitable<void> {
            co_await back_up(test.store_, test.copy_, false);
            ADD_FAILURE() << "it was not cancelled";
        };
        async::TaskGroup group(t.io_.get_executor());
        group.spawn(copy(t));
        while (!fs::exists(t.copy_ + ".partial"))
            co_await t.emit(1);
        group.cancel();
        co_await group.join();
        EXPECT_FALSE(fs::exists(t.copy_));
        EXPECT_FALSE(fs::exists(t.copy_ + ".partial"));
        co_await t.emit(1);
    });
}

}  // namespace webhookd::store
