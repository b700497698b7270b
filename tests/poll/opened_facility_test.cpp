// A facility that opens while the daemon runs is no baseline: what is made or recorded in it after the last
// listing that lacked it is news.

#include "poll/poller_fixture.hpp"
#include "poll/take_over.hpp"

namespace webhookd::poll {
namespace {

class OpenedFacilityTest : public PollerTest
{
  protected:
    /// As who lists the facilities does before the first poll of their streams.
    void open(const std::string& facility, core::Timestamp lacking)
    {
        run([](OpenedFacilityTest& t, std::string id, core::Timestamp since) -> asio::awaitable<void> {
            auto write = [id, since](store::Tables& tables) {
                for (const auto* list :
                     {"stock-movements/outbound/", "stock-movements/inbound/", "inventory/"}) {
                    openboxes::StreamInfo stream;
                    stream.name = list + id;
                    if (const auto record = open_since(tables, stream, since))
                        tables.streams.put(*record, record->scan_no);
                }
            };
            co_await t.store_->write(write);
        }(*this, facility, lacking));
    }
};

TEST_F(OpenedFacilityTest, WhatHappensInItSinceItOpenedIsTold)  // P1
{
    const auto product = world().create_product();
    poll();
    const auto lacking = clock_.now();
    clock_.advance(10min);
    const auto opened = world().create_facility("New depot");
    const auto movement = world().create_movement({.origin = opened, .destination = clinic_});
    world().ship(movement);
    const auto transaction = world().adjust_stock({.facility = opened, .product = product, .quantity = 5});
    const auto adjusted = world().transactions.get(transaction).number + ":" + product;
    open(opened, lacking);
    poll_twice();
    auto all = emitted();
    std::ranges::sort(all);
    EXPECT_EQ(all, (Emitted{{"inventory.adjusted", adjusted}, {"stockMovement.shipped", movement}}));
}

TEST_F(OpenedFacilityTest, WhatWasThereBeforeIsNot)  // P2: it was closed for a while
{
    const auto opened = world().create_facility("Old depot");
    const auto product = world().create_product();
    const auto movement = world().create_movement({.origin = opened, .destination = opened});
    world().ship(movement);
    world().adjust_stock({.facility = opened, .product = product, .quantity = 5});
    world().set_facility_active(opened, false);
    clock_.advance(24h * 4);
    poll();
    const auto lacking = clock_.now();
    clock_.advance(10min);
    world().set_facility_active(opened, true);
    open(opened, lacking);
    poll_twice();
    EXPECT_EQ(emitted(), Emitted{});
}

TEST_F(OpenedFacilityTest, AStreamThatWasReadBeforeGoesOn)  // F-18
{
    poll();
    auto& tables = store_->read();
    openboxes::StreamInfo stream;
    stream.name = "stock-movements/outbound/" + depot_;
    EXPECT_FALSE(open_since(tables, stream, clock_.now()));
}

}  // namespace
}  // namespace webhookd::poll
