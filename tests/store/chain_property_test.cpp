// The chains of deliveries against a model that is a list (P4): whatever happens in whatever order, of every
// chain its first unfinished delivery is sendable, and no other.

#include <algorithm>
#include <vector>

#include "store/tables_test.hpp"
#include "support/property.hpp"

namespace webhookd::store {

namespace {

struct Modelled
{
    std::int64_t id = 0;
    std::int64_t event_seq = 0;
    std::string entity;
    DeliveryState state = DeliveryState::pending;

    bool unfinished() const { return state == DeliveryState::pending || state == DeliveryState::waiting; }
};

/// All deliveries of one subscriber, in the order of their events.
struct Model
{
    std::vector<Modelled> deliveries;
    Chain chain = Chain::by_entity;

    bool linked(const Modelled& a, const Modelled& b) const
    {
        return chain == Chain::whole_lane || (chain == Chain::by_entity && a.entity == b.entity);
    }
    bool waits(const Modelled& delivery) const
    {
        return std::ranges::any_of(deliveries, [&](const Modelled& other) {
            return other.unfinished() && other.event_seq < delivery.event_seq && linked(other, delivery);
        });
    }
    void settle()
    {
        for (auto& delivery : deliveries) {
            if (delivery.unfinished())
                delivery.state = waits(delivery) ? DeliveryState::waiting : DeliveryState::pending;
        }
    }
    void finish(Modelled& delivery, DeliveryState state)
    {
        const bool held_back = delivery.state == DeliveryState::waiting && state == DeliveryState::delivered;
        if (delivery.unfinished() && !held_back) delivery.state = state;
        settle();
    }
    void requeue(Modelled& delivery)
    {
        if (!delivery.unfinished()) delivery.state = DeliveryState::pending;
        settle();
    }
    void rechain(Chain to)
    {
        chain = to;
        settle();
    }
    std::int64_t count(DeliveryState state) const
    {
        return std::ranges::count(deliveries, state, &Modelled::state);
    }
};

/// One step, told by numbers so that a failing run shrinks well.
struct Step
{
    int action = 0;
    int which = 0;
};

void showValue(const Step& step, std::ostream& out)
{
    out << "{" << step.action << ", " << step.which << "}";
}

}  // namespace

}  // namespace webhookd::store

namespace rc {

template <>
struct Arbitrary<webhookd::store::Step>
{
    static Gen<webhookd::store::Step> arbitrary()
    {
        using webhookd::store::Step;
        return gen::build<Step>(gen::set(&Step::action, gen::inRange(0, 8)),
                                gen::set(&Step::which, gen::inRange(0, 1000)));
    }
};

}  // namespace rc

namespace webhookd::store {

namespace {

struct ChainPropertyTest : TablesTest
{
    void add(Model& model, int which)
    {
        const auto entity = "product:" + std::to_string(which % 3);
        const auto event_id = "evt_" + std::to_string(++events_);
        Modelled added{
            .id = a_delivery(event_id, erp_, model.chain, entity), .event_seq = 0, .entity = entity};
        added.event_seq = tables_->deliveries.find(added.id)->event_seq;
        model.deliveries.push_back(added);
        model.settle();
    }

    void apply(Model& model, const Step& step)
    {
        auto& table = tables_->deliveries;
        if (step.action < 3 || model.deliveries.empty()) return add(model, step.which);
        if (step.action == 7) {
            model.rechain(static_cast<Chain>(step.which % 3));
            return table.rechain(erp_, model.chain);
        }
        auto& delivery = model.deliveries[static_cast<std::size_t>(step.which) % model.deliveries.size()];
        switch (step.action) {
            case 3:
                table.mark_delivered(delivery.id, at(1), at(-1));
                return model.finish(delivery, DeliveryState::delivered);
            case 4:
                table.mark_dead(delivery.id, at(1), "410");
                return model.finish(delivery, DeliveryState::dead);
            case 5:
                return table.mark_retry(delivery.id, 1, at(2), "503");
            default:
                table.requeue(delivery.id, at(0));
                return model.requeue(delivery);
        }
    }

    std::int64_t erp_ = 0;
    int events_ = 0;
};

}  // namespace

TEST_F(ChainPropertyTest, AgreesWithTheModel)  // P4
{
    int runs = 0;
    const bool holds = rc::check([&](const std::vector<Step>& steps) {
        erp_ = tables_->subscribers.ensure("erp-" + std::to_string(++runs));
        tables_->deliveries.rechain(erp_, Chain::by_entity);
        Model model;
        for (const auto& step : steps) {
            apply(model, step);
            for (const auto& delivery : model.deliveries)
                RC_ASSERT(state_of(delivery.id) == delivery.state);
            const auto backlog = tables_->deliveries.backlog(erp_);
            RC_ASSERT(backlog.dead == model.count(DeliveryState::dead));
            RC_ASSERT(backlog.pending ==
                      model.count(DeliveryState::pending) + model.count(DeliveryState::waiting));
        }
    });
    EXPECT_TRUE(holds);
}

TEST_F(ChainPropertyTest, EverythingIsSentInTheEnd)  // P1, P4
{
    int runs = 0;
    const bool holds = rc::check([&](const std::vector<Step>& steps) {
        erp_ = tables_->subscribers.ensure("erp-" + std::to_string(++runs));
        tables_->deliveries.rechain(erp_, Chain::by_entity);
        Model model;
        for (const auto& step : steps)
            apply(model, step);
        while (tables_->deliveries.backlog(erp_).pending > 0) {
            const auto due = tables_->deliveries.due(erp_, at(9), 100, {});
            RC_ASSERT(!due.empty());
            for (const auto& delivery : due)
                tables_->deliveries.mark_delivered(delivery.id, at(9), at(9));
        }
    });
    EXPECT_TRUE(holds);
}

}  // namespace webhookd::store
