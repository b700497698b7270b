// Between the POST and its record: crash, shutdown, full disk, slow disk (P1: nothing lost, and nothing sent
// again without need).

#include <future>
#include <optional>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

TEST_F(LaneTest, CancelledAttemptStaysPendingAndIsSentAgainWithTheSameId)  // P1, P3
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.receiver.hold();
        co_await t.queue(3);
        t.start();
        co_await t.receiver.received(3);
        co_await t.kill();
        EXPECT_TRUE(t.listener.attempts.empty());
        EXPECT_EQ(t.delivery(1).state, DeliveryState::pending);
        EXPECT_TRUE(t.attempts_of(1).empty());
        t.receiver.release();
        t.start();
        co_await t.attempts(3);
        EXPECT_EQ(t.ledger().ids(), (Ids{"evt_1", "evt_2", "evt_3"}));
        EXPECT_EQ(t.ledger().count("evt_1"), 2U);
    });
}

TEST_F(LaneTest, DrainFinishesWhatIsInFlightAndStartsNothing)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.max_in_flight = 2;
        t.receiver.hold();
        co_await t.queue(5);
        t.start();
        co_await t.receiver.received(2);
        t.lane->drain();
        t.receiver.release();
        co_await t.stop();
        EXPECT_EQ(t.ledger().size(), 2U);
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(2).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(3).state, DeliveryState::pending);
    });
}

/// Answers that need pages of their own in the store.
void answer_at_length(LaneTest& t)
{
    auto answer = test::status_answer(200);
    answer.body = std::string(2048, 'x');
    t.receiver.answer_with([answer](const test::ReceivedWebhook&) { return answer; });
}

/// From now on commits fail as on a full disk (F-38), or succeed again.
asio::awaitable<void> fill_disk(LaneTest& t, bool full)
{
    auto work = [full](store::Tables& tables) {
        // The limit cannot be set below the size of the file, so every further page is too many.
        tables.database->execute(full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823");
    };
    co_await t.store->write(std::move(work));
}

/// Returns when every attempt was answered and waits for the disk.
asio::awaitable<void> until_all_wait(LaneTest& t)
{
    do
        co_await asio::post(t.io_, asio::use_awaitable);
    while (t.lane->status().in_flight > 0);
    // What ended in this turn of the event loop is on its way to the store, and tried before this.
    co_await asio::post(t.io_, asio::use_awaitable);
    auto nothing = [](store::Tables&) {};
    co_await t.store->write(std::move(nothing));
    EXPECT_GT(t.clock.sleepers(), 0U);
}

TEST_F(LaneTest, FullDiskLosesNoResultAndSendsNothingNew)  // P1, F-38
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        answer_at_length(t);
        co_await t.queue(100);
        co_await fill_disk(t, true);
        t.start();
        co_await t.clock.until_sleepers(1);
        co_await until_all_wait(t);
        const auto sent = t.ledger().size();
        EXPECT_LT(sent, 100U);
        EXPECT_TRUE(contains(t.lane->status().trouble, "full"));
        for (int retry = 0; retry < 5; ++retry) {
            t.clock.advance(30s);
            co_await until_all_wait(t);
            EXPECT_EQ(t.ledger().size(), sent);
        }
        co_await fill_disk(t, false);
        t.clock.advance(30s);
        co_await t.attempts(100);
        EXPECT_EQ(t.ledger().size(), 100U) << "nothing was sent twice";
        EXPECT_EQ(t.lane->status().trouble, "");
    });
}

TEST_F(LaneTest, CancellationEndsTheWaitForTheDisk)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        answer_at_length(t);
        co_await t.queue(100);
        co_await fill_disk(t, true);
        t.start();
        co_await t.clock.until_sleepers(1);
        co_await t.kill();
        co_await fill_disk(t, false);
    });
}

/// A lane whose store commits on a thread of its own, as in production, which can be held.
class SlowDiskTest : public LaneTest
{
  public:
    SlowDiskTest()
    {
        store.reset();
        store = std::make_unique<store::Store>(
            store::StoreSettings{dir / "state.db", "https://openboxes.example.org/openboxes"},
            disk_.get_executor());
    }

    /// While it lives, nothing is committed.
    class Held
    {
      public:
        explicit Held(asio::thread_pool& disk)
        {
            asio::post(disk, [released = released_.get_future().share()] { released.wait(); });
        }
        ~Held() { released_.set_value(); }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;

      private:
        std::promise<void> released_;
    };

    asio::thread_pool& disk() { return disk_; }

  private:
    asio::thread_pool disk_{1};
};

TEST_F(SlowDiskTest, SendsOnWhileAttemptsAreRecordedButNotWithoutEnd)
{
    scenario([](LaneTest& lane_test) -> asio::awaitable<void> {
        auto& t = static_cast<SlowDiskTest&>(lane_test);
        t.settings.max_in_flight = 1;
        co_await t.queue(9);
        std::optional<Held> held(std::in_place, t.disk());
        t.start();
        co_await t.receiver.received(4);
        co_await t.rest();
        EXPECT_EQ(t.ledger().size(), 4U) << "a crash now would have them sent again";
        EXPECT_EQ(t.listener.attempts.size(), 0U);
        held.reset();
        co_await t.attempts(9);
        EXPECT_EQ(t.ledger().size(), 9U);
    });
}

}  // namespace
}  // namespace webhookd::delivery
