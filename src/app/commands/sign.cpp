// `sign`: what a lane would put into webhook-signature, for the body on standard input.

#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"
#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/key_arguments.hpp"
#include "app/commands/options.hpp"

namespace webhookd::app {

namespace {

struct SignOptions : CommonOptions
{
    std::vector<std::string> secrets;
    std::string id;
    std::string timestamp;
};

void refuse_what_no_receiver_accepts(const SignOptions& options)
{
    if (options.id.empty() || options.id.contains('.')) {
        throw CommandError(exit_usage, "--id: expected a non-empty id without '.'");
    }
    const bool digits = std::ranges::all_of(options.timestamp, [](char c) { return c >= '0' && c <= '9'; });
    if (options.timestamp.empty() || !digits) {
        throw CommandError(
            exit_usage,
            fmt::format("--timestamp: expected whole seconds since 1970, found '{}'", options.timestamp));
    }
}

int sign(const SignOptions& options)
{
    refuse_what_no_receiver_accepts(options);
    const auto keys = read_keys(options.secrets);
    if (!std::ranges::all_of(keys, &core::SigningKey::can_sign)) {
        throw CommandError(exit_usage, "--secret: a public key (whpk_…) verifies but cannot sign");
    }
    fmt::print("{}\n", core::signature_header(keys, options.id, options.timestamp, read_standard_input()));
    return exit_ok;
}

}  // namespace

void add_sign(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<SignOptions>();
    auto* command = app.add_subcommand("sign", "Prints the webhook-signature of the body on standard input");
    add_secret_option(*command, options->secrets);
    command->add_option("--id", options->id, "the webhook-id header")->type_name("ID")->required();
    command->add_option("--timestamp", options->timestamp, "the webhook-timestamp header: seconds since 1970")
        ->type_name("SECONDS")
        ->required();
    add_unused_config_option(*command, *options);
    command->footer(
        "Example: openboxes-webhookd sign --secret @erp-secret --id msg_1 --timestamp $(date +%s) < "
        "body.json");
    command->callback([options, &chosen] { chosen = [options] { return sign(*options); }; });
}

}  // namespace webhookd::app
