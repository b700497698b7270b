// Queries and bodies become one JSON object, of which each function reads one member. Strangers write it, so
// nothing is dumped or copied that may be nested without end.

#include "control/arguments.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "control/refusal.hpp"
#include "webhookd/core/text.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::control {

namespace {

constexpr int bad_request = 400;

/// What was given, short enough to repeat. Only the kind of a list or an object: dump() recurses, and what
/// strangers nest a hundred thousand deep would end the process.
std::string shown(const Json& value)
{
    constexpr std::size_t longest = 200;
    if (value.is_structured()) return fmt::format("an {}", value.type_name());
    auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() <= longest) return text;
    text.resize(longest);
    return text + "...";
}

/// A value of a form that some argument takes: a list of lists is none, and copying it recurses, too.
bool is_flat(const Json& value)
{
    if (value.is_array())
        return std::ranges::none_of(value, [](const Json& item) { return item.is_structured(); });
    return !value.is_object();
}

Refusal wrong(std::string_view key, std::string_view expected, const Json& found)
{
    return {bad_request, fmt::format("{}: expected {}, found {}", key, expected, shown(found))};
}

Refusal missing(std::string_view key)
{
    return {bad_request, fmt::format("{}: required, and not given", key)};
}

/// A number of the body, or its digits in the query.
std::optional<std::int64_t> find_integer(const Json& value)
{
    if (value.is_number_unsigned() && !std::in_range<std::int64_t>(value.get<std::uint64_t>()))
        return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_string()) return std::nullopt;
    return core::find_number<std::int64_t>(value.get_ref<const std::string&>());
}

}  // namespace

std::string decode_percent(std::string_view text)
{
    auto decoded = core::decode_percent(text);
    if (!decoded)
        throw Refusal(bad_request, fmt::format("'{}': expected two hexadecimal digits after %", text));
    return *std::move(decoded);
}

Json parse_query(std::string_view query)
{
    auto given = Json::object();
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto key = decode_percent(pair.substr(0, equals));
        if (given.contains(key)) throw Refusal(bad_request, fmt::format("{}: given twice", key));
        given[key] = decode_percent(pair.substr(std::min(equals + 1, pair.size())));
    }
    return given;
}

Json parse_body(std::string_view body)
{
    if (body.empty()) return Json::object();
    // The parser takes a zero byte for the end, and would not look at what follows.
    const bool whole = !body.contains('\0');
    auto given = whole ? Json::parse(body, nullptr, false) : Json();
    if (!given.is_object()) throw Refusal(bad_request, "the body: expected a JSON object");
    return given;
}

Arguments::Arguments(PathParts path, Json given) : path_(std::move(path)), given_(std::move(given)) {}

void Arguments::expect_only(std::span<const std::string_view> keys) const
{
    for (const auto& [key, value] : given_.items()) {
        if (std::ranges::find(keys, key) != keys.end()) continue;
        throw Refusal(bad_request,
                      keys.empty() ? fmt::format("{}: unknown; this takes no arguments", key)
                                   : fmt::format("{}: unknown; there are: {}", key, fmt::join(keys, ", ")));
    }
}

const std::string& Arguments::part(std::string_view name) const
{
    return path_.find(name)->second;
}

const Json* Arguments::find(std::string_view key) const
{
    const auto found = given_.find(key);
    return found == given_.end() || found->is_null() ? nullptr : &*found;
}

bool Arguments::has(std::string_view key) const
{
    return find(key) != nullptr;
}

std::string Arguments::text(std::string_view key) const
{
    const auto* value = find(key);
    if (value == nullptr) return {};
    if (!value->is_string()) throw wrong(key, "a text", *value);
    return value->get<std::string>();
}

std::string Arguments::required_text(std::string_view key) const
{
    auto value = text(key);
    if (value.empty()) throw missing(key);
    return value;
}

std::string Arguments::word(std::string_view key, std::span<const std::string_view> words) const
{
    auto value = text(key);
    if (value.empty() || std::ranges::find(words, value) != words.end()) return value;
    throw wrong(key, fmt::format("one of {}", fmt::join(words, ", ")), value);
}

std::vector<std::string> Arguments::texts(std::string_view key) const
{
    const auto* list = find(key);
    if (list == nullptr) return {};
    if (!list->is_array()) throw wrong(key, "a list of texts", *list);
    std::vector<std::string> texts;
    for (const auto& value : *list) {
        if (!value.is_string()) throw wrong(key, "a list of texts", value);
        texts.push_back(value.get<std::string>());
    }
    return texts;
}

std::vector<std::string> Arguments::words(std::string_view key, std::span<const std::string_view> known) const
{
    auto given = texts(key);
    for (const auto& value : given) {
        if (std::ranges::find(known, value) == known.end())
            throw wrong(key, fmt::format("a list of {}", fmt::join(known, ", ")), value);
    }
    return given;
}

std::vector<std::int64_t> Arguments::required_numbers(std::string_view key, std::size_t most) const
{
    const auto* list = find(key);
    if (list == nullptr) throw missing(key);
    const auto expected = fmt::format("a list of 1 to {} whole numbers", most);
    if (!list->is_array() || list->empty() || list->size() > most)
        throw wrong(key, expected, list->type_name());
    std::vector<std::int64_t> numbers;
    for (const auto& value : *list) {
        const auto number = find_integer(value);
        if (!number) throw wrong(key, expected, value);
        numbers.push_back(*number);
    }
    return numbers;
}

core::Timestamp Arguments::required_time(std::string_view key) const
{
    const auto instant = time(key);
    if (!instant) throw missing(key);
    return *instant;
}

std::optional<core::Timestamp> Arguments::time(std::string_view key) const
{
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto instant =
        value->is_string() ? core::parse_timestamp(value->get_ref<const std::string&>()) : std::nullopt;
    if (!instant) throw wrong(key, "a time such as 2026-06-02T10:11:12Z", *value);
    return instant;
}

std::int64_t Arguments::number(std::string_view key, std::int64_t least, std::int64_t most,
                               std::int64_t otherwise) const
{
    const auto* value = find(key);
    if (value == nullptr) return otherwise;
    const auto number = find_integer(*value);
    if (!number || *number < least || *number > most)
        throw wrong(key, fmt::format("a whole number from {} to {}", least, most), *value);
    return *number;
}

Json Arguments::all() const
{
    Json all(path_);
    for (const auto& [key, value] : given_.items())
        all[key] = is_flat(value) ? value : Json(shown(value));
    return all;
}

bool Arguments::flag(std::string_view key) const
{
    const auto* value = find(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) throw wrong(key, "true or false", *value);
    return value->get<bool>();
}

}  // namespace webhookd::control
