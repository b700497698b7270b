#pragma once
// The fixture of tests with several lanes: a dispatcher on the state file and the receiver of LaneTest.

#include <boost/asio/post.hpp>

#include "delivery/lane_test.hpp"
#include "webhookd/delivery/dispatcher.hpp"

namespace webhookd::delivery {

/// Many lanes on one store; the base's own receiver is that of the subscriber `erp`.
class DispatcherTest : public LaneTest
{
  public:
    using Body = asio::awaitable<void> (*)(DispatcherTest& t);

    void dispatch(Body body)
    {
        body_ = body;
        scenario([](LaneTest& t) { return dynamic_cast<DispatcherTest&>(t).run_dispatcher(); });
    }

    struct Subscriber
    {
        LaneSettings lane;
        WebhookSettings webhook;
    };

    Subscriber erp() const { return {settings, webhook}; }
    void put(Subscriber subscriber)
    {
        dispatcher.put(std::move(subscriber.lane), endpoint(std::move(subscriber.webhook)));
    }

    /// Like `erp`, so many made for this: `s0`, `s1`, …
    asio::awaitable<std::vector<Subscriber>> subscribers(std::size_t count)
    {
        std::vector<Subscriber> made(count, erp());
        for (std::size_t i = 0; i < count; ++i)
            made[i].lane.name = "s" + std::to_string(i);
        auto ensure = [made](store::Tables& tables) {
            auto ensured = made;
            for (auto& one : ensured)
                one.lane.subscriber_id = tables.subscribers.ensure(one.lane.name);
            return ensured;
        };
        auto stored = co_await store->write(std::move(ensure));
        co_return stored.value();
    }

    /// Queues one event, of an entity of its own unless one is named, for each of these subscribers and wakes
    /// their lanes.
    asio::awaitable<void> publish(std::vector<std::int64_t> subscribers, std::string entity = "")
    {
        const int number = ++queued;
        if (entity.empty()) entity = "p" + std::to_string(number);
        const auto at = clock.now() + std::chrono::seconds(number);
        core::Event event{"evt_" + std::to_string(number), "product.created", "product:" + entity,
                          event_body(number, entity, at), at};
        auto add = [event, subscribers, now = clock.now()](store::Tables& tables) {
            const auto seq = tables.events.add(event, "products", now).value();
            for (const auto id : subscribers)
                tables.deliveries.add(seq, id, now);
        };
        co_await store->write(std::move(add));
        dispatcher.wake(subscribers);
    }

    /// Returns when every lane has looked at what it has and nothing is ready to run; lanes that send go on.
    asio::awaitable<void> rest_all()
    {
        constexpr int turns_of_a_look = 50;
        for (int turn = 0; turn < turns_of_a_look; ++turn)
            co_await asio::post(io_, asio::use_awaitable);
    }

    Dispatcher dispatcher{io_.get_executor(), *store, clock, random, listener};

  private:
    asio::awaitable<void> run_dispatcher()
    {
        group = std::make_unique<async::TaskGroup>(io_.get_executor());
        group->spawn(dispatcher.run());
        std::exception_ptr failure;
        try {
            co_await body_(*this);
        } catch (...) {
            failure = std::current_exception();
            group->cancel();
        }
        receiver.release();
        dispatcher.drain();
        co_await group->join();
        if (failure) std::rethrow_exception(failure);
    }

    Body body_ = nullptr;
};

}  // namespace webhookd::delivery
