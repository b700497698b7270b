// The fixture of all lane_*_test.cpp, and the simplest delivery of all.

#include "delivery/lane_test.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include "webhookd/core/rulebook.hpp"

namespace webhookd::delivery {

void RecordingListener::on_attempt(const LaneSettings&, const store::DueDelivery&,
                                   const store::AttemptRecord& attempt)
{
    attempts.push_back(attempt);
    notifier.notify();
}

void RecordingListener::on_lane_state(const LaneSettings&, LaneState before,
                                      const store::SubscriberRecord& now)
{
    changes.push_back({before, now.state, now.reason});
    notifier.notify();
}

void RecordingListener::on_dead(const LaneSettings&, const store::DueDelivery& delivery,
                                const std::string& reason)
{
    dead.emplace_back(delivery.event_id, reason);
}

void RecordingListener::on_events(std::span<const std::int64_t> subscriber_ids)
{
    if (wake) wake(subscriber_ids);
    notifier.notify();
}

core::SigningKey signing_key(const std::string& text)
{
    return core::SigningKey::parse(core::SecretText(text)).value();
}

std::string event_body(int number, const std::string& entity, core::Timestamp at)
{
    auto body =
        core::event_example(*core::Rulebook::built_in()->find_event(core::event_type::product_created));
    auto& data = body["data"];
    data["id"] = entity;
    data["object"]["id"] = entity;
    data["object"]["name"] = fmt::format("Product {}", number);
    data["detected"]["at"] = core::format_timestamp(at);
    return body.dump();
}

LaneTest::LaneTest(test::ReceiverOptions options)
    : receiver(io_, with_clock(std::move(options), clock)),
      store(std::make_unique<store::Store>(
          store::StoreSettings{dir / "state.db", "https://openboxes.example.org/openboxes"},
          io_.get_executor()))
{
    settings.name = "erp";
    webhook.url = http::Url::parse(receiver.url() + "/hook").value();
    webhook.keys = {signing_key()};
    settings.retry = {{5s, 5min, 30min}, 0.0};
    webhook.http.addresses = http::AddressPolicy::allow_private;
    webhook.http.allow_http = true;
    at_end([this] { receiver.stop(); });
    at_end([this] { listener.notifier.close(); });
}

test::ReceiverOptions LaneTest::with_clock(test::ReceiverOptions options, const test::ManualClock& clock)
{
    options.now = [&clock] { return std::chrono::floor<std::chrono::seconds>(clock.now()); };
    return options;
}

void LaneTest::scenario(Scenario body)
{
    run(run_and_close(body));
    EXPECT_EQ(receiver.ledger().problems(), Ids());
}

asio::awaitable<void> LaneTest::run_and_close(Scenario body)
{
    auto add = [](store::Tables& tables) { return tables.subscribers.ensure("erp"); };
    auto id = co_await store->write(add);
    settings.subscriber_id = id.value();
    std::exception_ptr failure;
    try {
        co_await body(*this);
    } catch (...) {
        failure = std::current_exception();
    }
    receiver.release();
    co_await end_lane(failure != nullptr);
    co_await store->close();
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> LaneTest::queue(int count, std::string entity)
{
    struct Rows
    {
        std::int64_t subscriber;
        store::Chain chain;
        std::vector<core::Event> events;
        core::Timestamp now;

        void operator()(store::Tables& tables) const
        {
            tables.deliveries.rechain(subscriber, chain);
            for (const auto& event : events) {
                const auto seq = tables.events.add(event, "products", now);
                if (!seq) throw std::runtime_error("event id used twice: " + event.id);
                tables.deliveries.add(*seq, subscriber, now);
            }
        }
    };
    Rows rows{settings.subscriber_id, chain, {}, clock.now()};
    for (int i = 0; i < count; ++i) {
        const int number = ++queued;
        const auto name = entity.empty() ? fmt::format("p{}", number) : entity;
        const auto at = clock.now() + std::chrono::seconds(number);
        rows.events.push_back(
            {fmt::format("evt_{}", number), type, "product:" + name, event_body(number, name, at), at});
    }
    auto written = co_await store->write(std::move(rows));
    if (!written) throw std::runtime_error(written.error().message);
}

std::unique_ptr<Destination> LaneTest::endpoint(WebhookSettings of)
{
    return std::make_unique<WebhookEndpoint>(io_.get_executor(), resolver, std::move(of));
}

void LaneTest::start()
{
    group = std::make_unique<async::TaskGroup>(io_.get_executor());
    lane = std::make_unique<Lane>(io_.get_executor(), *store, clock, random, listener, settings,
                                  endpoint(webhook));
    group->spawn(lane->run());
}

asio::awaitable<void> LaneTest::stop()
{
    return end_lane(false);
}

asio::awaitable<void> LaneTest::kill()
{
    return end_lane(true);
}

asio::awaitable<void> LaneTest::end_lane(bool cancel)
{
    if (!lane) co_return;
    if (cancel) {
        group->cancel();
    } else {
        lane->drain();
    }
    co_await group->join();
    lane.reset();
}

asio::awaitable<void> LaneTest::send(int count)
{
    co_await queue(count);
    start();
    co_await attempts(static_cast<std::size_t>(count));
}

asio::awaitable<void> LaneTest::attempts(std::size_t count)
{
    return until([this, count] { return listener.attempts.size() >= count; });
}

asio::awaitable<void> LaneTest::until(std::function<bool()> holds)
{
    return listener.notifier.wait_until(std::move(holds));
}

asio::awaitable<void> LaneTest::rest()
{
    // With nothing in flight, all that is left to run are handlers that are ready now: the lane's next look
    // at the store takes fewer turns of the io_context than these.
    constexpr int turns_of_a_look = 50;
    for (int turn = 0; turn < turns_of_a_look; ++turn) {
        if (lane->status().in_flight > 0) turn = 0;
        co_await asio::post(io_, asio::use_awaitable);
    }
}

asio::awaitable<void> LaneTest::expect_wait(std::optional<std::chrono::milliseconds> time,
                                            std::source_location where)
{
    co_await rest();
    std::optional<std::chrono::nanoseconds> wait;
    if (const auto deadline = clock.next_deadline()) wait = *deadline - clock.steady();
    EXPECT_EQ(wait, time) << where.file_name() << ":" << where.line();
}

asio::awaitable<void> LaneTest::expect_idle(std::source_location where)
{
    return expect_wait(std::nullopt, where);
}

asio::awaitable<void> LaneTest::pass(std::chrono::milliseconds time)
{
    co_await rest();
    EXPECT_EQ(clock.sleepers(), 1U) << "the lane does not wait for the clock";
    clock.advance(time);
}

store::DeliveryRecord LaneTest::delivery(std::int64_t id)
{
    auto found = store->read().deliveries.find(id);
    if (!found) throw std::runtime_error(fmt::format("no delivery {}", id));
    return std::move(*found);
}

store::SubscriberRecord LaneTest::row()
{
    auto found = store->read().subscribers.find("erp");
    if (!found) throw std::runtime_error("no subscriber erp");
    return std::move(*found);
}

asio::awaitable<void> LaneTest::requeue(std::int64_t id)
{
    auto work = [id, now = clock.now()](store::Tables& tables) { tables.deliveries.requeue(id, now); };
    co_await store->write(std::move(work));
    if (lane) lane->wake();
}

namespace {

TEST_F(LaneTest, SendsOneSignedPostAndRecordsIt)  // P1
{
    scenario([](LaneTest& t) -> asio::awaitable<void> {
        co_await t.send(1);
        const auto& request = t.ledger().all().at(0).request;
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.path, "/hook");
        EXPECT_EQ(request.headers.get("content-type"), "application/json");
        EXPECT_EQ(request.headers.get("user-agent"), "openboxes-webhookd");
        EXPECT_EQ(request.headers.get("webhook-id"), "evt_1");
        EXPECT_EQ(request.headers.get("webhook-timestamp"), "1780394400");
        EXPECT_EQ(request.body, event_body(1, "p1", t.clock.now() + 1s));
        EXPECT_EQ(t.delivery(1).state, DeliveryState::delivered);
        EXPECT_EQ(t.delivery(1).attempts, 1);
        const auto attempts = t.attempts_of(1);
        EXPECT_EQ(attempts.at(0).number, 1);
        EXPECT_EQ(attempts.at(0).outcome, "delivered");
        EXPECT_EQ(attempts.at(0).status, 204);
        EXPECT_FALSE(attempts.at(0).probe);
    });
}

}  // namespace

}  // namespace webhookd::delivery
