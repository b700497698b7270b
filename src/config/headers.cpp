// The names that are not the user's to set, and the bytes that a name and a value may hold.

#include "config/headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "config/scalars.hpp"
#include "config/secrets.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

constexpr std::size_t most_headers = 50;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_value = 8UL * 1024;

/// Set by HTTP itself, by Standard Webhooks or by this program.
constexpr std::array<std::string_view, 19> reserved{"accept-encoding",
                                                    "connection",
                                                    "content-encoding",
                                                    "content-length",
                                                    "content-type",
                                                    "cookie",
                                                    "date",
                                                    "expect",
                                                    "host",
                                                    "http2-settings",
                                                    "keep-alive",
                                                    "location",
                                                    "proxy-authorization",
                                                    "proxy-connection",
                                                    "te",
                                                    "trailer",
                                                    "transfer-encoding",
                                                    "upgrade",
                                                    "user-agent"};

/// Why a header of this name cannot be set, or null.
std::optional<std::string> name_error(std::string_view name)
{
    constexpr std::string_view token =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (name.empty() || name.size() > longest_name || name.find_first_not_of(token) != std::string_view::npos)
        return "expected the name of a header (letters, digits, hyphens)";
    const auto folded = core::lower_case(name);
    if (folded.starts_with("webhook-") || std::ranges::find(reserved, folded) != reserved.end())
        return fmt::format("the header {} is set by openboxes-webhookd itself or by HTTP", name);
    return std::nullopt;
}

/// RFC 9110 5.5, without the obsolete bytes above 0x7f: receivers disagree about them.
bool is_header_value(std::string_view text)
{
    if (text.size() > longest_value || text.starts_with(' ') || text.ends_with(' ')) return false;
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<core::SecretText> header_value(const Value& value)
{
    auto text = secret(value);
    if (text && !is_header_value(text->reveal()))
        return value.fail("expected the value of a header: printable ASCII, no space at either end");
    return text;
}

}  // namespace

std::optional<std::string> header_name(const Value& value)
{
    if (!value.is_scalar()) return value.expected_kind("the name of a header");
    if (const auto error = name_error(value.node().text)) return value.fail(*error);
    return value.node().text;
}

std::optional<std::vector<std::pair<std::string, std::string>>> headers(const Value& value)
{
    if (!value.is_mapping()) return value.expected_kind("a mapping of header names to values");
    if (value.node().entries.size() > most_headers)
        return value.fail(fmt::format("expected at most {} headers", most_headers));
    std::vector<std::pair<std::string, std::string>> result;
    std::set<std::string> seen;
    const auto values = value.entries();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& entry = value.node().entries[i];
        const auto error = name_error(entry.key);
        const bool repeated = !seen.insert(core::lower_case(entry.key)).second;
        if (error) value.report().error(entry.place, values[i].path(), *error);
        if (repeated)
            value.report().error(entry.place, values[i].path(), "is given twice (case does not matter)");
        if (auto text = header_value(values[i])) result.emplace_back(entry.key, text->reveal());
    }
    return result;
}

std::optional<core::ApiKeyLogin> api_key(const Value& value)
{
    core::ApiKeyLogin key;
    read_section(value, [&](Section& section) {
        section.require("header", key.header, header_name, "the name of the header that carries the key");
        section.require("value", key.value, header_value,
                        "the key: a text, {file: …}, {env: …} or {credential: …}");
    });
    return key;
}

}  // namespace webhookd::config
