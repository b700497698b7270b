// The circuit breaker: one probe at a time instead of all deliveries at a dead endpoint, and the way back.

#include <algorithm>

#include "delivery/lane_test.hpp"

namespace webhookd::delivery {
namespace {

/// Every request is answered so from now on.
void answer_all(LaneTest& t, int status)
{
    t.receiver.answer_with([status](const test::ReceivedWebhook&) { return test::status_answer(status); });
}

/// Ten deliveries, the first five of which failed.
asio::awaitable<void> open_the_circuit(LaneTest& t)
{
    t.settings.max_in_flight = 1;
    answer_all(t, 500);
    co_await t.queue(10);
    t.start();
    co_await t.attempts(5);
    co_await t.until([&t] { return t.listener.changes.size() == 1; });
}

TEST_F(LaneTest, DeadEndpointIsAskedByOneProbeAtATimeAtDoublingIntervals)  // P5
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await open_the_circuit(t);
        EXPECT_EQ(t.lane->status().state, LaneState::failing);
        std::size_t sent = 5;
        for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
            co_await t.expect_wait(wait);
            EXPECT_EQ(t.ledger().size(), sent);
            co_await t.pass(wait);
            co_await t.attempts(++sent);
        }
        co_await t.expect_wait(60s);
    });
}

TEST_F(LaneTest, ProbeIntervalMaxIsObeyed)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.probe_interval_max = 3s;
        co_await open_the_circuit(t);
        std::size_t sent = 5;
        for (const auto wait : {1s, 2s, 3s, 3s}) {
            co_await t.expect_wait(wait);
            co_await t.pass(wait);
            co_await t.attempts(++sent);
        }
    });
}

TEST_F(LaneTest, OpenCircuitBurnsNoAttempt)  // P1
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = {5s};
        co_await open_the_circuit(t);
        for (std::size_t probe = 1; probe <= 50; ++probe) {
            co_await t.pass(60s);
            co_await t.attempts(5 + probe);
        }
        for (int id = 1; id <= 10; ++id) {
            EXPECT_EQ(t.delivery(id).attempts, id <= 5 ? 1 : 0) << id;
            EXPECT_NE(t.delivery(id).state, DeliveryState::dead) << id;
        }
        EXPECT_TRUE(t.listener.dead.empty());
        const auto probes = std::ranges::count(t.listener.attempts, true, &store::AttemptRecord::probe);
        EXPECT_EQ(probes, 50);
    });
}

TEST_F(LaneTest, OneDeliveryThatAlwaysFailsDoesNotOpenTheCircuit)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = std::vector<core::Duration>(10, 5s);
        answer_all(t, 500);
        co_await t.send(1);
        for (std::size_t sent = 2; sent <= 11; ++sent) {
            co_await t.pass(5s);
            co_await t.attempts(sent);
        }
        EXPECT_EQ(t.delivery(1).state, DeliveryState::dead);
        EXPECT_TRUE(t.listener.changes.empty());
    });
}

TEST_F(LaneTest, FourHundredsDoNotOpenTheCircuit)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        answer_all(t, 404);
        co_await t.send(20);
        EXPECT_EQ(t.lane->status().state, LaneState::healthy);
        co_await t.expect_wait(5s);
    });
}

TEST_F(LaneTest, ProbesRotateSoThatAPoisonDeliveryDoesNotBlockTheLane)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await open_the_circuit(t);
        for (int id = 1; id <= 10; ++id) {
            if (id != 8)
                t.receiver.answer_id("evt_" + std::to_string(id),
                                     std::vector<test::Answer>(100, test::status_answer(500)));
        }
        answer_all(t, 204);
        std::size_t sent = 5;
        // Each of ten pending deliveries has its turn at most once before the one that succeeds.
        for (int probe = 1; probe <= 10 && t.delivery(8).state == DeliveryState::pending; ++probe) {
            co_await t.pass(60s);
            co_await t.attempts(++sent);
        }
        EXPECT_EQ(t.delivery(8).state, DeliveryState::delivered);
    });
}

/// `count` products that are answered 500, and then a movement that is accepted.
asio::awaitable<void> queue_poison_and_a_movement(LaneTest& t, int count)
{
    t.receiver.answer_with([count](const test::ReceivedWebhook& webhook) {
        const auto number = std::stoi(webhook.id.substr(std::string("evt_").size()));
        return test::status_answer(number <= count ? 500 : 204);
    });
    co_await t.queue(count);
    t.type = "stockMovement.shipped";
    co_await t.queue(1);
}

TEST_F(LaneTest, MovementGetsPastAHundredPoisonProducts)  // P1, P5
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await queue_poison_and_a_movement(t, 100);
        t.start();
        for (int step = 0; step < 600 && t.delivery(101).state == DeliveryState::pending; ++step)
            co_await t.pass(100ms);
        EXPECT_EQ(t.delivery(101).state, DeliveryState::delivered);
    });
}

TEST_F(LaneTest, PoisonIsCountedAndDiesOnItsScheduleWhileOthersGetThrough)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry = {.delays = {1min, 1min}, .jitter = 0};
        co_await queue_poison_and_a_movement(t, 30);
        t.start();
        for (int step = 0; step < 3000 && t.listener.dead.size() < 30; ++step) {
            co_await t.rest();
            t.clock.advance(100ms);
        }
        EXPECT_EQ(t.listener.dead.size(), 30U);
        for (int id = 1; id <= 30; ++id)
            EXPECT_EQ(t.delivery(id).attempts, 3) << id;
        EXPECT_EQ(t.lane->status().state, LaneState::healthy);
    });
}

TEST_F(LaneTest, RecoverySendsExactlyTheFailedSetOnceAndInOrder)  // P1
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        t.settings.retry.delays = std::vector<core::Duration>(9, 5h);
        t.settings.max_in_flight = 1;
        co_await t.send(3);
        answer_all(t, 500);
        co_await t.queue(10);
        t.lane->wake();
        co_await t.attempts(8);
        co_await t.rest();
        answer_all(t, 204);
        const auto before = t.ledger().size();
        co_await t.pass(1s);
        co_await t.attempts(before + 10);
        co_await t.expect_idle();
        EXPECT_EQ(t.ledger().size(), before + 10);
        std::vector<std::string> resent;
        for (auto i = before; i < t.ledger().size(); ++i)
            resent.push_back(t.ledger().all().at(i).id);
        // The probe is the first that was due; then come, in their order, those that failed and those that
        // waited.
        EXPECT_EQ(resent, (Ids{"evt_9", "evt_4", "evt_5", "evt_6", "evt_7", "evt_8", "evt_10", "evt_11",
                               "evt_12", "evt_13"}));
        EXPECT_EQ(t.ledger().accepted_ids().size(), 13U);
        EXPECT_EQ(t.row().state, LaneState::healthy);
        EXPECT_EQ(t.row().failing_since, std::nullopt);
    });
}

/// Answers 500 until it is `up`; then keeps each request until it is admitted, in order of arrival.
class Turnstile
{
  public:
    explicit Turnstile(asio::io_context& io)
        : notifier_(io),
          server_(io, test::TestHttpServer::Handler([this](const test::Request&) { return answer(); }))
    {
    }

    std::string url() const { return server_.url(); }
    void repair() { up_ = true; }
    void admit(std::size_t count)
    {
        admitted_ += count;
        notifier_.notify();
    }
    std::size_t waiting() const { return arrived_ - admitted_; }
    asio::awaitable<void> until_waiting(std::size_t count)
    {
        return notifier_.wait_until([this, count] { return waiting() >= count; });
    }
    void stop()
    {
        notifier_.close();
        server_.stop();
    }

  private:
    asio::awaitable<test::Answer> answer()
    {
        if (!up_) co_return test::status_answer(500);
        const auto number = ++arrived_;
        notifier_.notify();
        co_await notifier_.wait_until([this, number] { return number <= admitted_; });
        co_return test::status_answer(204);
    }

    test::Notifier notifier_;
    bool up_ = false;
    std::size_t arrived_ = 0;
    std::size_t admitted_ = 0;
    test::TestHttpServer server_;
};

class RampTest : public LaneTest
{
  public:
    RampTest()
    {
        at_end([this] { turnstile.stop(); });
    }

    Turnstile turnstile{io_};
};

TEST_F(RampTest, RecoveryIsRampedFromOneInFlight)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        auto& turnstile = dynamic_cast<RampTest&>(t).turnstile;
        t.webhook.url = http::Url::parse(turnstile.url() + "/").value();
        t.settings.max_in_flight = 8;
        co_await t.queue(40);
        t.start();
        co_await t.until([&t] { return !t.listener.changes.empty(); });
        co_await t.rest();
        turnstile.repair();
        co_await t.pass(1s);
        for (const std::size_t width : {1U, 1U, 2U, 4U, 8U, 8U}) {  // the first is the probe
            co_await turnstile.until_waiting(width);
            EXPECT_EQ(turnstile.waiting(), width);
            EXPECT_EQ(t.lane->status().in_flight, width);
            turnstile.admit(width);
        }
        turnstile.admit(40);
    });
}

TEST_F(LaneTest, FailingStateSurvivesARestartAndIsProbedFirst)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await open_the_circuit(t);
        co_await t.rest();
        co_await t.kill();
        EXPECT_EQ(t.row().state, LaneState::failing);
        t.start();
        co_await t.attempts(6);
        EXPECT_TRUE(t.listener.attempts.back().probe);
        co_await t.expect_wait(2s);
        EXPECT_EQ(t.ledger().size(), 6U) << "one probe, not all that is due";
    });
}

TEST_F(LaneTest, EventsOfAnOutageQueueWithoutCausingRequests)
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await open_the_circuit(t);
        for (int i = 0; i < 100; ++i) {
            co_await t.queue(1);
            t.lane->wake();
        }
        co_await t.expect_wait(1s);
        EXPECT_EQ(t.ledger().size(), 5U);
    });
}

}  // namespace
}  // namespace webhookd::delivery
