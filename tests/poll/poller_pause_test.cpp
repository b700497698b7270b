// A poller whose settings change while it runs (reload): nothing is forgotten, nothing half read is believed.
#include <algorithm>
#include <memory>

#include "poll/running_poller.hpp"

namespace webhookd::poll {
namespace {

TEST_F(RunningPoller, OtherSettingsKeepTheSnapshot)  // F-18
{
    const auto movement = a_movement();
    run_poller();
    until([this] { return is_baselined(); });
    run(poller_->pause());
    const auto before = baselines();
    world().ship(movement);
    settings_.polling.stock_movements = 7s;
    settings_.source.page_size = 20;
    poller_->resume(settings_);
    until([this] { return !emitted().empty(); });
    EXPECT_EQ(emitted(), (Emitted{{"stockMovement.shipped", movement}}));
    EXPECT_EQ(baselines(), before);
}

TEST_F(RunningPoller, EverythingIsReadOnceTheMachineHasSlept)  // F-47
{
    a_movement();
    run_poller();
    until([this] { return is_baselined(); });
    listener_.polls.clear();
    const auto woke = clock_.steady();
    clock_.set_now(clock_.now() + 8h);
    poller_->note_step(8h);
    until([this] {
        return std::ranges::any_of(listener_.polls, [](const store::PollRecord& poll) {
            return poll.stream.starts_with("stock-movements/") && poll.reach == "full";
        });
    });
    EXPECT_LT(clock_.steady() - woke, 1h) << "not only at the daily comparison";
}

TEST_F(RunningPoller, OtherIntervalsAreKept)
{
    run_poller();
    until([this] { return is_baselined(); });
    run(poller_->pause());
    settings_.polling = {
        .products = 10s, .stock_movements = 0s, .purchase_orders = 1h, .inventory = 0s, .feeds = false};
    stop_pilot();  // which leaps to the next sleeper while a poll is under way
    listener_.polls.clear();
    poller_->resume(settings_);
    const auto polls_of = [this](std::string_view stream) {
        return std::ranges::count(listener_.polls, stream, &store::PollRecord::stream);
    };
    constexpr int rounds = 20;
    for (int round = 1; round <= rounds; ++round) {
        settle();
        clock_.advance(10s);
        until([&] { return polls_of("products") >= round; });
    }
    EXPECT_LE(polls_of("purchase-orders"), 1);
    EXPECT_EQ(polls_of("products") + polls_of("purchase-orders") + polls_of("facilities"),
              static_cast<std::ptrdiff_t>(listener_.polls.size()));
}

TEST_F(RunningPoller, PausedItAsksNothing)  // P6
{
    run_poller();
    until([this] { return is_baselined(); });
    run(poller_->pause());
    openboxes().clear_log();
    clock_.advance(1h);
    settle();
    EXPECT_EQ(openboxes().log().size(), 0U);
    poller_->resume(settings_);
    until([this] { return !openboxes().log().empty(); });
}

TEST_F(RunningPoller, AScanThatIsStoppedCommitsNothing)  // P2
{
    for (int i = 0; i < 30; ++i)
        world().create_product();
    settings_.source.page_size = 10;
    bool asked = false;
    openboxes().inject({.kind = simulator::FaultKind::hang, .path = "/api/products*", .skip = 1});
    openboxes().on_request([&](const test::Request& request) {
        if (request.path.contains("/api/products") && request.query.contains("offset")) asked = true;
    });
    stop_pilot();
    run_poller();
    settle();
    clock_.advance(3s);
    until([&] { return asked; });
    run(poller_->pause());
    EXPECT_EQ(store_->read().streams.find("products"), std::nullopt);
}

}  // namespace
}  // namespace webhookd::poll
