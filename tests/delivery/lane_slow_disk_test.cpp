// A lane whose attempts wait for the disk: what it sends meanwhile, and where it stops.

#include <future>
#include <optional>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

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
