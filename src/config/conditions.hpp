#pragma once
// `where:` of a subscriber: the language is core's (core/matching.hpp), here it is only carried from YAML to
// JSON and its errors to their lines.

#include <optional>

#include "config/value.hpp"
#include "webhookd/core/matching.hpp"

namespace webhookd::config {

std::optional<core::Where> where(const Value& value);

}  // namespace webhookd::config
