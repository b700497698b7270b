// From the JSON of `where` to its conditions. It goes on after a mistake, so that all of them are
// reported at once.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "where_names.hpp"

namespace webhookd::core {

namespace {

using Operator = Condition::Operator;

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

}  // namespace webhookd::core
