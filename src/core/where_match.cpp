// Evaluates `where` on a payload: a text that is a number compares as one, and what is absent or of another
// form fails every comparison. Also the sentence of why_not().

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <compare>

#include "webhookd/core/number.hpp"
#include "where_names.hpp"

namespace webhookd::core {

namespace {

using Operator = Condition::Operator;

/// A number, or a text that is one from end to end; null JSON for anything else. Whole numbers stay exact.
Json number_in(const Json& value)
{
    if (value.is_number()) return value;
    if (!value.is_string()) return {};
    const auto& text = value.get_ref<const std::string&>();
    if (const auto whole = find_number<std::int64_t>(text)) return *whole;
    if (const auto number = find_number<double>(text); number && std::isfinite(*number)) return *number;
    return {};
}

bool is_equal(const Json& value, const Json& operand)
{
    if (value.is_string() && operand.is_string()) return value == operand;
    if (value.is_boolean() && operand.is_string()) return operand == value.dump();
    if (value.is_string() && operand.is_boolean()) return value == operand.dump();
    if (value.is_boolean() || operand.is_boolean()) return value == operand;
    const auto left = number_in(value);
    return left.is_number() && left == number_in(operand);
}

/// Unordered where the two cannot be compared.
std::partial_ordering order(const Json& value, const Json& operand)
{
    const auto compare = [](const auto& left, const auto& right) {
        if (left < right) return std::partial_ordering::less;
        return right < left ? std::partial_ordering::greater : std::partial_ordering::equivalent;
    };
    const auto left = number_in(value);
    const auto right = number_in(operand);
    if (left.is_number() && right.is_number()) return compare(left, right);
    if (!value.is_string() || !operand.is_string()) return std::partial_ordering::unordered;
    return compare(value.get_ref<const std::string&>(), operand.get_ref<const std::string&>());
}

/// Null and absent are both nullptr.
const Json* find_value(const Json& data, std::string_view path)
{
    const auto dot = path.find('.');
    const auto member = data.find(path.substr(0, dot));
    if (member == data.end() || member->is_null()) return nullptr;
    return dot == std::string_view::npos ? &*member : find_value(*member, path.substr(dot + 1));
}

bool all_hold(const std::vector<Condition>& conditions, const Json* value);

/// `value` is null when the field is absent. An object or a list is there, but compares with nothing.
bool holds(const Condition& condition, const Json* value)
{
    const auto equals = [value](const Json& operand) {
        return value != nullptr && is_equal(*value, operand);
    };
    const auto ordered = [&] {
        return value == nullptr ? std::partial_ordering::unordered : order(*value, condition.operand);
    };
    switch (condition.op) {
        case Operator::eq:
            return equals(condition.operand);
        case Operator::ne:
            return !equals(condition.operand);
        case Operator::in:
            return std::ranges::any_of(condition.operand, equals);
        case Operator::gt:
            return std::is_gt(ordered());
        case Operator::gte:
            return std::is_gteq(ordered());
        case Operator::lt:
            return std::is_lt(ordered());
        case Operator::lte:
            return std::is_lteq(ordered());
        case Operator::exists:
            return condition.operand == (value != nullptr);
        case Operator::negation:
            return !all_hold(condition.negated, value);
    }
    return false;
}

bool all_hold(const std::vector<Condition>& conditions, const Json* value)
{
    return std::ranges::all_of(conditions,
                               [value](const auto& condition) { return holds(condition, value); });
}

std::string describe(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string describe(const Condition& condition)
{
    const auto named =
        std::ranges::find(operator_names, condition.op, [](const auto& pair) { return pair.second; });
    if (condition.op != Operator::negation)
        return fmt::format("{} {}", named->first, describe(condition.operand));
    std::vector<std::string> parts;
    parts.reserve(condition.negated.size());
    for (const auto& inner : condition.negated)
        parts.push_back(describe(inner));
    return fmt::format("{} ({})", named->first, fmt::join(parts, " and "));
}

}  // namespace

bool matches(const Where& where, const Json& data)
{
    return std::ranges::all_of(where.fields, [&data](const Where::Field& field) {
        return all_hold(field.conditions, find_value(data, field.path));
    });
}

std::optional<std::string> why_not(const Where& where, const Json& data)
{
    for (const auto& field : where.fields) {
        const auto* value = find_value(data, field.path);
        for (const auto& condition : field.conditions)
            if (!holds(condition, value))
                return fmt::format("{} is {}, expected {}", field.path,
                                   value == nullptr ? "absent" : describe(*value), describe(condition));
    }
    return std::nullopt;
}

}  // namespace webhookd::core
