// `secret generate`: the secret goes to stdout alone; its public key, of ed25519, to stderr.

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/signature.hpp"

namespace webhookd::app {

namespace {

struct SecretOptions : CommonOptions
{
    bool ed25519 = false;
};

/// The secret alone goes to stdout, so that `secret generate > FILE` makes a file that `secret: {file: FILE}`
/// reads.
int generate(const SecretOptions& options)
{
    const auto secret = core::SigningKey::generate(options.ed25519);
    const auto public_key = core::SigningKey::parse(secret).value().public_key();
    if (options.json) {
        OrderedJson document{{"secret", secret.reveal()}};
        if (options.ed25519) document["public_key"] = public_key;
        print_json(document);
        return exit_ok;
    }
    fmt::print("{}\n", secret.reveal());
    if (options.ed25519) fmt::print(stderr, "public key: {}\n", public_key);
    return exit_ok;
}

}  // namespace

void add_secret(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("secret", "Makes signing secrets");
    family->require_subcommand(1);
    auto options = std::make_shared<SecretOptions>();
    auto* command = family->add_subcommand("generate", "Prints a new random signing secret");
    command->add_flag(
        "--ed25519", options->ed25519,
        "an ed25519 key (whsk_…): subscribers verify with its public key (whpk_…), printed on stderr");
    command->add_flag("--json", options->json,
                      "print one JSON document: secret, and public_key with --ed25519");
    add_unused_config_option(*command, *options);
    command->footer("Example: openboxes-webhookd secret generate > erp-secret");
    command->callback([options, &chosen] { chosen = [options] { return generate(*options); }; });
}

}  // namespace webhookd::app
