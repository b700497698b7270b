// Failures are one row as long as each follows the one before within a tenth of `hold_after`. A success ends
// the row; its age, or an endpoint that wants no more, holds the lane.

#include "delivery/health.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace webhookd::delivery {

namespace {

constexpr core::Duration success_noted_every{60'000};
/// A time in which nothing was tried proves nothing: one longer than this part of `hold_after` ends the row.
constexpr int parts_of_a_row = 10;

void enter(store::SubscriberRecord& row, store::LaneState state, std::string reason, core::Timestamp now)
{
    if (row.state != state) row.state_since = now;
    row.state = state;
    row.reason = std::move(reason);
}

bool note_success(store::SubscriberRecord& row, core::Timestamp now)
{
    const bool was_failing = row.failing_since.has_value();
    const bool stale = !row.last_success_at || *row.last_success_at + success_noted_every <= now ||
                       *row.last_success_at > now;
    if (!was_failing && !stale && row.state != store::LaneState::failing) return false;
    row.failing_since.reset();
    row.last_success_at = now;
    if (row.state == store::LaneState::failing) note_released(row, now);
    return true;
}

void note_failure(store::SubscriberRecord& row, const Result& result, bool opened, core::Timestamp now,
                  core::Duration hold_after, core::Duration took)
{
    const bool goes_on = row.failing_since && *row.failing_since <= now && row.last_failure_at &&
                         now - took - *row.last_failure_at <= hold_after / parts_of_a_row;
    if (!goes_on) row.failing_since = now;
    row.last_failure_at = now;
    if (row.state == store::LaneState::held) return;
    if (*row.failing_since + hold_after <= now) {
        note_held(row,
                  fmt::format("nothing but failures since {}; the last one: {}",
                              core::format_timestamp(*row.failing_since), result.detail),
                  now);
    } else if (opened && row.state == store::LaneState::healthy) {
        enter(row, store::LaneState::failing, result.detail, now);
    }
}

}  // namespace

bool note_result(store::SubscriberRecord& row, const Result& result, Gate::Change change, core::Timestamp now,
                 core::Duration hold_after, core::Duration took)
{
    switch (result.kind) {
        case Result::Kind::delivered:
            return note_success(row, now);
        case Result::Kind::refused:
        case Result::Kind::unheard:
        case Result::Kind::broken_off:
            // The endpoint judged one delivery, or heard of none; that says nothing about the others.
            return false;
        case Result::Kind::gone:
            if (row.state == store::LaneState::held) return false;
            note_held(row, result.detail, now);
            return true;
        case Result::Kind::failed:
        case Result::Kind::throttled:
            note_failure(row, result, change.opened, now, hold_after, took);
            return true;
    }
    return false;
}

void note_held(store::SubscriberRecord& row, std::string reason, core::Timestamp now)
{
    enter(row, store::LaneState::held, std::move(reason), now);
}

void note_released(store::SubscriberRecord& row, core::Timestamp now)
{
    enter(row, store::LaneState::healthy, {}, now);
    row.failing_since.reset();
}

void note_nothing_left(store::SubscriberRecord& row)
{
    if (row.state != store::LaneState::failing) row.failing_since.reset();
}

void note_clock_set_back(store::SubscriberRecord& row, core::Timestamp now)
{
    for (auto* instant : {&row.state_since, &row.failing_since, &row.last_failure_at, &row.last_success_at})
        if (*instant) *instant = std::min(**instant, now);
}

}  // namespace webhookd::delivery
