// The WAL of a running daemon: bounded, and shrunk by the writer alone (F-34, F-40).

#include <filesystem>

#include "store/store_test.hpp"

namespace webhookd::store {

namespace {

asio::awaitable<void> write_long_events(Store& store, std::string prefix, int count)
{
    const auto outcome = co_await store.write([prefix, count](Tables& tables) {
        for (int i = 0; i < count; ++i) {
            auto event = an_event(prefix + std::to_string(i));
            event.body = std::string(3000, 'x');
            tables.events.add(event, "products", at(0));
        }
    });
    EXPECT_TRUE(outcome) << outcome.error().message;
}

struct StoreWalTest : StoreTest
{
    std::uintmax_t wal_size() const { return std::filesystem::file_size(path_ + "-wal"); }
};

constexpr std::uintmax_t mebibyte = std::uintmax_t{1024} * 1024;

}  // namespace

TEST_F(StoreWalTest, StaysBoundedUnderWrites)  // F-40
{
    Store store(settings(), io_.get_executor());
    run([](StoreWalTest& test, Store& s) -> asio::awaitable<void> {
        for (int round = 0; round < 60; ++round)
            co_await write_long_events(s, std::to_string(round) + "_", 100);
        EXPECT_LT(test.wal_size(), 8 * mebibyte) << "60 times 100 times 3000 bytes went through it";
        co_await s.close();
    }(*this, store));
}

TEST_F(StoreWalTest, ShrinksWhenALongReaderIsGone)  // F-40
{
    watchdog_ = std::chrono::seconds(100);  // 30 MB through the WAL
    Store store(settings(), io_.get_executor());
    run([](StoreWalTest& test, Store& s) -> asio::awaitable<void> {
        {
            const auto reader = open_read_only(test.path_);
            reader->database->execute("BEGIN; SELECT * FROM source");
            for (int round = 0; round < 100; ++round)
                co_await write_long_events(s, std::to_string(round) + "_", 100);
            EXPECT_GT(test.wal_size(), 32 * mebibyte) << "the reader pins what was written since";
        }
        co_await write_long_events(s, "after_", 1);
        co_await write_long_events(s, "later_", 1);
        EXPECT_LT(test.wal_size(), 17 * mebibyte);
        co_await s.close();
    }(*this, store));
}

}  // namespace webhookd::store
