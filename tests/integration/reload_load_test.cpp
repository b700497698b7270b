// Reloads as fast as they come, while events flow: nothing is lost, doubled or out of order, and every event
// goes to the subscribers in force when it was found (P1, P3, P4).
#include <cstdlib>
#include <set>

#include "integration/running_daemon.hpp"
#include "webhookd/async/random.hpp"

namespace webhookd::test {
namespace {

using Names = std::set<std::string>;

/// A time in which no reload was under way.
struct Phase
{
    core::Timestamp begin, end;
    Names subscribers;
};

core::Timestamp now()
{
    return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
}

constexpr int everything = 1'000'000;

int reloads()
{
    const char* long_tests = std::getenv("WEBHOOKD_LONG_TESTS");
    return long_tests != nullptr && std::string_view(long_tests) == "yes" ? 1000 : 100;
}

class ReloadUnderLoad : public RunningDaemon
{
  protected:
    static constexpr std::uint64_t seed = 20260602;
    static constexpr auto guests = {"guest-0", "guest-1", "guest-2", "guest-3"};

    ReloadUnderLoad()
    {
        polling_ = intervals();
        receiver("flaky").call([this](WebhookReceiver& it) {
            it.answer_with([this](const ReceivedWebhook& webhook) {
                return status_answer(refused_.insert(webhook.id).second ? 500 : 204);
            });
        });
    }

    bool chance(double of) { return random_.uniform() < of; }

    std::string intervals()
    {
        return fmt::format(
            "{{products: {0}ms, stock_movements: {0}ms, purchase_orders: 1s, inventory: 1s, reconcile: 1h}}",
            chance(0.5) ? 40 : 50);
    }

    /// Some settings that a lane must begin anew for. Not `ordering: none`, which promises less.
    std::string any_settings()
    {
        return fmt::format("timeout: {}s, max_in_flight: {}, ordering: {}", 10 + random_.bits() % 10,
                           1 + random_.bits() % 8, chance(0.5) ? "strict" : "entity");
    }

    std::string any_secret()
    {
        if (chance(0.3)) return first_secret;
        if (chance(0.3)) return second_secret;
        return fmt::format("[{}, {}]", first_secret, second_secret);
    }

    /// Writes another file and returns who is subscribed by it.
    Names configure_anything(bool with_all_guests = false)
    {
        if (chance(0.1)) polling_ = intervals();
        Names names{"steady", "changing", "flaky"};
        auto text = subscriber("steady") + subscriber("changing", any_settings(), any_secret()) +
                    subscriber("flaky", any_settings());
        for (const auto* guest : guests) {
            if (!with_all_guests && chance(0.5)) continue;
            names.insert(guest);
            text += subscriber(guest, chance(0.5) ? any_settings() : "");
        }
        configure(text);
        return names;
    }

    /// One step of every movement under way, and something new.
    void make_things_happen()
    {
        expected_.emplace("product.created", create_product());
        world([this](simulator::World& world) {
            for (const auto& id : shipped_)
                world.receive(id);
            shipped_.clear();
            std::swap(shipped_, created_);
            for (const auto& id : shipped_)
                world.ship(id);
            created_.push_back(world.create_movement({.origin = depot_, .destination = clinic_}));
            return 0;
        });
        for (const auto& id : shipped_) {
            expected_.emplace("stockMovement.shipped", id);
            expected_.emplace("stockMovement.received", id);
        }
    }

    void finish_movements()
    {
        make_things_happen();
        make_things_happen();
        world([this](simulator::World& world) {
            for (const auto& id : shipped_)
                world.receive(id);
            return 0;
        });
    }

    void until_all_is_delivered()
    {
        const auto is_pending = [this] {
            const auto tables = store::open_read_only(state_file_);
            return std::ranges::any_of(tables->subscribers.all(), [&](const auto& subscriber) {
                return tables->deliveries.backlog(subscriber.id).pending > 0;
            });
        };
        while (is_pending()) {
            const auto asked = requests();
            until([&] { return requests_ >= asked + 10; });
        }
    }

    /// What the state file says that this subscriber was owed, all of it delivered.
    std::set<std::string> owed_to(store::Tables& tables, const std::string& name)
    {
        std::set<std::string> ids;
        store::DeliveryFilter filter;
        filter.subscriber = name;
        filter.limit = everything;
        for (const auto& delivery : tables.deliveries.list(filter)) {
            EXPECT_EQ(delivery.state, store::DeliveryState::delivered) << name << " " << delivery.event_id;
            ids.insert(delivery.event_id);
        }
        return ids;
    }

    void expect_each_once(const std::string& name, const std::set<std::string>& owed)
    {
        const auto seen = ledger(name);
        EXPECT_EQ(seen.problems(), std::vector<std::string>{}) << name;
        std::map<std::string, int> times;
        for (const auto& webhook : seen.all()) {
            if (webhook.accepted) ++times[webhook.id];
        }
        std::set<std::string> got;
        for (const auto& [id, count] : times) {
            EXPECT_EQ(count, 1) << name << " accepted " << id << " more than once";
            got.insert(id);
        }
        EXPECT_EQ(got, owed) << name;
    }

    void expect_the_truth_at(const std::string& name)
    {
        std::multiset<std::pair<std::string, std::string>> got;
        for (const auto& webhook : ledger(name).all()) {
            if (webhook.accepted) got.emplace(webhook.type, webhook.entity);
        }
        EXPECT_EQ(got, expected_) << name;
    }

    async::Random random_{seed};
    std::multiset<std::pair<std::string, std::string>> expected_;  ///< (type, data.id) of every event
    std::vector<std::string> created_, shipped_;                   ///< movements under way
    std::set<std::string> refused_;                                ///< on the thread of the receiver `flaky`
};

TEST_F(ReloadUnderLoad, LosesDoublesAndReordersNothing)
{
    std::vector<Phase> phases;
    phases.push_back({.begin = {}, .end = {}, .subscribers = configure_anything()});
    start();
    phases.back().begin = now();
    for (int i = 0; i < reloads(); ++i) {
        make_things_happen();
        auto names = configure_anything();
        phases.back().end = now();
        reload();
        phases.push_back({.begin = now(), .end = {}, .subscribers = std::move(names)});
    }
    finish_movements();
    phases.back().end = now();
    configure_anything(true);
    reload();
    until_polled();
    until_all_is_delivered();
    stop();

    EXPECT_FALSE(log().contains("reload refused"));
    const auto tables = store::open_read_only(state_file_);
    std::map<std::string, Names> recipients;  // by event
    for (const auto* name : {"steady", "changing", "flaky", "guest-0", "guest-1", "guest-2", "guest-3"}) {
        const auto owed = owed_to(*tables, name);
        expect_each_once(name, owed);
        for (const auto& id : owed)
            recipients[id].insert(name);
    }
    for (const auto* name : {"steady", "changing", "flaky"})
        expect_the_truth_at(name);

    std::size_t judged = 0;
    store::EventFilter filter;
    filter.limit = everything;
    for (const auto& event : tables->events.list(filter)) {
        const auto phase = std::ranges::find_if(phases, [&](const Phase& one) {
            return one.begin < event.created_at && event.created_at < one.end;
        });
        if (phase == phases.end()) continue;
        EXPECT_EQ(recipients[event.event.id], phase->subscribers) << event.event.id;
        ++judged;
    }
    fmt::print("{} reloads (seed {}), {} events, {} of them outside of a reload\n", reloads(), seed,
               expected_.size(), judged);
}

}  // namespace
}  // namespace webhookd::test
