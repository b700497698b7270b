#pragma once
// Which events a subscriber wants: event types with `*` (`events:`) and conditions on the payload (`where:`).
// Read once from the configuration, so that a condition that can never be meant is an error there and not a
// silent miss; then evaluated without I/O for every event and subscriber. `check --explain` prints why_not().

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/event_catalogue.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::core {

/// True when `pattern` names `type`: `*` stands for any run of characters, dots too, so `*` is every event
/// about OpenBoxes. Operational events (`webhookd.…`) are named explicitly only, by a pattern that begins
/// with `webhookd.`: whoever asks for "everything" about stock is not sent the daemon's own troubles.
bool pattern_matches(std::string_view pattern, std::string_view type);

/// One sentence when `pattern` names none of these event types (a typing error in `events:`), else null.
std::optional<std::string> pattern_error(std::string_view pattern, std::span<const EventDescription> events);

/// One test of one field.
struct Condition
{
    enum class Operator
    {
        eq,
        ne,
        in,
        gt,
        gte,
        lt,
        lte,
        exists,
        negation
    };

    Operator op = Operator::eq;
    Json operand;  ///< scalar; an array for `in`, a boolean for `exists`, unused for `negation`
    std::vector<Condition> negated;  ///< of `negation`: false when all of these hold

    friend bool operator==(const Condition&, const Condition&) = default;
};

/// `where:` of a subscriber. All fields must meet all their conditions; an empty one lets every event
/// through.
///
/// Language: a map from a dotted path, relative to `data` ("object.destination.id"), to a scalar (equal), a
/// list (any of) or a map of operators {eq, ne, in, gt, gte, lt, lte, exists: bool, not: <any of these
/// forms>}, all of which must hold. A number equals and orders against a number or a text that is one ("7",
/// "1.50"); other texts compare by their bytes, which orders dates in ISO form. Booleans equal booleans and
/// the texts `true` and `false`. A field that is absent, null, an object or a list fails every comparison;
/// `ne`, `not` and `exists: false` are the only ways to be satisfied by an absent one.
struct Where
{
    struct Field
    {
        std::string path;
        std::vector<Condition> conditions;

        friend bool operator==(const Field&, const Field&) = default;
    };

    std::vector<Field> fields;

    friend bool operator==(const Where&, const Where&) = default;
};

/// Reads a `where` map; null gives the empty one. Every mistake is one sentence that begins with the path
/// concerned.
std::expected<Where, std::vector<std::string>> parse_where(const Json& where);

/// True when `data` (the `data` object of the envelope) meets `where`.
bool matches(const Where& where, const Json& data);

/// Null when it matches; else one sentence naming the first field that does not, what it holds and what is
/// expected.
std::optional<std::string> why_not(const Where& where, const Json& data);

/// What one subscriber wants.
struct Matcher
{
    std::vector<std::string> events;  ///< patterns; an event must match one of them
    Where where;

    friend bool operator==(const Matcher&, const Matcher&) = default;
};

bool matches(const Matcher& matcher, std::string_view type, const Json& data);
std::optional<std::string> why_not(const Matcher& matcher, std::string_view type, const Json& data);

}  // namespace webhookd::core
