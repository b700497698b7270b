// What the poller tells of the streams it polls: all of them, from the first moment on, and how far they are.

#include <set>

#include "poll/running_poller.hpp"

namespace webhookd::poll {
namespace {

class PolledStreams : public RunningPoller
{
  protected:
    std::optional<PolledStream> find(std::string_view name)
    {
        const auto streams = poller_->streams();
        const auto found = std::ranges::find(streams, name, &PolledStream::name);
        return found == streams.end() ? std::nullopt : std::optional(*found);
    }
    std::optional<core::ScanProgress> scan_of(std::string_view name)
    {
        const auto stream = find(name);
        return stream ? stream->scan : std::nullopt;
    }
    PolledFeed::State feed(std::string_view name)
    {
        const auto feeds = poller_->feeds();
        const auto found = std::ranges::find(feeds, name, &PolledFeed::name);
        return found == feeds.end() ? PolledFeed::State::starting : found->state;
    }
    void use_requests_per_minute(std::size_t budget)
    {
        auto chosen = settings();
        chosen.requests_per_minute = budget;
        use(std::move(chosen));
    }
};

TEST_F(PolledStreams, ThatWereNeverPolledHaveTheirPlaceInTheQueue)
{
    constexpr std::size_t facilities = 12;
    for (std::size_t i = 2; i < facilities; ++i)
        world().create_facility("Depot");
    use_requests_per_minute(20);
    run_poller();
    until([&] { return poller_->streams().size() >= 2 + 2 * facilities; });
    std::set<std::size_t> places;
    for (const auto& stream : poller_->streams()) {
        if (!stream.first) continue;
        EXPECT_TRUE(stream.scan || stream.scans_before) << stream.name;
        if (stream.scans_before) {
            EXPECT_TRUE(places.insert(*stream.scans_before).second) << stream.name;
        }
    }
    EXPECT_GE(places.size(), facilities);
}

TEST_F(PolledStreams, FirstScanTellsItsProgress)
{
    settings_.source.page_size = 10;
    for (int i = 0; i < 150; ++i)
        world().create_product();
    use_requests_per_minute(20);
    run_poller();
    until([&] {
        const auto scan = scan_of("products");
        return scan && scan->rows >= 50;
    });
    const auto scan = scan_of("products");
    EXPECT_TRUE(scan->first);
    EXPECT_EQ(scan->total, 150);
    EXPECT_LT(scan->rows, 150);
    EXPECT_GT(scan->left, core::Duration(0));
    until([&] { return !scan_of("products"); });
    EXPECT_FALSE(find("products")->first);
    EXPECT_EQ(find("products")->scans_before, std::nullopt);
}

TEST_F(PolledStreams, FeedsWorkWhereTheAccountMayReadThem)
{
    run_poller();
    until([&] { return feed("feeds/shipments") == PolledFeed::State::working; });
    until([&] { return feed("feeds/transactions") == PolledFeed::State::working; });
}

TEST_F(PolledStreams, FeedsAreNotAvailableWithoutTheGenericApi)
{
    for (const auto access : {simulator::GenericApi::forbidden, simulator::GenericApi::missing}) {
        openboxes().options().generic_api = access;
        run_poller();
        until([&] { return feed("feeds/shipments") == PolledFeed::State::not_available; });
        until([&] { return feed("feeds/transactions") == PolledFeed::State::not_available; });
        stop_poller();
    }
}

TEST_F(PolledStreams, TheNextListingOfTheFacilitiesIsTold)
{
    run_poller();
    until([&] { return is_polled("facilities"); });
    const auto record = store_->read().streams.load("facilities");
    EXPECT_EQ(*record.next_poll_at, *record.last_success_at + 20s) << "soon after a start";
}

TEST_F(PolledStreams, FeedsThatAreOffAreNoFeeds)
{
    settings_.polling.feeds = false;
    run_poller();
    until([&] { return is_polled("products"); });
    EXPECT_TRUE(poller_->feeds().empty());
}

}  // namespace
}  // namespace webhookd::poll
