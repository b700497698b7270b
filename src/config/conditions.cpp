// Turns YAML into the JSON that core::parse_where() reads, one field at a time. A scalar without quotes
// becomes a boolean or a number only if nothing of it is lost.

#include "config/codecs.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "webhookd/core/json.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

/// A scalar without quotes is a boolean or a number if people would read it as one. What would lose something
/// on the way to a number and back stays a text: `07`, `12e45` (part of an id) or more digits than a number
/// holds.
Json to_json(const std::string& plain)
{
    if (plain == "true") return true;
    if (plain == "false") return false;
    const std::string_view digits = std::string_view(plain).substr(plain.starts_with('-') ? 1 : 0);
    const bool padded = digits.starts_with('0') && digits.size() > 1 && !digits.starts_with("0.");
    if (padded || digits.find_first_not_of("0123456789.") != std::string_view::npos) return plain;
    if (const auto whole = core::find_number<std::int64_t>(plain)) return *whole;
    if (const auto real = core::find_number<double>(plain); real && digits.contains('.')) return *real;
    return plain;
}

}  // namespace

Json json_of(const Yaml& node)
{
    switch (node.kind) {
        case Yaml::Kind::null:
            return nullptr;
        case Yaml::Kind::scalar:
            return node.quoted ? Json(node.text) : to_json(node.text);
        case Yaml::Kind::list: {
            auto list = Json::array();
            for (const auto& item : node.items)
                list.push_back(json_of(item));
            return list;
        }
        case Yaml::Kind::mapping: {
            auto object = Json::object();
            for (const auto& entry : node.entries)
                object[entry.key] = json_of(entry.value);
            return object;
        }
    }
    return nullptr;
}

std::optional<core::Where> where(const Value& value)
{
    if (!value.is_mapping()) return value.expected_kind("a mapping of payload fields to conditions");
    core::Where result;
    for (const auto& entry : value.node().entries) {
        // One field at a time, so that its errors come with its line.
        auto field = Json::object();
        field[entry.key] = json_of(entry.value);
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
