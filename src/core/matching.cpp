// Event types with `*`; `where`, from its JSON to conditions, where it goes on after a mistake so that all of
// them are reported at once; and the conditions held against a payload, where a text that is a number
// compares as one, and what is absent or of another form fails every comparison.

#include "webhookd/core/matching.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <ranges>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "webhookd/core/event.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::core {

namespace {

/// `*` is any run of characters. Greedy with one point to come back to, so the time is at most the product of
/// the lengths, whatever the pattern.
bool glob_matches(std::string_view pattern, std::string_view text)
{
    std::size_t at_pattern = 0;
    std::size_t at_text = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (at_text < text.size()) {
        if (at_pattern < pattern.size() && pattern[at_pattern] == '*') {
            star = at_pattern++;
            star_text = at_text;
        } else if (at_pattern < pattern.size() && pattern[at_pattern] == text[at_text]) {
            ++at_pattern;
            ++at_text;
        } else if (star != std::string_view::npos) {
            at_pattern = star + 1;
            at_text = ++star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at_pattern) == std::string_view::npos;
}

bool wants_type(const Matcher& matcher, std::string_view type)
{
    return std::ranges::any_of(matcher.events,
                               [type](const std::string& pattern) { return pattern_matches(pattern, type); });
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view type)
{
    if (is_operational(type) && !is_operational(pattern)) return false;
    return glob_matches(pattern, type);
}

std::optional<std::string> pattern_error(std::string_view pattern, std::span<const EventDescription> events)
{
    const auto types = std::views::transform(events, &EventDescription::type);
    if (std::ranges::any_of(types, [pattern](const auto& type) { return pattern_matches(pattern, type); }))
        return std::nullopt;
    return fmt::format("\"{}\" names no event type; expected one of {}, or a pattern with * of them", pattern,
                       fmt::join(types, ", "));
}

bool matches(const Matcher& matcher, std::string_view type, const Json& data)
{
    return wants_type(matcher, type) && matches(matcher.where, data);
}

std::optional<std::string> why_not(const Matcher& matcher, std::string_view type, const Json& data)
{
    if (!wants_type(matcher, type))
        return fmt::format("type {} is none of its events: {}", type, fmt::join(matcher.events, ", "));
    return why_not(matcher.where, data);
}

namespace {

using Operator = Condition::Operator;

/// The names of the operators, for reading and for printing.
constexpr std::array<std::pair<std::string_view, Condition::Operator>, 9> operator_names{{
    {"eq", Operator::eq},
    {"ne", Operator::ne},
    {"in", Operator::in},
    {"gt", Operator::gt},
    {"gte", Operator::gte},
    {"lt", Operator::lt},
    {"lte", Operator::lte},
    {"exists", Operator::exists},
    {"not", Operator::negation},
}};

/// More `not` inside `not` than this is a mistake, and recursion over it needs an end.
constexpr int deepest_not = 8;

/// The keys of `data` (event.hpp): a path that begins with anything else can never be there.
constexpr std::array<std::string_view, 7> data_keys{"id",       "object", "previous", "occurrence",
                                                    "inferred", "source", "detected"};

bool is_scalar(const Json& value)
{
    return value.is_string() || value.is_number() || value.is_boolean();
}

/// What `op` expects instead of this operand; empty when it may have it.
std::string_view operand_error(Operator op, const Json& operand)
{
    switch (op) {
        case Operator::eq:
        case Operator::ne:
            return is_scalar(operand) ? "" : "a text, a number or true/false";
        case Operator::in:
            return operand.is_array() && !operand.empty() && std::ranges::all_of(operand, is_scalar)
                       ? ""
                       : "a list of at least one text, number or true/false";
        case Operator::exists:
            return operand.is_boolean() ? "" : "true or false";
        case Operator::gt:
        case Operator::gte:
        case Operator::lt:
        case Operator::lte:
            return operand.is_string() || operand.is_number() ? "" : "a number or a text";
        case Operator::negation:
            break;
    }
    return "";
}

class Parser
{
  public:
    std::vector<std::string> errors;

    Where parse(const Json& where)
    {
        if (!where.is_object()) {
            errors.push_back(fmt::format("where: expected a map of paths, found {}", where.type_name()));
            return {};
        }
        Where result;
        for (const auto& [path, condition] : where.items()) {
            path_ = path;
            check_path();
            result.fields.push_back({.path = path, .conditions = parse_condition(condition, 0)});
        }
        return result;
    }

  private:
    template <class... Arguments>
    void fail(fmt::format_string<Arguments...> format, Arguments&&... arguments)
    {
        errors.push_back(path_ + ": " + fmt::format(format, std::forward<Arguments>(arguments)...));
    }

    void check_path()
    {
        const std::string_view path = path_;
        if (path.empty() || path.starts_with('.') || path.ends_with('.') || path.contains(".."))
            fail("expected keys separated by single dots");
        else if (std::ranges::find(data_keys, path.substr(0, path.find('.'))) == data_keys.end())
            fail("expected a path that begins with one of {}", fmt::join(data_keys, ", "));
    }

    std::vector<Condition> parse_condition(const Json& condition, int depth)
    {
        if (is_scalar(condition)) return {{.op = Operator::eq, .operand = condition, .negated = {}}};
        if (condition.is_array()) return {parse_operator(Operator::in, "in", condition, depth)};
        if (condition.is_object() && !condition.empty()) {
            std::vector<Condition> conditions;
            for (const auto& [name, operand] : condition.items()) {
                const auto known = std::ranges::find(operator_names, std::string_view(name),
                                                     [](const auto& pair) { return pair.first; });
                if (known == operator_names.end())
                    fail("unknown operator {}, expected one of eq, ne, in, gt, gte, lt, lte, exists, not",
                         name);
                else
                    conditions.push_back(parse_operator(known->second, name, operand, depth));
            }
            return conditions;
        }
        if (condition.is_null())
            fail("expected a value, found null; use {{exists: false}} for an absent field");
        else
            fail("expected a value, a list of values or a map of operators, found an empty map");
        return {};
    }

    Condition parse_operator(Operator op, std::string_view name, const Json& operand, int depth)
    {
        if (op == Operator::negation) return parse_negation(operand, depth);
        // What is refused is not copied either: copying recurses, and the nesting has no limit yet.
        if (const auto wanted = operand_error(op, operand); !wanted.empty()) {
            fail("{} expects {}", name, wanted);
            return {};
        }
        return {.op = op, .operand = operand, .negated = {}};
    }

    Condition parse_negation(const Json& operand, int depth)
    {
        if (depth < deepest_not)
            return {.op = Operator::negation, .operand = {}, .negated = parse_condition(operand, depth + 1)};
        fail("not stands inside {} others, more than anybody can read", depth);
        return {};
    }

    std::string path_;
};

}  // namespace

std::expected<Where, std::vector<std::string>> parse_where(const Json& where)
{
    if (where.is_null()) return Where{};
    Parser parser;
    auto result = parser.parse(where);
    if (!parser.errors.empty()) return std::unexpected(std::move(parser.errors));
    return result;
}

namespace {

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
