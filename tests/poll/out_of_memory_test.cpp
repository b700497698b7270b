// A poll that memory has no room for.
#include <new>

#include "poll/poller_fixture.hpp"
#include "poll/stream_reader.hpp"

namespace webhookd::poll {
namespace {

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
