#pragma once
// How long to wait before the same request is sent again. Pure; the random number is an argument in [0, 1).

#include <optional>

#include "webhookd/core/time.hpp"

namespace webhookd::openboxes {

/// Before the `attempt`-th repetition (1-based) of a request that met a passing trouble: full jitter, base 1
/// s, cap 30 s.
core::Duration retry_delay(int attempt, double random);

/// How long everybody pauses after the `in_a_row`-th 429 (1-based): what the server asked for, between 1 s
/// and 15 min (F-41: absurd values); without a word of it 5 s doubling to 15 min, of which up to half is
/// taken off at random.
core::Duration pause_after_limit(int in_a_row, std::optional<core::Duration> asked, double random);

}  // namespace webhookd::openboxes
