#pragma once
// The fixture of lane tests: a real state file, a webhook receiver on a real socket, a manual clock, and one
// lane between them. A scenario is a lambda coroutine that captures nothing:
//
//     TEST_F(LaneTest, SendsIt)
//     {
//         scenario([](LaneTest& t) -> asio::awaitable<void> {
//             co_await t.queue(1);
//             t.start();
//             co_await t.attempts(1);
//             EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
//         });
//     }

#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "delivery/contains.hpp"
#include "delivery/lane.hpp"
#include "support/io_test.hpp"
#include "support/manual_clock.hpp"
#include "support/notifier.hpp"
#include "support/scripted_resolver.hpp"
#include "support/temp_dir.hpp"
#include "support/webhook_receiver.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/delivery/webhook/endpoint.hpp"

namespace webhookd::delivery {

using namespace std::chrono_literals;
using store::DeliveryState;
using store::LaneState;
using test::Manner;
using Ids = std::vector<std::string>;

/// Remembers what lanes report.
struct RecordingListener final : Listener
{
    struct StateChange
    {
        LaneState before;
        LaneState after;
        std::string reason;
    };

    explicit RecordingListener(asio::io_context& io) : notifier(io) {}

    void on_attempt(const LaneSettings& lane, const store::DueDelivery& delivery,
                    const store::AttemptRecord& attempt) override;
    void on_lane_state(const LaneSettings& lane, LaneState before,
                       const store::SubscriberRecord& now) override;
    void on_dead(const LaneSettings& lane, const store::DueDelivery& delivery,
                 const std::string& reason) override;
    void on_events(std::span<const std::int64_t> subscriber_ids) override;

    std::function<void(std::span<const std::int64_t>)> wake;  ///< when set, does what the program does
    std::vector<store::AttemptRecord> attempts;
    std::vector<StateChange> changes;
    std::vector<std::pair<std::string, std::string>> dead;  ///< event id, reason
    test::Notifier notifier;
};

class LaneTest : public test::IoTest
{
  public:
    static constexpr auto secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    explicit LaneTest(test::ReceiverOptions options = {.secrets = {secret}});

    using Scenario = asio::awaitable<void> (*)(LaneTest& t);
    /// Runs it, then drains the lane that is left, closes all, and checks that the receiver found nothing
    /// wrong.
    void scenario(Scenario body);

    /// Queues `count` events, each of an entity of its own unless one is named. Event k (from 1) has the id
    /// `evt_k` and its delivery the id k.
    asio::awaitable<void> queue(int count, std::string entity = "");

    std::unique_ptr<Destination> endpoint(WebhookSettings of);

    /// Starts a lane with `settings` to `webhook`, and state and deliveries as they are in the store.
    void start();
    /// Drains the lane and waits for its end.
    asio::awaitable<void> stop();
    /// Cancels the lane, as a crash would end it.
    asio::awaitable<void> kill();
    /// Queued and started, `count` attempts awaited.
    asio::awaitable<void> send(int count);

    /// Returns once so many attempts have been recorded since the start.
    asio::awaitable<void> attempts(std::size_t count);
    /// Returns once `holds`; looked at after each recorded attempt and each change of the lane's state.
    asio::awaitable<void> until(std::function<bool()> holds);
    /// Returns when nothing is in flight and the lane waits, for the clock or to be woken.
    asio::awaitable<void> rest();
    /// Rests, then expects that the lane looks again by itself after this time; or only when woken.
    asio::awaitable<void> expect_wait(std::optional<std::chrono::milliseconds> time,
                                      std::source_location where = std::source_location::current());
    asio::awaitable<void> expect_idle(std::source_location where = std::source_location::current());
    /// Rests, insists that the lane waits for the clock, and moves it.
    asio::awaitable<void> pass(std::chrono::milliseconds time);

    store::DeliveryRecord delivery(std::int64_t id);
    std::vector<store::AttemptRecord> attempts_of(std::int64_t id)
    {
        return store->read().deliveries.attempts(id);
    }
    store::SubscriberRecord row();
    asio::awaitable<void> requeue(std::int64_t id);
    using IoTest::at_end;
    using IoTest::io_;
    const test::WebhookLedger& ledger() const { return receiver.ledger(); }

    test::TempDir dir;
    test::ManualClock clock;
    async::Random random{42};
    test::ScriptedResolver resolver;
    RecordingListener listener{io_};
    test::WebhookReceiver receiver;
    std::unique_ptr<store::Store> store;
    LaneSettings settings;
    WebhookSettings webhook;
    std::string type = "product.created";          ///< of what is queued
    store::Chain chain = store::Chain::by_entity;  ///< of what is queued
    std::unique_ptr<Lane> lane;
    std::unique_ptr<async::TaskGroup> group;
    int queued = 0;

  private:
    static test::ReceiverOptions with_clock(test::ReceiverOptions options, const test::ManualClock& clock);
    asio::awaitable<void> run_and_close(Scenario body);
    asio::awaitable<void> end_lane(bool cancel);
};

/// The body of an event as the fixture makes it.
std::string event_body(int number, const std::string& entity, core::Timestamp at);

/// A key of `secret`, or of another text.
core::SigningKey signing_key(const std::string& text = LaneTest::secret);

}  // namespace webhookd::delivery
