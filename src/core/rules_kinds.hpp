#pragma once
// The rules of each kind of entity. A rule gets the next snapshot, already carried over from `before` and the
// observation except for `watched` and `occurrences`, completes it and reports what happened.

#include "webhookd/core/rules.hpp"

namespace webhookd::core {

/// What a rule works on.
struct Crossing
{
    const RuleSettings& rules;
    const Snapshot* before;  ///< null for an entity never seen
    const Observation& seen;
};

/// What is watched from now on: `seen`, completed by what was remembered where `seen` cannot tell.
/// Independent of the settings, so that is_unchanged() needs none.
Json merge_shipment_watched(const Snapshot* before, const Observation& seen);
Json merge_order_watched(const Snapshot* before, const Observation& seen);
Json merge_level_watched(const Snapshot* before, const Observation& seen);

/// `step.next.watched` is the merged one already.
void apply_movement_rule(const Crossing& crossing, Step& step);
void apply_order_rule(const Crossing& crossing, Step& step);
void apply_level_rule(const Crossing& crossing, Step& step);
/// Products and adjustments: news when never seen. No count is kept: there is never a second time, and
/// 100,000 products would each pay for it.
template <const std::string_view& type>
void apply_appearance_rule(const Crossing& crossing, Step& step)
{
    if (crossing.before != nullptr) return;
    step.occurrences.push_back({.type = std::string(type), .number = 1, .inferred = false, .previous = {}});
}

bool is_movement_step_back(const Json& from, const Json& to);
bool is_order_step_back(const Json& from, const Json& to);

bool is_movement_open(const RuleSettings& rules, const Snapshot& snapshot);
bool is_order_open(const RuleSettings& rules, const Snapshot& snapshot);

/// Counts one more occurrence of `type`; the new count.
int count_occurrence(Snapshot& snapshot, std::string_view type);
int occurrence_count(const Snapshot& snapshot, std::string_view type);

/// The value of a watched field; null JSON when it is not there.
Json watched_value(const Json& watched, std::string_view field);
/// `previous` of an occurrence: the field with its old value; null JSON for an entity never seen.
Json old_value(const Snapshot* before, std::string_view field);
/// A word of a watched field; empty when null or absent.
std::string watched_word(const Json& watched, std::string_view field);

}  // namespace webhookd::core
