#pragma once
// The configuration that `init` writes: a dozen lines with comments, and nothing that is as the default.

#include <string>
#include <vector>

namespace webhookd::app {

/// What a person answered. A secret is a text, `@FILE` or `env:NAME`; the latter two become references.
struct FirstAnswers
{
    std::string url;
    std::string username;
    std::string password;
    std::string subscriber;
    std::string subscriber_url;
    std::string secret;
    std::vector<std::string> events;
    bool allow_private_addresses = false;
};

/// Where the packaged service looks; a file elsewhere keeps its state file and its socket beside itself.
bool belongs_to_the_service(const std::string& path);

/// The YAML text. Plain http to the subscriber is allowed where its URL says so.
std::string first_configuration(const FirstAnswers& answers, const std::string& path);

/// Throws CommandError(exit_failed) when there is already something at `path`.
void refuse_to_overwrite(const std::string& path);

/// Makes the file with mode 0600, for the account of the service if root writes the service's configuration.
/// Overwrites nothing, whoever is faster. Throws CommandError(exit_failed).
void write_first_configuration(const std::string& path, const std::string& text);

}  // namespace webhookd::app
