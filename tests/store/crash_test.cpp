// Death in the middle of a commit (P1, F-21, F-35). The child is killed by the kernel, at the write that
// would make a file longer than its limit (SIGXFSZ), which leaves the files exactly as SIGKILL at that write
// would.

#include <csignal>
#include <filesystem>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

constexpr int baseline_rows = 400;

/// Runs `body` in a forked child whose files cannot grow beyond `limit`; true when it survived.
template <class Body>
bool survives(rlim_t limit, Body body)
{
    const auto child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_DFL);
        const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
        setrlimit(RLIMIT_CORE, &no_core);
        const rlimit no_growth{.rlim_cur = limit, .rlim_max = limit};
        setrlimit(RLIMIT_FSIZE, &no_growth);
        body();
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

void write(const std::string& path, std::function<void(Tables&)> work)
{
    asio::io_context io;
    Store store({.path = path, .source = test_source}, io.get_executor());
    auto once = [](Store& target, std::function<void(Tables&)> w) -> asio::awaitable<void> {
        co_await target.write(w);
    };
    asio::co_spawn(io, once(store, std::move(work)), asio::detached);
    io.run();
    kill(getpid(), SIGKILL);  // written, told, and gone before anything is closed
}

void write_baseline(Tables& tables)
{
    for (int i = 0; i < baseline_rows; ++i) {
        core::Snapshot snapshot;
        snapshot.id = "product-" + std::to_string(i);
        snapshot.watched = {{"name", std::string(100, 'x')}};
        tables.entities.put(core::EntityKind::product, snapshot, false);
    }
    StreamRecord record;
    record.name = "products";
    record.baselined_at = at(0);
    tables.streams.put(record, 0);
}

/// A poll that found one change: snapshot, event and delivery.
void write_change(Tables& tables)
{
    core::Snapshot snapshot;
    snapshot.id = "new";
    snapshot.watched = {{"name", std::string(5000, 'x')}};
    tables.entities.put(core::EntityKind::product, snapshot, false);
    auto event = an_event("evt_new");
    event.body = std::string(20'000, 'x');
    const auto seq = tables.events.add(event, "products", at(1)).value();
    tables.deliveries.add(seq, tables.subscribers.ensure("erp"), at(1));
}

struct CrashTest : StoreTest
{
    void SetUp() override { open_writer(settings()); }

    /// A fresh copy of the closed file, so that every death starts from the same bytes.
    std::string copy(rlim_t limit)
    {
        auto path = directory_ / ("crash-" + std::to_string(limit));
        std::filesystem::copy_file(path_, path);
        return path;
    }
};

constexpr rlim_t step = 2000;  // half a page: every frame of the WAL is torn and also cut between two frames

}  // namespace

TEST_F(CrashTest, ABaselineIsThereCompletelyOrNotAtAll)  // F-20, F-21
{
    int died = 0;
    bool survived = false;
    for (rlim_t limit = 4096; !survived; limit += step) {
        const auto path = copy(limit);
        survived = survives(limit, [&path] { write(path, write_baseline); });
        if (!survived) ++died;
        const auto tables = open_writer({.path = path, .source = test_source});
        const auto count = tables->entities.count({core::EntityKind::product, EntityScope::Place::any, ""});
        const auto stream = tables->streams.find("products");
        EXPECT_EQ(count, stream ? baseline_rows : 0) << "killed at " << limit;
        EXPECT_EQ(stream.has_value(), survived) << "killed at " << limit;
        EXPECT_EQ(tables->database->text("PRAGMA integrity_check"), "ok");
    }
    EXPECT_GT(died, 20);
}

TEST_F(CrashTest, ASnapshotNeverComesWithoutItsEventOrTheOtherWay)  // F-35, P1, P2
{
    int died = 0;
    bool survived = false;
    for (rlim_t limit = 4096; !survived; limit += step) {
        const auto path = copy(limit);
        survived = survives(limit, [&path] { write(path, write_change); });
        if (!survived) ++died;
        const auto tables = open_writer({.path = path, .source = test_source});
        const auto known =
            tables->entities.find(core::EntityKind::product, std::vector<std::string_view>{"new"});
        const auto event = tables->events.find("evt_new");
        DeliveryFilter filter;
        filter.event_id = "evt_new";
        EXPECT_EQ(event.has_value(), known.front().has_value()) << "killed at " << limit;
        EXPECT_EQ(tables->deliveries.list(filter).size(), event ? 1U : 0U) << "killed at " << limit;
        EXPECT_EQ(event.has_value(), survived) << "killed at " << limit;
    }
    EXPECT_GT(died, 0);
}

TEST_F(CrashTest, WhatWasToldAsWrittenIsThereAfterKill)  // P1
{
    EXPECT_TRUE(survives(RLIM_INFINITY, [this] { write(path_, write_change); }));
    Store store(settings(), io_.get_executor());
    EXPECT_TRUE(store.read().events.find("evt_new"));
    run(store.close());
}

TEST_F(CrashTest, AnotherProcessIsKeptOutUntilItDies)  // F-26
{
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const auto child = fork();
    if (child == 0) {
        asio::io_context io;
        const Store store(settings(), io.get_executor());
        if (::write(ready[1], "x", 1) == 1) pause();
        _exit(1);
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    try {
        const Store store(settings(), io_.get_executor());
        ADD_FAILURE() << "two processes have the file";
    } catch (const OpenError& error) {
        EXPECT_NE(std::string(error.what()).find("process " + std::to_string(child)), std::string::npos)
            << error.what();
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    Store store(settings(), io_.get_executor());
    run(store.close());
}

}  // namespace webhookd::store
