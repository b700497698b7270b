// The ledger of the benchmarks finds every fault that it is there to find, and no other.

#include "bench/receiver/ledger.hpp"

#include <gtest/gtest.h>

namespace webhookd::bench {
namespace {

class LedgerTest : public ::testing::Test
{
  protected:
    void arrives(std::string_view id, std::string_view entity, int occurrence, bool is_signed = true,
                 std::string_view subscriber = "/erp")
    {
        const auto body =
            std::string(
                R"({"type":"stockMovement.shipped","timestamp":"2026-06-02T10:11:12Z","data":{"id":")") +
            std::string(entity) + R"(","object":{"occurrence":99},"previous":null,"occurrence":)" +
            std::to_string(occurrence) + R"(,"inferred":false}})";
        ledger_.add({subscriber, id, body, is_signed}, {});
    }

    Ledger ledger_;
};

TEST_F(LedgerTest, FindsNothingWrongWithWhatIsRight)
{
    arrives("evt_1", "m1", 1);
    arrives("evt_2", "m1", 2);
    arrives("evt_1", "m1", 1, true, "/crm");
    EXPECT_TRUE(ledger_.faults(3).none());
}

TEST_F(LedgerTest, MissesWhatDidNotCome)
{
    arrives("evt_1", "m1", 1);
    EXPECT_EQ(ledger_.faults(3).lost, 2U);
}

TEST_F(LedgerTest, CountsWhatCameTwiceToOneSubscriber)
{
    arrives("evt_1", "m1", 1);
    arrives("evt_1", "m1", 1);
    const auto faults = ledger_.faults(2);
    EXPECT_EQ(faults.doubled, 1U);
    EXPECT_EQ(faults.lost, 1U);
}

TEST_F(LedgerTest, CountsWhatIsNotSigned)
{
    arrives("evt_1", "m1", 1, false);
    EXPECT_EQ(ledger_.faults(1).not_signed, 1U);
}

TEST_F(LedgerTest, CountsAnEarlierEventOfAnEntityAfterALaterOne)  // P4
{
    arrives("evt_2", "m1", 2);
    arrives("evt_3", "m2", 1);
    arrives("evt_1", "m1", 1);
    EXPECT_EQ(ledger_.faults(3).out_of_order, 1U);
}

TEST_F(LedgerTest, KeepsTheEntityOfEachArrival)
{
    arrives("evt_1", "ff8081818a0001", 1);
    EXPECT_EQ(ledger_.arrivals().front().entity, "ff8081818a0001");
}

}  // namespace
}  // namespace webhookd::bench
