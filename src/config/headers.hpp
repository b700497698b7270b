#pragma once
// Extra headers of a subscriber's requests (`headers:`) and the header of an API key. What HTTP or the
// webhook format itself sets cannot be overridden: it would break framing or the signature.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// A field name (RFC 9110 5.1) that users may set.
std::optional<std::string> header_name(const Value& value);

/// A mapping of names to values; a value may be a secret in any of its forms.
std::optional<std::vector<std::pair<std::string, std::string>>> headers(const Value& value);

/// `{header: NAME, value: SECRET}`.
std::optional<core::ApiKeyLogin> api_key(const Value& value);

}  // namespace webhookd::config
