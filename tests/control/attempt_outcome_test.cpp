// The label of an attempt's outcome has few values, whatever an endpoint answers.

#include "control/series.hpp"

#include <gtest/gtest.h>

namespace webhookd::control {
namespace {

store::AttemptRecord attempt_with(std::string outcome, std::optional<int> status = std::nullopt)
{
    store::AttemptRecord attempt;
    attempt.outcome = std::move(outcome);
    attempt.status = status;
    return attempt;
}

TEST(AttemptOutcome, StatusesFallIntoAFixedSet)
{
    EXPECT_EQ(outcome_label(attempt_with("status", 301)), "redirect");
    EXPECT_EQ(outcome_label(attempt_with("status", 404)), "client_error");
    EXPECT_EQ(outcome_label(attempt_with("status", 410)), "gone");
    EXPECT_EQ(outcome_label(attempt_with("status", 429)), "throttled");
    EXPECT_EQ(outcome_label(attempt_with("status", 503)), "server_error");
    EXPECT_EQ(outcome_label(attempt_with("status", 999)), "odd_status");
    EXPECT_EQ(outcome_label(attempt_with("status", 101)), "odd_status");
}

TEST(AttemptOutcome, WhatHasNoStatusKeepsItsName)
{
    EXPECT_EQ(outcome_label(attempt_with("delivered", 204)), "delivered");
    EXPECT_EQ(outcome_label(attempt_with("timeout")), "timeout");
    EXPECT_EQ(outcome_label(attempt_with("tls")), "tls");
}

}  // namespace
}  // namespace webhookd::control
