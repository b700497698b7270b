#pragma once
// `--secret`, as `sign` and `verify` take it: the key itself, or where to find it, so that it need not stand
// in the process list and the shell's history.

#include <string>
#include <vector>

#include "webhookd/core/signature.hpp"

namespace CLI {
class App;
}

namespace webhookd::app {

/// Adds the repeatable --secret; `texts` must outlive the parsing.
void add_secret_option(CLI::App& command, std::vector<std::string>& texts);

/// The keys, in the order given. Each text is the key, `@FILE` or `env:NAME`. Throws
/// CommandError(exit_usage); its message never contains a key.
std::vector<core::SigningKey> read_keys(const std::vector<std::string>& texts);

}  // namespace webhookd::app
