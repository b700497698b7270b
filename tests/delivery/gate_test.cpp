// Whether a lane may send now: limit, pause, circuit and recovery taken together.

#include "delivery/gate.hpp"

#include <gtest/gtest.h>

namespace webhookd::delivery {
namespace {

using namespace std::chrono_literals;
using PermitKind = Permit::Kind;

const async::SteadyTime steady_start(1000h);

Result result(Result::Kind kind, Evidence evidence)
{
    Result made;
    made.kind = kind;
    made.evidence = evidence;
    return made;
}

const Result delivered = result(Result::Kind::delivered, Evidence::alive);
const Result not_found = result(Result::Kind::failed, Evidence::alive);
const Result down = result(Result::Kind::failed, Evidence::ailing);
const Result not_now = result(Result::Kind::throttled, Evidence::none);

void open_circuit(Gate& gate)
{
    for (int i = 0; i < 5; ++i)
        gate.finished(down, i, false, steady_start);
}

/// How many may be in flight now.
std::size_t width(const Gate& gate)
{
    std::size_t in_flight = 0;
    while (gate.permit(steady_start, in_flight).kind == PermitKind::attempt)
        ++in_flight;
    return in_flight;
}

TEST(Gate, AdmitsMaxInFlight)
{
    const Gate gate({.max_in_flight = 8});
    EXPECT_EQ(width(gate), 8U);
    EXPECT_EQ(gate.permit(steady_start, 8).opens_at, std::nullopt)
        << "opens when one has finished, not at a time";
}

TEST(Gate, AdmitsNothingDuringAPause)
{
    Gate gate({});
    auto busy = down;
    busy.pauses_lane = true;
    busy.retry_after = 30s;
    gate.finished(busy, 1, false, steady_start);
    EXPECT_EQ(gate.permit(steady_start + 29s, 0).kind, PermitKind::closed);
    EXPECT_EQ(gate.permit(steady_start + 29s, 0).opens_at, steady_start + 30s);
    EXPECT_EQ(gate.permit(steady_start + 30s, 0).kind, PermitKind::attempt);
}

TEST(Gate, AdmitsOneProbeAtATimeWhileTheCircuitIsOpen)  // P5
{
    Gate gate({});
    open_circuit(gate);
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 1s);
    EXPECT_EQ(gate.permit(steady_start + 1s, 0).kind, PermitKind::probe);
    EXPECT_EQ(gate.permit(steady_start + 1s, 1).kind, PermitKind::closed);
}

TEST(Gate, ProbeObeysRetryAfter)
{
    Gate gate({});
    open_circuit(gate);
    auto busy = down;
    busy.pauses_lane = true;
    busy.retry_after = 90s;
    gate.finished(busy, 1, true, steady_start + 1s);
    EXPECT_EQ(gate.permit(steady_start + 1s, 0).opens_at, steady_start + 91s);
}

TEST(Gate, RecoveryIsRampedFromOneDoublingPerRound)
{
    Gate gate({.max_in_flight = 8});
    open_circuit(gate);
    EXPECT_TRUE(gate.finished(delivered, 1, true, steady_start).closed);
    for (const std::size_t round : {1U, 2U, 4U, 8U, 8U}) {
        EXPECT_EQ(width(gate), round);
        for (std::size_t i = 0; i < round; ++i)
            gate.finished(delivered, 1, false, steady_start);
    }
}

TEST(Gate, FourHundredsDoNotOpenTheCircuit)
{
    Gate gate({});
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(gate.finished(not_found, i, false, steady_start).opened);
}

TEST(Gate, FourHundredClosesTheCircuitBecauseTheEndpointAnswers)
{
    Gate gate({});
    open_circuit(gate);
    EXPECT_TRUE(gate.finished(not_found, 1, true, steady_start).closed);
}

TEST(Gate, ThrottlingNeitherOpensNorClosesTheCircuit)
{
    Gate gate({});
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(gate.finished(not_now, i, false, steady_start).opened);
    open_circuit(gate);
    EXPECT_FALSE(gate.finished(not_now, 1, true, steady_start).closed);
    EXPECT_TRUE(gate.is_probing());
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 2s) << "and the next probe waits longer";
}

TEST(Gate, RateLimitHoldsForProbesToo)
{
    Gate gate({.rate_limit = {1, 1min}});
    gate.started(steady_start);
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 1min);
    open_circuit(gate);
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 1min);
}

TEST(Gate, ReleasedByCommandStartsWithOneInFlightButKeepsRetryAfter)
{
    Gate gate({});
    open_circuit(gate);
    auto busy = not_now;
    busy.pauses_lane = true;
    busy.retry_after = 10s;
    gate.finished(busy, 1, true, steady_start);
    gate.start_over();
    EXPECT_FALSE(gate.is_probing());
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 10s);
    EXPECT_EQ(gate.permit(steady_start + 10s, 0).kind, PermitKind::attempt);
    EXPECT_EQ(gate.permit(steady_start + 10s, 1).kind, PermitKind::closed);
}

TEST(Gate, TakesOverWhatAnEarlierOneLearned)
{
    Gate earlier({.rate_limit = {2, 1min}});
    earlier.started(steady_start);
    open_circuit(earlier);
    auto busy = not_now;
    busy.pauses_lane = true;
    busy.retry_after = 10s;
    earlier.finished(busy, 1, true, steady_start);
    Gate gate({.rate_limit = {1, 1min}});
    gate.take_over(earlier, steady_start);
    EXPECT_TRUE(gate.is_probing());
    EXPECT_EQ(gate.throttled_until(), steady_start + 10s);
    EXPECT_EQ(gate.permit(steady_start, 0).opens_at, steady_start + 1min);
}

TEST(Gate, TakesOverARecoveryButNoWidth)
{
    Gate gate({.max_in_flight = 4});
    gate.take_over(Gate({.max_in_flight = 8}), steady_start);
    EXPECT_EQ(width(gate), 4U);
    Gate wider({.max_in_flight = 16});
    wider.take_over(Gate({.max_in_flight = 8}), steady_start);
    EXPECT_EQ(width(wider), 16U);
    Gate recovering({.max_in_flight = 8});
    open_circuit(recovering);
    recovering.finished(delivered, 1, true, steady_start);
    wider.take_over(recovering, steady_start);
    EXPECT_EQ(width(wider), 1U);
}

}  // namespace
}  // namespace webhookd::delivery
