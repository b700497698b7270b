// When the circuit opens, how often it probes, and what closes it.

#include "delivery/circuit.hpp"

#include <gtest/gtest.h>

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;

const async::SteadyTime start(1000h);

/// Five failures of two deliveries.
Circuit an_open_circuit(core::Duration interval_max = 60s)
{
    Circuit circuit(interval_max);
    for (int i = 0; i < 5; ++i)
        circuit.fail(i % 2, false, start);
    return circuit;
}

TEST(Circuit, OpensAtTheFifthConsecutiveFailure)
{
    Circuit circuit(60s);
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(circuit.fail(i, false, start));
    EXPECT_FALSE(circuit.is_open());
    EXPECT_TRUE(circuit.fail(4, false, start));
    EXPECT_TRUE(circuit.is_open());
}

TEST(Circuit, StaysClosedWhenOneDeliveryFailsForEver)
{
    Circuit circuit(60s);
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(circuit.fail(7, false, start));
    EXPECT_TRUE(circuit.fail(8, false, start)) << "a second delivery confirms it";
}

TEST(Circuit, StaysClosedWhenFailuresAreSporadic)
{
    Circuit circuit(60s);
    for (int i = 0; i < 100; ++i) {
        for (int k = 0; k < 4; ++k)
            EXPECT_FALSE(circuit.fail(k, false, start));
        EXPECT_FALSE(circuit.succeed(99, start));
    }
    EXPECT_FALSE(circuit.is_open());
}

TEST(Circuit, FirstProbeComesAfterOneSecond)
{
    EXPECT_EQ(an_open_circuit().next_probe(), start + 1s);
}

TEST(Circuit, WaitBetweenProbesDoublesUpToTheMaximum)
{
    auto circuit = an_open_circuit();
    for (const auto wait : {2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        circuit.fail(1, true, start);
        EXPECT_EQ(circuit.next_probe(), start + wait);
    }
}

TEST(Circuit, MaximumBelowOneSecondHoldsFromTheFirstProbe)
{
    EXPECT_EQ(an_open_circuit(200ms).next_probe(), start + 200ms);
}

TEST(Circuit, StragglersDoNotPutOffTheProbe)
{
    auto circuit = an_open_circuit();
    EXPECT_FALSE(circuit.fail(3, false, start + 500ms));
    EXPECT_EQ(circuit.next_probe(), start + 1s);
}

TEST(Circuit, SuccessClosesAndTheNextOutageBeginsAnew)
{
    auto circuit = an_open_circuit();
    circuit.fail(1, true, start);
    EXPECT_TRUE(circuit.succeed(99, start));
    EXPECT_FALSE(circuit.is_open());
    for (int i = 0; i < 4; ++i)
        EXPECT_FALSE(circuit.fail(10 + i, false, start));
    EXPECT_TRUE(circuit.fail(14, false, start));
    EXPECT_EQ(circuit.next_probe(), start + 1s);
}

TEST(Circuit, StaysClosedWhenOthersGetThrough)
{
    auto circuit = an_open_circuit();
    circuit.succeed(99, start);
    EXPECT_FALSE(circuit.is_selective(start));
    circuit.fail(0, false, start + 5s);
    EXPECT_TRUE(circuit.is_selective(start + 5s)) << "it failed, saw another accepted, and failed again";
    for (int i = 10; i < 100; ++i)
        EXPECT_FALSE(circuit.fail(i, false, start + 5s));
    EXPECT_EQ(circuit.paced_until(), start + 5s + Circuit::selective_pace);
}

TEST(Circuit, OpensWhenNothingHasGotThroughForLong)
{
    auto circuit = an_open_circuit();
    circuit.succeed(99, start);
    circuit.fail(0, false, start + 5s);
    const auto later = start + Circuit::selective_for;
    for (int i = 10; i < 13; ++i)
        EXPECT_FALSE(circuit.fail(i, false, later));
    EXPECT_TRUE(circuit.fail(13, false, later));
}

TEST(Circuit, WhatAnOutagePutOffAndGetsThroughProvesNothing)
{
    auto circuit = an_open_circuit();
    circuit.succeed(0, start);
    circuit.succeed(1, start);
    for (int i = 0; i < 5; ++i)
        circuit.fail(i, false, start);
    EXPECT_TRUE(circuit.is_open());
}

TEST(Circuit, TakenOverItGoesOnWithinItsOwnMaximum)
{
    auto earlier = an_open_circuit();
    for (int i = 0; i < 5; ++i)
        earlier.fail(1, true, start);
    ASSERT_EQ(earlier.next_probe(), start + 32s);
    Circuit same(60s);
    same.take_over(earlier, start + 1s);
    EXPECT_EQ(same.next_probe(), start + 32s);
    Circuit hastier(10s);
    hastier.take_over(earlier, start + 1s);
    EXPECT_EQ(hastier.next_probe(), start + 11s);
    hastier.fail(1, true, start + 11s);
    EXPECT_EQ(hastier.next_probe(), start + 21s);
}

TEST(Circuit, ReopenedAfterARestartProbesAtOnce)
{
    Circuit circuit(60s);
    circuit.reopen(start);
    EXPECT_EQ(circuit.next_probe(), start);
    circuit.fail(1, true, start);
    EXPECT_EQ(circuit.next_probe(), start + 2s);
}

}  // namespace
}  // namespace webhookd::delivery
