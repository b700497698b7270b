// The writer's thread: group commit, refused writes, cancelled callers, closing.

#include "webhookd/store/writer.hpp"

#include <atomic>
#include <memory>
#include <vector>

#include <sqlite3.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "store/store_test.hpp"
#include "webhookd/async/task_group.hpp"

namespace webhookd::store {

namespace {

struct WriterTest : StoreTest
{
    std::size_t subscribers() { return store_.read().subscribers.all().size(); }

    /// Counts the commits from now on.
    asio::awaitable<void> count_commits()
    {
        co_await store_.write([counter = &commits_](Tables& tables) {
            const auto count = [](void* counted) {
                ++*static_cast<int*>(counted);
                return 0;
            };
            sqlite3_commit_hook(tables.database->handle(), count, counter);
        });
        commits_ = 0;
    }

    Store store_{settings(), io_.get_executor()};
    int commits_ = 0;
};

asio::awaitable<void> ensure(Store& store, std::string name, int& successes)
{
    const auto id = co_await store.write([name](Tables& tables) { return tables.subscribers.ensure(name); });
    if (id) ++successes;
}

/// Writes, and only then is told to stop.
asio::awaitable<void> write_then_wait(Store& store, std::vector<std::string>& seen)
{
    const auto id = co_await store.write([](Tables& tables) { return tables.subscribers.ensure("erp"); });
    seen.emplace_back(id ? "written" : id.error().message);
    asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
    seen.emplace_back("not cancelled");
}

// As PRAGMA synchronous answers.
constexpr std::int64_t normal = 1;
constexpr std::int64_t full = 2;

std::int64_t level(Tables& tables)
{
    return tables.database->integer("PRAGMA synchronous");
}

}  // namespace

TEST_F(WriterTest, ReturnsWhatTheFunctionReturnedAfterTheCommit)
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        const auto id =
            co_await test.store_.write([](Tables& tables) { return tables.subscribers.ensure("erp"); });
        EXPECT_EQ(test.store_.read().subscribers.find("erp")->id, id.value());
        co_await test.store_.close();
    }(*this));
}

TEST_F(WriterTest, WhatAFunctionCapturedIsGoneWhenItsCallerResumes)
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        auto large = std::make_shared<int>(1);
        const std::weak_ptr<int> watched = large;
        auto write = [scan = std::move(large)](Tables&) { return *scan; };
        const auto written = co_await test.store_.write(std::move(write));
        EXPECT_EQ(written.value(), 1);
        EXPECT_TRUE(watched.expired());
        co_await test.store_.close();
    }(*this));
}

TEST_F(WriterTest, CommitsTogetherWhatWaitsTogether)
{
    int successes = 0;
    run([](WriterTest& test, int& done) -> asio::awaitable<void> {
        co_await test.count_commits();
        async::TaskGroup writes(test.io_.get_executor());
        for (int i = 0; i < 500; ++i)
            writes.spawn(ensure(test.store_, std::to_string(i), done));
        co_await writes.join();
        EXPECT_EQ(test.subscribers(), 500U);
        co_await test.store_.close();
    }(*this, successes));
    EXPECT_EQ(successes, 500);
    EXPECT_LE(commits_, 3);
}

TEST_F(WriterTest, OnlyACommitOfRelaxedWritesAloneDoesNotWaitForTheDisk)  // F-37
{
    std::int64_t beside_another = 0;
    run([](WriterTest& test, std::int64_t& together) -> asio::awaitable<void> {
        EXPECT_EQ(co_await test.store_.write_relaxed(level), normal);
        EXPECT_EQ(co_await test.store_.write(level), full);
        async::TaskGroup writes(test.io_.get_executor());
        writes.spawn([](Store& store, std::int64_t& found) -> asio::awaitable<void> {
            found = (co_await store.write_relaxed(level)).value();
        }(test.store_, together));
        int done = 0;
        writes.spawn(ensure(test.store_, "erp", done));
        co_await writes.join();
        co_await test.store_.close();
    }(*this, beside_another));
    EXPECT_EQ(beside_another, full);
}

TEST_F(WriterTest, TellsOfEachCommit)
{
    std::vector<Commit> told;
    auto settings_with_listener = settings();
    settings_with_listener.path = directory_ / "other.db";
    settings_with_listener.on_commit = [&told](const Commit& commit) { told.push_back(commit); };
    Store other(settings_with_listener, io_.get_executor());
    int successes = 0;
    run([](WriterTest& test, Store& store, int& done) -> asio::awaitable<void> {
        async::TaskGroup writes(test.io_.get_executor());
        for (int i = 0; i < 3; ++i)
            writes.spawn(ensure(store, std::to_string(i), done));
        co_await writes.join();
        co_await store.write([](Tables& tables) { return tables.subscribers.all().size(); });
        co_await store.close();
        co_await test.store_.close();
    }(*this, other, successes));
    ASSERT_EQ(told.size(), 1U) << "what writes nothing is no commit";
    EXPECT_EQ(told[0].writes, 3U);
    EXPECT_GT(told[0].took.count(), 0);
    EXPECT_FALSE(told[0].failed);
}

TEST_F(WriterTest, BoundsAGroup)
{
    int successes = 0;
    run([](WriterTest& test, int& done) -> asio::awaitable<void> {
        co_await test.count_commits();
        async::TaskGroup writes(test.io_.get_executor());
        for (int i = 0; i < 1100; ++i)
            writes.spawn(ensure(test.store_, std::to_string(i), done));
        co_await writes.join();
        co_await test.store_.close();
    }(*this, successes));
    EXPECT_EQ(successes, 1100);
    EXPECT_EQ(commits_, 3);
}

TEST_F(WriterTest, ARefusedWriteLeavesNothingAndHarmsNobody)
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        int before = 0;
        int after = 0;
        std::string message;
        auto fail = [](WriterTest& t, std::string& told) -> asio::awaitable<void> {
            const auto outcome = co_await t.store_.write([](Tables& tables) {
                tables.subscribers.ensure("half");
                throw std::runtime_error("changed my mind");
            });
            EXPECT_EQ(outcome.error().kind, WriteError::Kind::refused);
            told = outcome.error().message;
        };
        async::TaskGroup writes(test.io_.get_executor());
        writes.spawn(ensure(test.store_, "before", before));
        writes.spawn(fail(test, message));
        writes.spawn(ensure(test.store_, "after", after));
        co_await writes.join();
        EXPECT_EQ(message, "changed my mind");
        EXPECT_EQ(before + after, 2);
        EXPECT_FALSE(test.store_.read().subscribers.find("half"));
        EXPECT_FALSE(test.store_.degraded());
        co_await test.store_.close();
    }(*this));
}

TEST_F(WriterTest, ABrokenConstraintIsARefusal)
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        const auto outcome =
            co_await test.store_.write([](Tables& tables) { tables.deliveries.add(1, 1, at(0)); });
        EXPECT_EQ(outcome.error().kind, WriteError::Kind::refused);
        EXPECT_NE(outcome.error().message.find("FOREIGN KEY"), std::string::npos) << outcome.error().message;
        co_await test.store_.close();
    }(*this));
}

TEST_F(WriterTest, OnlyOneOfTwoPollsInOneGroupPassesTheFence)  // F-26
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        int passed = 0;
        auto poll = [](WriterTest& t, int& count) -> asio::awaitable<void> {
            StreamRecord record;
            record.name = "products";
            const auto won =
                co_await t.store_.write([record](Tables& tables) { return tables.streams.put(record, 0); });
            if (won.value()) ++count;
        };
        async::TaskGroup polls(test.io_.get_executor());
        polls.spawn(poll(test, passed));
        polls.spawn(poll(test, passed));
        co_await polls.join();
        EXPECT_EQ(passed, 1);
        co_await test.store_.close();
    }(*this));
}

TEST_F(WriterTest, ACancelledCallerStillLearnsWhatBecameOfItsWrite)
{
    std::vector<std::string> seen;
    run([](WriterTest& test, std::vector<std::string>& log) -> asio::awaitable<void> {
        async::TaskGroup group(test.io_.get_executor());
        group.spawn(write_then_wait(test.store_, log));
        group.cancel();
        co_await group.join();
        co_await test.store_.close();
    }(*this, seen));
    EXPECT_EQ(seen, std::vector<std::string>{"written"});
}

TEST_F(WriterTest, ClosesAfterTheQueuedWritesAndRefusesLaterOnes)
{
    run([](WriterTest& test) -> asio::awaitable<void> {
        int successes = 0;
        async::TaskGroup writes(test.io_.get_executor());
        for (int i = 0; i < 600; ++i)
            writes.spawn(ensure(test.store_, std::to_string(i), successes));
        asio::steady_timer now(test.io_, asio::steady_timer::time_point::min());
        co_await now.async_wait(asio::use_awaitable);
        co_await test.store_.close();
        const auto late = co_await test.store_.write([](Tables&) {});
        EXPECT_EQ(late.error().kind, WriteError::Kind::closed);
        co_await writes.join();
        EXPECT_EQ(successes, 600);
    }(*this));
}

TEST(WriterThread, CommitsOnAThreadOfItsOwn)
{
    test::TempDir directory;
    asio::thread_pool thread(1);
    asio::io_context io;
    Store store({.path = directory / "state.db", .source = test_source}, thread.get_executor());
    int successes = 0;
    auto body = [](Store& s, asio::io_context& context, int& done) -> asio::awaitable<void> {
        async::TaskGroup writers(context.get_executor());
        auto many = [](Store& target, int who, int& count) -> asio::awaitable<void> {
            for (int i = 0; i < 50; ++i)
                co_await ensure(target, std::to_string(who) + "-" + std::to_string(i), count);
        };
        for (int who = 0; who < 20; ++who)
            writers.spawn(many(s, who, done));
        co_await writers.join();
        EXPECT_EQ(s.read().subscribers.all().size(), 1000U);
        co_await s.close();
    };
    std::exception_ptr failure;
    asio::co_spawn(io, body(store, io, successes),
                   [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    io.run();
    thread.join();
    if (failure) std::rethrow_exception(failure);
    EXPECT_EQ(successes, 1000);
}

}  // namespace webhookd::store
