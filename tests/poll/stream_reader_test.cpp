// A reader by itself: a look around one day, of which somebody learned elsewhere that something was dated so;
// and a poll that memory has no room for.

#include "poll/stream_reader.hpp"

#include <new>

#include "poll/poller_fixture.hpp"

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

    ReadContext context{store_->read(), store_->audience().installation, clock_, settings_, {}};
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

/// Its rows have no room.
class GreedyStream final : public openboxes::Stream
{
  public:
    GreedyStream()
    {
        info_.name = "products";
        info_.kind = core::EntityKind::product;
    }

    const openboxes::StreamInfo& info() const override { return info_; }
    asio::awaitable<openboxes::ApiResult<openboxes::Scan>> scan(openboxes::ScanOrder) override
    {
        throw std::bad_alloc();
        co_return openboxes::Scan();
    }
    asio::awaitable<openboxes::ApiResult<openboxes::Confirmation>> confirm(core::Snapshot) override
    {
        co_return openboxes::Confirmation();
    }

  private:
    openboxes::StreamInfo info_;
};

using OutOfMemory = PollerTest;

TEST_F(OutOfMemory, FailsItsPollAndNotTheDaemon)
{
    open_store();
    ReadContext context{store_->read(), {}, clock_, settings_, {}};
    StreamReader reader(context, std::make_unique<GreedyStream>());
    const auto read = await(reader.read(true, clock_.now()));
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().log.outcome, store::PollOutcome::failed);
    EXPECT_NE(read.error().log.error.find("not enough memory"), std::string::npos);
}

}  // namespace
}  // namespace webhookd::poll
