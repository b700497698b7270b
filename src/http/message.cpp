// Header names are compared without regard to case; and the words for the kinds of failure.

#include "webhookd/http/message.hpp"

#include <algorithm>

#include "webhookd/core/text.hpp"

namespace webhookd::http {

bool same_name(std::string_view one, std::string_view other)
{
    return std::ranges::equal(one, other, {}, core::lower, core::lower);
}

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return std::nullopt;
}

std::vector<std::string_view> find_headers(const Headers& headers, std::string_view name)
{
    std::vector<std::string_view> found;
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) found.emplace_back(value);
    }
    return found;
}

std::string_view to_string(FailureKind kind)
{
    switch (kind) {
        case FailureKind::resolve:
            return "resolve";
        case FailureKind::address:
            return "address";
        case FailureKind::connect:
            return "connect";
        case FailureKind::tls:
            return "tls";
        case FailureKind::timeout:
            return "timeout";
        case FailureKind::reset:
            return "reset";
        case FailureKind::protocol:
            return "protocol";
        case FailureKind::too_large:
            return "too_large";
        case FailureKind::proxy:
            return "proxy";
        case FailureKind::local:
            return "local";
    }
    return "unknown";
}

}  // namespace webhookd::http
