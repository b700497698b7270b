// What humans do meanwhile: retry a dead letter, resume a held subscriber, reload with a new secret, replay.

#include <algorithm>
#include <atomic>
#include <map>

#include <fmt/format.h>

#include "crash/scenario.hpp"

namespace webhookd::test {

namespace {

class Operations : public Scenario
{
  public:
    explicit Operations(const std::string& daemon) : Scenario(daemon) { configure(first_secret, retry); }

  private:
    static constexpr auto retry = "[50ms]";

    void happen() override
    {
        send_a_dead_letter_again();
        hold_and_resume();
        rotate_the_secret();
        replay_everything();
    }

    void send_a_dead_letter_again()
    {
        answer_ = 500;
        expect("product.created", world([](simulator::World& world) { return world.create_product(); }));
        std::int64_t dead = 0;
        store::DeliveryFilter filter;
        filter.state = store::DeliveryState::dead;
        until_stored([&](store::Tables& tables) {
            const auto found = tables.deliveries.list(filter);
            if (!found.empty()) dead = found.front().id;
            return !found.empty();
        });
        answer_ = 204;
        command({"deliveries", "retry", std::to_string(dead)});
        accepted(1);
    }

    void hold_and_resume()
    {
        answer_ = 410;
        world([this](simulator::World& world) { world.ship(movement_); });
        expect("stockMovement.shipped", movement_);
        until_stored([](store::Tables& tables) {
            const auto subscriber = tables.subscribers.find("erp");
            return subscriber && subscriber->state == store::LaneState::held;
        });
        world([this](simulator::World& world) { world.receive(movement_); });
        expect("stockMovement.received", movement_);
        polled();
        answer_ = 204;
        command({"subscribers", "resume", "erp"});
        accepted(3);
    }

    void rotate_the_secret()
    {
        configure(fmt::format("[{}, {}]", second_secret, first_secret), retry);
        reload();
        expect("product.created", world([](simulator::World& world) { return world.create_product(); }));
        accepted(4);
    }

    void replay_everything()
    {
        until_stored([](store::Tables& tables) {  // what is still being recorded would not be replayed
            return tables.deliveries.backlog(tables.subscribers.find("erp").value().id).pending == 0;
        });
        std::map<std::string, int> before;
        {
            const std::lock_guard lock(changes_.mutex);
            before = times_accepted_;
        }
        command({"replay", "--subscriber", "erp", "--since", "1h", "--all"});
        until([&] {
            return std::ranges::all_of(
                before, [this](const auto& known) { return times_accepted_[known.first] > known.second; });
        });
    }

    Answer answer(const ReceivedWebhook& webhook) override
    {
        const int status = answer_;
        if (status < 300) ++times_accepted_[webhook.id];
        return status_answer(status);
    }

    /// A kill may have it sent once more at any place, but what was sent last of it came last (P4).
    std::vector<std::string> own_problems(const WebhookLedger& ledger) override
    {
        std::map<std::string, std::uint64_t> last;  // by type
        for (const auto& webhook : ledger.all()) {
            if (webhook.accepted && webhook.entity == movement_) last[webhook.type] = webhook.number;
        }
        if (last["stockMovement.shipped"] < last["stockMovement.received"]) return {};
        return {"the movement's receipt was replayed before its shipment"};
    }

    std::atomic<int> answer_ = 204;
    std::map<std::string, int> times_accepted_;  // by id
};

}  // namespace

std::unique_ptr<Scenario> operations(const std::string& daemon)
{
    return std::make_unique<Operations>(daemon);
}

}  // namespace webhookd::test
