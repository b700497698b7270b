#pragma once
// From a YAML file to a Config: all problems are found and reported at once, each with file, line, column,
// key, what was expected and what was found. Secrets never appear in a message.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/config/config.hpp"

namespace webhookd::config {

struct Problem
{
    std::string file;
    int line = 0;     ///< 1-based; 0 when the file itself is the problem
    int column = 0;   ///< 1-based
    std::string key;  ///< `subscribers[2].url`; empty for a syntax error
    std::string message;

    /// `FILE:LINE:COLUMN: KEY: MESSAGE`
    std::string text() const;
};

struct Loaded
{
    Config config;
    std::vector<Problem> warnings;  ///< e.g. a secret file that others may read
};

/// Whether the secrets that the file names are read too. Commands that need none leave them: credentials
/// exist only inside the service, and `status` is for the administrator's shell.
enum class Secrets
{
    read,
    leave  ///< unchecked and empty in the Config
};

/// Says what is wrong with a jq program; another module knows the language.
using ProgramCheck = std::expected<void, std::string> (*)(const std::string& program);

/// Reads and checks `path`; programs only where there is a check for them. Relative file names in it are
/// relative to its folder. Credentials (`{credential: NAME}`) are read from $CREDENTIALS_DIRECTORY.
std::expected<Loaded, std::vector<Problem>> load(const std::string& path, Secrets secrets = Secrets::read,
                                                 ProgramCheck check_program = nullptr);

/// As load(), but the text of the file is given; `path` is only its name in messages and the folder of
/// relative names.
std::expected<Loaded, std::vector<Problem>> load_text(std::string_view text, const std::string& path,
                                                      Secrets secrets = Secrets::read,
                                                      ProgramCheck check_program = nullptr);

}  // namespace webhookd::config
