#include "config/conditions.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include "webhookd/core/json.hpp"

namespace webhookd::config {

namespace {

template <class Number>
std::optional<Number> number(std::string_view text)
{
    Number result{};
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, result);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return result;
}

/// A scalar without quotes is a boolean or a number if it looks like one in JSON; so `07` stays a text.
Json to_json(const std::string& plain)
{
    if (plain == "true") return true;
    if (plain == "false") return false;
    const auto digits = plain.find_first_not_of('-');
    const bool numeric = digits != std::string::npos && plain[digits] >= '0' && plain[digits] <= '9';
    const bool padded = numeric && plain[digits] == '0' && plain.size() > digits + 1 &&
                        plain[digits + 1] >= '0' && plain[digits + 1] <= '9';
    if (!numeric || padded) return plain;
    if (const auto whole = number<std::int64_t>(plain)) return *whole;
    if (const auto real = number<double>(plain); real && std::isfinite(*real)) return *real;
    return plain;
}

Json to_json(const Yaml& node)
{
    switch (node.kind) {
        case Yaml::Kind::null:
            return nullptr;
        case Yaml::Kind::scalar:
            return node.quoted ? Json(node.text) : to_json(node.text);
        case Yaml::Kind::list: {
            auto list = Json::array();
            for (const auto& item : node.items)
                list.push_back(to_json(item));
            return list;
        }
        case Yaml::Kind::mapping: {
            auto object = Json::object();
            for (const auto& entry : node.entries)
                object[entry.key] = to_json(entry.value);
            return object;
        }
    }
    return nullptr;
}

}  // namespace

std::optional<core::Where> where(const Value& value)
{
    if (!value.is_mapping()) return value.expected_kind("a mapping of payload fields to conditions");
    core::Where result;
    for (const auto& entry : value.node().entries) {
        // One field at a time, so that its errors come with its line.
        auto field = Json::object();
        field[entry.key] = to_json(entry.value);
        auto parsed = core::parse_where(field);
        if (!parsed) {
            for (const auto& error : parsed.error())
                value.report().error(entry.place, value.path(), error);
            continue;
        }
        for (auto& one : parsed->fields)
            result.fields.push_back(std::move(one));
    }
    return result;
}

}  // namespace webhookd::config
