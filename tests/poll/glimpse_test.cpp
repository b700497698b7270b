// A look around one day, of which somebody learned elsewhere that something was dated so.

#include "poll/poller_fixture.hpp"
#include "poll/stream_reader.hpp"

namespace webhookd::poll {
namespace {

TEST_F(PollerTest, LookAroundADayTellsWhatWasDatedBackAndIsNoOrdinarySuccess)  // P1
{
    const auto product = world().create_product();
    poll();
    const auto last_success = store_->read().streams.find("inventory/" + depot_)->last_success_at;
    clock_.advance(1h);
    const auto day = clock_.now() - 24h * 200;
    for (int i = 0; i < 4; ++i)
        world().adjust_stock({.facility = depot_, .product = product, .quantity = -1, .date = day});

    ReadContext context{store_->read(), store_->audience().origin, clock_, settings_, {}};
    auto streams = openboxes::adjustment_streams(client(), clock_, settings_.source,
                                                 openboxes::AdjustmentSource::summary,
                                                 {{.id = depot_, .name = "Main depot"}});
    StreamReader reader(context, std::move(streams.front()));
    const auto read = await(reader.look({.around = day}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->terms.log.requests, 1);
    const auto effect = conclude(judge_all(store_->read().entities, *read), read->terms);
    EXPECT_EQ(effect.events.size(), 4U);
    EXPECT_EQ(effect.log.outcome, store::PollOutcome::ok);
    EXPECT_EQ(effect.record.last_success_at, last_success);
}

}  // namespace
}  // namespace webhookd::poll
