#pragma once
// Secrets: a plain text, {file: PATH}, {env: NAME} or {credential: NAME} (systemd's $CREDENTIALS_DIRECTORY).
// Trailing newlines are dropped. No message ever repeats what was read, nor any part of the file where a
// secret is expected.

#include <optional>
#include <vector>

#include "config/value.hpp"
#include "webhookd/core/secret.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::config {

/// A secret of at least one character, on one line, in UTF-8.
std::optional<core::SecretText> secret(const Value& value);

/// A secret that is long enough to open a door.
std::optional<core::SecretText> token(const Value& value);

/// One signing secret or a list of them, newest first.
std::optional<std::vector<core::SigningKey>> signing_keys(const Value& value);

}  // namespace webhookd::config
