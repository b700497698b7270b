#include "delivery/gate.hpp"

#include <gtest/gtest.h>

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;
using Kind = Permit::Kind;

const async::SteadyTime start(1000h);

Result result(Verdict verdict, Evidence evidence)
{
    Result made;
    made.verdict = verdict;
    made.evidence = evidence;
    return made;
}

const Result delivered = result(Verdict::delivered, Evidence::alive);
const Result not_found = result(Verdict::failed, Evidence::alive);
const Result down = result(Verdict::failed, Evidence::ailing);
const Result not_now = result(Verdict::throttled, Evidence::none);

void open_circuit(Gate& gate)
{
    for (int i = 0; i < 5; ++i)
        gate.finished(down, i, false, start);
}

/// How many may be in flight now.
std::size_t width(const Gate& gate)
{
    std::size_t in_flight = 0;
    while (gate.permit(start, in_flight).kind == Kind::attempt)
        ++in_flight;
    return in_flight;
}

TEST(Gate, AdmitsMaxInFlight)
{
    const Gate gate({.max_in_flight = 8});
    EXPECT_EQ(width(gate), 8U);
    EXPECT_EQ(gate.permit(start, 8).opens_at, std::nullopt) << "opens when one has finished, not at a time";
}

TEST(Gate, AdmitsNothingDuringAPause)
{
    Gate gate({});
    auto busy = down;
    busy.pauses_lane = true;
    busy.retry_after = 30s;
    gate.finished(busy, 1, false, start);
    EXPECT_EQ(gate.permit(start + 29s, 0).kind, Kind::closed);
    EXPECT_EQ(gate.permit(start + 29s, 0).opens_at, start + 30s);
    EXPECT_EQ(gate.permit(start + 30s, 0).kind, Kind::attempt);
}

TEST(Gate, AdmitsOneProbeAtATimeWhileTheCircuitIsOpen)  // P5
{
    Gate gate({});
    open_circuit(gate);
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 1s);
    EXPECT_EQ(gate.permit(start + 1s, 0).kind, Kind::probe);
    EXPECT_EQ(gate.permit(start + 1s, 1).kind, Kind::closed);
}

TEST(Gate, ProbeObeysRetryAfter)
{
    Gate gate({});
    open_circuit(gate);
    auto busy = down;
    busy.pauses_lane = true;
    busy.retry_after = 90s;
    gate.finished(busy, 1, true, start + 1s);
    EXPECT_EQ(gate.permit(start + 1s, 0).opens_at, start + 91s);
}

TEST(Gate, RecoveryIsRampedFromOneDoublingPerRound)
{
    Gate gate({.max_in_flight = 8});
    open_circuit(gate);
    EXPECT_TRUE(gate.finished(delivered, 1, true, start).closed);
    for (const std::size_t round : {1U, 2U, 4U, 8U, 8U}) {
        EXPECT_EQ(width(gate), round);
        for (std::size_t i = 0; i < round; ++i)
            gate.finished(delivered, 1, false, start);
    }
}

TEST(Gate, FourHundredsDoNotOpenTheCircuit)
{
    Gate gate({});
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(gate.finished(not_found, i, false, start).opened);
}

TEST(Gate, FourHundredClosesTheCircuitBecauseTheEndpointAnswers)
{
    Gate gate({});
    open_circuit(gate);
    EXPECT_TRUE(gate.finished(not_found, 1, true, start).closed);
}

TEST(Gate, ThrottlingNeitherOpensNorClosesTheCircuit)
{
    Gate gate({});
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(gate.finished(not_now, i, false, start).opened);
    open_circuit(gate);
    EXPECT_FALSE(gate.finished(not_now, 1, true, start).closed);
    EXPECT_TRUE(gate.is_probing());
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 2s) << "and the next probe waits longer";
}

TEST(Gate, RateLimitHoldsForProbesToo)
{
    Gate gate({.rate_count = 1, .rate_per = 1min});
    gate.started(start);
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 1min);
    open_circuit(gate);
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 1min);
}

TEST(Gate, ReleasedByCommandStartsWithOneInFlightButKeepsRetryAfter)
{
    Gate gate({});
    open_circuit(gate);
    auto busy = not_now;
    busy.pauses_lane = true;
    busy.retry_after = 10s;
    gate.finished(busy, 1, true, start);
    gate.start_over();
    EXPECT_FALSE(gate.is_probing());
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 10s);
    EXPECT_EQ(gate.permit(start + 10s, 0).kind, Kind::attempt);
    EXPECT_EQ(gate.permit(start + 10s, 1).kind, Kind::closed);
}

TEST(Gate, TakesOverWhatAnEarlierOneLearned)
{
    Gate earlier({.rate_count = 2, .rate_per = 1min});
    earlier.started(start);
    open_circuit(earlier);
    auto busy = not_now;
    busy.pauses_lane = true;
    busy.retry_after = 10s;
    earlier.finished(busy, 1, true, start);
    Gate gate({.rate_count = 1, .rate_per = 1min});
    gate.take_over(earlier, start);
    EXPECT_TRUE(gate.is_probing());
    EXPECT_EQ(gate.throttled_until(), start + 10s);
    EXPECT_EQ(gate.permit(start, 0).opens_at, start + 1min);
}

TEST(Gate, TakesOverARecoveryButNoWidth)
{
    Gate gate({.max_in_flight = 4});
    gate.take_over(Gate({.max_in_flight = 8}), start);
    EXPECT_EQ(width(gate), 4U);
    Gate wider({.max_in_flight = 16});
    wider.take_over(Gate({.max_in_flight = 8}), start);
    EXPECT_EQ(width(wider), 16U);
    Gate recovering({.max_in_flight = 8});
    open_circuit(recovering);
    recovering.finished(delivered, 1, true, start);
    wider.take_over(recovering, start);
    EXPECT_EQ(width(wider), 1U);
}

}  // namespace
}  // namespace webhookd::delivery
