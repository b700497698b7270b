// The headers of one message: a signature per key, and verifying as a receiver does, the timestamp before the
// signatures. The keys themselves are in signing_key.cpp.

#include "webhookd/core/signature.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <vector>

namespace webhookd::core {

namespace {

std::vector<std::string_view> split_entries(std::string_view header)
{
    std::vector<std::string_view> entries;
    while (!header.empty()) {
        const auto entry = header.substr(0, header.find(' '));
        if (!entry.empty()) entries.push_back(entry);
        header.remove_prefix(std::min(header.size(), entry.size() + 1));
    }
    return entries;
}

/// Unix seconds: digits only, at most 12 (the year 33658), so that no arithmetic on it overflows.
std::optional<Timestamp> parse_unix_seconds(std::string_view text)
{
    if (text.empty() || text.size() > 12) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return Timestamp{std::chrono::seconds{seconds}};
}

std::expected<void, std::string> check_timestamp(std::string_view timestamp, Timestamp now,
                                                 Duration tolerance)
{
    const auto sent = parse_unix_seconds(timestamp);
    if (!sent)
        return std::unexpected(
            fmt::format("webhook-timestamp is \"{}\", expected Unix seconds as a whole number", timestamp));
    const auto age = now - *sent;
    if (age > tolerance)
        return std::unexpected(fmt::format("webhook-timestamp {} is {} old, more than the tolerance of {}",
                                           timestamp, format_duration(age), format_duration(tolerance)));
    if (-age > tolerance)
        return std::unexpected(
            fmt::format("webhook-timestamp {} is {} in the future, more than the tolerance of {}", timestamp,
                        format_duration(-age), format_duration(tolerance)));
    return {};
}

}  // namespace

std::string signature_header(std::span<const SigningKey> keys, std::string_view id,
                             std::string_view timestamp, std::string_view body)
{
    std::string header;
    for (const auto& key : keys) {
        if (!header.empty()) header += ' ';
        header += key.sign(id, timestamp, body);
    }
    return header;
}

std::expected<void, std::string> verify(std::span<const SigningKey> keys, std::string_view id,
                                        std::string_view timestamp, std::string_view header,
                                        std::string_view body, Timestamp now, Duration tolerance)
{
    if (keys.empty()) return std::unexpected("no key was given to verify with");
    if (id.empty()) return std::unexpected("webhook-id is missing");
    if (timestamp.empty()) return std::unexpected("webhook-timestamp is missing");
    const auto entries = split_entries(header);
    if (entries.empty()) return std::unexpected("webhook-signature is missing");
    if (auto checked = check_timestamp(timestamp, now, tolerance); !checked) return checked;

    for (const auto& key : keys)
        for (const auto entry : entries)
            if (key.matches(entry, id, timestamp, body)) return {};
    return std::unexpected(
        fmt::format("none of the {} signatures in webhook-signature fits webhook-id {}, webhook-timestamp {} "
                    "and these {} bytes "
                    "of body with any of the {} keys",
                    entries.size(), id, timestamp, body.size(), keys.size()));
}

}  // namespace webhookd::core
