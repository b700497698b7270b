// Polls pause after failures in a row, and one probe at a time finds out when to go on (F-47).

#include "poll/source_circuit.hpp"

#include <gtest/gtest.h>

namespace webhookd::poll {
namespace {

using namespace std::chrono_literals;

class SourceCircuitTest : public testing::Test
{
  protected:
    void fail(int times)
    {
        for (int i = 0; i < times; ++i) {
            if (circuit.admit(now)) circuit.report(false, now);
        }
    }

    SourceCircuit circuit;
    SourceCircuit::Instant now{1000h};
};

TEST_F(SourceCircuitTest, StaysClosedAfterSporadicFailures)  // F-47
{
    fail(4);
    EXPECT_TRUE(circuit.admit(now));
    EXPECT_FALSE(circuit.report(true, now));
    fail(4);
    EXPECT_FALSE(circuit.is_open());
}

TEST_F(SourceCircuitTest, OpensAfterFiveFailuresInARow)  // F-47
{
    fail(5);
    EXPECT_TRUE(circuit.is_open());
    EXPECT_FALSE(circuit.admit(now));
}

TEST_F(SourceCircuitTest, AdmitsOneProbeAtATime)  // F-47
{
    fail(5);
    now = circuit.next_probe();
    EXPECT_TRUE(circuit.admit(now));
    EXPECT_FALSE(circuit.admit(now));
}

TEST_F(SourceCircuitTest, PollsThatWereUnderWayWhenItOpenedDoNotPutOffTheProbe)
{
    for (int i = 0; i < 12; ++i)
        ASSERT_TRUE(circuit.admit(now));
    for (int i = 0; i < 12; ++i)
        circuit.report(false, now);
    EXPECT_EQ(circuit.next_probe() - now, 15s);
}

TEST_F(SourceCircuitTest, ProbesEverLessOftenUpToFiveMinutes)
{
    fail(5);
    auto pause = circuit.next_probe() - now;
    for (int i = 0; i < 10; ++i) {
        now = circuit.next_probe();
        ASSERT_TRUE(circuit.admit(now));
        circuit.report(false, now);
        EXPECT_GE(circuit.next_probe() - now, pause);
        pause = circuit.next_probe() - now;
    }
    EXPECT_EQ(pause, 5min);
}

TEST_F(SourceCircuitTest, AfterAStopTheNextMayProbeAtOnce)
{
    fail(5);
    now = circuit.next_probe();
    ASSERT_TRUE(circuit.admit(now));
    circuit.start_over(now + 1s);
    EXPECT_TRUE(circuit.is_open());
    EXPECT_TRUE(circuit.admit(now + 1s)) << "the probe that was stopped does not report any more";
    EXPECT_TRUE(circuit.report(true, now + 1s));
}

TEST_F(SourceCircuitTest, OneSuccessClosesIt)
{
    fail(5);
    now = circuit.next_probe();
    ASSERT_TRUE(circuit.admit(now));
    EXPECT_TRUE(circuit.report(true, now));
    EXPECT_TRUE(circuit.admit(now));
    EXPECT_TRUE(circuit.admit(now));
}

}  // namespace
}  // namespace webhookd::poll
