// purchaseOrder.approved (openboxes-api.md 5): an order is approved once until it is taken back to PENDING,
// REJECTED or no status. What is taken back is kept as a number, the last approval that no longer holds,
// among the occurrences: it is memory of the rule, not something the row says, and so no part of `watched`.

#include "rules_kinds.hpp"
#include "webhookd/core/event.hpp"

namespace webhookd::core {

namespace {

constexpr std::string_view taken_back = "purchaseOrder.approved/takenBack";

bool has_approval_date(const Json& watched)
{
    return !watched_value(watched, "approved_at").is_null();
}

/// What the row alone says.
bool says_approved(const RuleSettings& rules, const Json& watched)
{
    return has_approval_date(watched) || rules.approved_statuses.contains(watched_word(watched, "status"));
}

bool is_unapproved_word(std::string_view status)
{
    return status.empty() || status == "PENDING" || status == "REJECTED";
}

bool says_not_approved(const RuleSettings& rules, const Json& watched)
{
    return is_unapproved_word(watched_word(watched, "status")) && !says_approved(rules, watched);
}

/// What is remembered.
bool holds_approval(const Snapshot& snapshot)
{
    return occurrence_count(snapshot, event_type::purchase_order_approved) >
           occurrence_count(snapshot, taken_back);
}

}  // namespace

Json merge_order_watched(const Snapshot* before, const Observation& seen)
{
    // A field that the row does not carry is unknown, not null: the list and the detail of an order differ.
    // Only a new status makes a date remembered from another row worthless, since a rollback clears both.
    auto watched = seen.watched;
    if (before == nullptr) return watched;
    if (!seen.exact && is_order_step_back(before->watched, watched)) return before->watched;
    const auto keep = [&](std::string_view field) {
        const auto remembered = before->watched.find(field);
        if (remembered != before->watched.end() && !watched.contains(field)) watched[field] = *remembered;
    };
    keep("status");
    if (watched_value(watched, "status") == watched_value(before->watched, "status")) keep("approved_at");
    return watched;
}

void apply_order_rule(const Crossing& crossing, Step& step)
{
    auto& next = step.next;
    const auto approve = [&next] { return count_occurrence(next, event_type::purchase_order_approved); };

    // Approved under settings that were widened since: already true, so it has happened, silently (F-24).
    if (crossing.before != nullptr && !holds_approval(next) &&
        says_approved(crossing.rules, crossing.before->watched))
        approve();

    if (says_not_approved(crossing.rules, next.watched)) {
        if (holds_approval(next))
            next.occurrences[std::string(taken_back)] =
                occurrence_count(next, event_type::purchase_order_approved);
    } else if (says_approved(crossing.rules, next.watched) && !holds_approval(next)) {
        step.occurrences.push_back({.type = std::string(event_type::purchase_order_approved),
                                    .number = approve(),
                                    .inferred = false,
                                    .previous = old_value(crossing.before, "status")});
    }
}

bool is_order_step_back(const Json& from, const Json& to)
{
    return to.contains("status") && is_unapproved_word(watched_word(to, "status")) &&
           !is_unapproved_word(watched_word(from, "status"));
}

bool is_order_open(const RuleSettings& rules, const Snapshot& snapshot)
{
    const auto status = watched_word(snapshot.watched, "status");
    const bool may_be_approved = status == "PENDING" || status == "REJECTED" || status == "APPROVED";
    return may_be_approved && !holds_approval(snapshot) && !says_approved(rules, snapshot.watched);
}

const std::set<std::string>& default_approved_statuses()
{
    static const std::set<std::string> statuses{
        "APPROVED",           "PLACED",   "PARTIALLY_SHIPPED", "SHIPPED", "PARTIALLY_RECEIVED", "RECEIVED",
        "PARTIALLY_INVOICED", "INVOICED", "COMPLETED"};
    return statuses;
}

}  // namespace webhookd::core
