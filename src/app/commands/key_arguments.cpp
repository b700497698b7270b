// A key may stand in a file or in the environment; blanks around it are dropped there, and messages name it
// by its number only.

#include "app/commands/key_arguments.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"
#include "app/commands/command_error.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::app {

namespace {

core::SecretText without_blanks(std::string_view text)
{
    return core::SecretText(std::string(core::trimmed(text, " \t\r\n")));
}

core::SecretText resolve(const std::string& text)
{
    if (text.starts_with("@")) return without_blanks(read_file("--secret", text.substr(1)));
    if (!text.starts_with("env:")) return core::SecretText(text);
    const auto name = text.substr(4);
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) {
        throw CommandError(exit_usage, fmt::format("--secret: the environment variable {} is not set", name));
    }
    return without_blanks(value);
}

}  // namespace

void add_secret_option(CLI::App& command, std::vector<std::string>& texts)
{
    command
        .add_option("--secret", texts,
                    "whsec_…, whsk_… or whpk_… itself (others can then see it in the process list), "
                    "@FILE or env:NAME; may be repeated, newest first")
        ->type_name("KEY")
        ->required()
        ->expected(1)
        ->take_all();
}

std::vector<core::SigningKey> read_keys(const std::vector<std::string>& texts)
{
    std::vector<core::SigningKey> keys;
    for (const auto& text : texts) {
        auto key = core::SigningKey::parse(resolve(text));
        if (!key)
            throw CommandError(exit_usage, fmt::format("--secret {}: {}", keys.size() + 1, key.error()));
        keys.push_back(*std::move(key));
    }
    return keys;
}

}  // namespace webhookd::app
