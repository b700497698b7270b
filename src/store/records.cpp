// The words of the enums, as they are stored and shown: one table each, for both directions.

#include "webhookd/store/records.hpp"

#include <array>
#include <utility>

namespace webhookd::store {

namespace {

template <class Enum, std::size_t n>
using Words = std::array<std::pair<Enum, std::string_view>, n>;

using Decision = StormHold::Decision;

constexpr Words<Decision, 3> storm_decisions{
    {{Decision::none, "none"}, {Decision::release, "release"}, {Decision::drop, "drop"}}};
constexpr Words<PollOutcome, 4> poll_outcomes{{{PollOutcome::ok, "ok"},
                                               {PollOutcome::uncertified, "uncertified"},
                                               {PollOutcome::failed, "failed"},
                                               {PollOutcome::held, "held"}}};
constexpr Words<DeliveryState, 4> delivery_states{{{DeliveryState::pending, "pending"},
                                                   {DeliveryState::waiting, "waiting"},
                                                   {DeliveryState::delivered, "delivered"},
                                                   {DeliveryState::dead, "dead"}}};
constexpr Words<LaneState, 3> lane_states{
    {{LaneState::healthy, "healthy"}, {LaneState::failing, "failing"}, {LaneState::held, "held"}}};

template <class Enum, std::size_t n>
constexpr std::string_view word_of(const Words<Enum, n>& words, Enum value)
{
    for (const auto& [candidate, word] : words)
        if (candidate == value) return word;
    return {};
}

template <class Enum, std::size_t n>
constexpr std::optional<Enum> find_value(const Words<Enum, n>& words, std::string_view name)
{
    for (const auto& [value, word] : words)
        if (word == name) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(StormHold::Decision decision)
{
    return word_of(storm_decisions, decision);
}

std::optional<StormHold::Decision> find_storm_decision(std::string_view name)
{
    return find_value(storm_decisions, name);
}

std::string_view to_string(PollOutcome outcome)
{
    return word_of(poll_outcomes, outcome);
}

std::optional<PollOutcome> find_poll_outcome(std::string_view name)
{
    return find_value(poll_outcomes, name);
}

std::string_view to_string(DeliveryState state)
{
    return word_of(delivery_states, state);
}

std::optional<DeliveryState> find_delivery_state(std::string_view name)
{
    return find_value(delivery_states, name);
}

std::string_view to_string(LaneState state)
{
    return word_of(lane_states, state);
}

std::optional<LaneState> find_lane_state(std::string_view name)
{
    return find_value(lane_states, name);
}

}  // namespace webhookd::store
