// Opening, reading and closing a state file, and the files that are refused.

#include "webhookd/store/store.hpp"

#include <filesystem>
#include <regex>

#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

struct OpenTest : StoreTest
{
    /// Opens and closes the file as the daemon does; returns its epoch.
    std::string open_and_close(const std::string& source = test_source)
    {
        Store store({.path = path_, .source = source}, io_.get_executor());
        auto epoch = store.audience().installation.epoch;
        run(store.close());
        return epoch;
    }

    std::string refusal(const std::string& source = test_source)
    {
        try {
            Store store({.path = path_, .source = source}, io_.get_executor());
        } catch (const OpenError& error) {
            return error.what();
        }
        ADD_FAILURE() << "the file was accepted";
        return {};
    }
};

bool matches(const std::string& text, const std::string& pattern)
{
    return std::regex_search(text, std::regex(pattern));
}

}  // namespace

TEST_F(StoreTest, WhatAReadAsideThrowsItsCallerHears)
{
    Store store({.path = path_, .source = test_source}, io_.get_executor());
    auto body = [](Store& from) -> asio::awaitable<void> {
        const auto greedy = [](Tables&) -> int { throw std::bad_alloc(); };
        std::exception_ptr failure;
        try {
            co_await from.read_aside(greedy);
        } catch (const std::bad_alloc&) {
            failure = std::current_exception();
        }
        EXPECT_TRUE(failure);
        const auto modest = [](Tables&) { return 7; };
        EXPECT_EQ(co_await from.read_aside(modest), 7);
        co_await from.close();
    };
    run(body(store));
}

TEST_F(OpenTest, MakesTheFileAndItsEpochOnce)
{
    const auto epoch = open_and_close();
    EXPECT_TRUE(matches(epoch, "^[0-9a-f]{32}$")) << epoch;
    EXPECT_EQ(open_and_close(), epoch);
}

TEST_F(OpenTest, GivesEveryFileItsOwnEpoch)
{
    const auto first = open_and_close();
    std::filesystem::remove(path_);
    EXPECT_NE(open_and_close(), first);
}

TEST_F(OpenTest, LeavesOneFileBehindWhenClosed)  // P7, F-40
{
    open_and_close();
    EXPECT_TRUE(std::filesystem::exists(path_));
    EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path_ + "-shm"));
}

TEST_F(OpenTest, RefusesTheFileOfAnotherOpenBoxes)
{
    open_and_close();
    const auto message = refusal("https://other.example.org/openboxes");
    EXPECT_TRUE(matches(message, "belongs to https://openboxes.example.org/openboxes")) << message;
    EXPECT_TRUE(matches(message, "https://other.example.org/openboxes")) << message;
    EXPECT_TRUE(matches(message, "store.path")) << message;
    open_and_close();
}

TEST_F(OpenTest, RefusesAFileOfANewerVersion)
{
    open_and_close();
    sqlite::Database(path_, sqlite::Access::read_write).execute("PRAGMA user_version = 99");
    const auto message = refusal();
    EXPECT_TRUE(matches(message, "newer openboxes-webhookd .*99.*upgrade")) << message;
    EXPECT_THROW(open_read_only(path_), OpenError);
}

TEST_F(OpenTest, LeavesTheDatabaseOfAnotherProgramAlone)
{
    {
        sqlite::Database other(path_, sqlite::Access::read_write);
        other.execute("CREATE TABLE precious (x)");
    }
    const auto size = std::filesystem::file_size(path_);
    const auto message = refusal();
    EXPECT_TRUE(matches(message, "not a state file of openboxes-webhookd")) << message;
    sqlite::Database other(path_, sqlite::Access::read_write);
    EXPECT_EQ(other.text("PRAGMA journal_mode"), "delete");
    EXPECT_EQ(other.integer("SELECT count(*) FROM sqlite_schema"), 1);
    EXPECT_EQ(std::filesystem::file_size(path_), size);
}

TEST_F(OpenTest, RefusesASecondOpeningWhileTheFirstLasts)  // F-26
{
    Store store(settings(), io_.get_executor());
    const auto message = refusal();
    EXPECT_TRUE(
        matches(message, "in use by another openboxes-webhookd \\(process " + std::to_string(getpid())))
        << message;
    run(store.close());
    open_and_close();
}

TEST_F(OpenTest, SaysThatTheDirectoryIsMissing)
{
    path_ = directory_ / "missing/state.db";
    const auto message = refusal();
    EXPECT_TRUE(matches(message, "missing/state.db.lock: No such file or directory.*must exist")) << message;
}

TEST_F(OpenTest, WritesDurablyAndChecksForeignKeys)  // F-34, F-37
{
    Store store(settings(), io_.get_executor());
    run([](Store& s) -> asio::awaitable<void> {
        co_await s.write([](Tables& tables) {
            EXPECT_EQ(tables.database->text("PRAGMA journal_mode"), "wal");
            EXPECT_EQ(tables.database->integer("PRAGMA synchronous"), 2) << "FULL";
            EXPECT_EQ(tables.database->integer("PRAGMA foreign_keys"), 1);
            EXPECT_EQ(tables.database->integer("PRAGMA mmap_size"), 0);
        });
        EXPECT_EQ(s.read().database->integer("PRAGMA mmap_size"), 0);
        EXPECT_THROW(s.read().subscribers.ensure("erp"), sqlite::Error) << "the reader writes";
        co_await s.close();
    }(store));
}

TEST_F(OpenTest, ReadsBesideARunningDaemon)
{
    Store store(settings(), io_.get_executor());
    run([](Store& s, std::string path) -> asio::awaitable<void> {
        co_await s.write([](Tables& tables) { tables.subscribers.ensure("erp"); });
        EXPECT_TRUE(open_read_only(path)->subscribers.find("erp"));
        co_await s.close();
    }(store, path_));
}

TEST_F(OpenTest, ReadsWhenNoDaemonRuns)
{
    open_and_close();
    EXPECT_TRUE(open_read_only(path_)->subscribers.all().empty());
    open_and_close();
}

TEST_F(OpenTest, SaysThatThereIsNothingToRead)
{
    try {
        open_read_only(path_);
        FAIL() << "read a file that does not exist";
    } catch (const OpenError& error) {
        EXPECT_TRUE(matches(error.what(), "cannot read .*No such file")) << error.what();
    }
    EXPECT_FALSE(std::filesystem::exists(path_)) << "reading made the file";
}

}  // namespace webhookd::store
