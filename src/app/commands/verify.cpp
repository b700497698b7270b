// `verify`: the checks of a receiver on one request, and which of them failed.

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/arguments.hpp"
#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/key_arguments.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::app {

namespace {

struct VerifyOptions : CommonOptions
{
    std::vector<std::string> secrets;
    std::string id;
    std::string timestamp;
    std::string signature;
    std::string tolerance = "5m";
    std::string now;
};

int verify(const VerifyOptions& options)
{
    const auto keys = read_keys(options.secrets);
    const auto tolerance = duration_argument("--tolerance", options.tolerance);
    const auto at = options.now.empty() ? now() : instant_argument("--now", options.now);
    const auto verdict = core::verify(keys, options.id, options.timestamp, options.signature,
                                      read_standard_input(), at, tolerance);
    if (options.json) {
        print_json({{"valid", verdict.has_value()},
                    {"reason", verdict ? OrderedJson() : OrderedJson(verdict.error())}});
    } else if (verdict) {
        fmt::print("the signature is valid\n");
    } else {
        fmt::print(stderr, "not valid: {}\n", core::printable(verdict.error()));
    }
    return verdict ? exit_ok : exit_failed;
}

}  // namespace

void add_verify(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<VerifyOptions>();
    auto* command = app.add_subcommand(
        "verify",
        "Verifies a webhook whose body is on standard input, as a receiver does, and says why it fails");
    add_secret_option(*command, options->secrets);
    command->add_option("--id", options->id, "the webhook-id header")->type_name("ID")->required();
    command->add_option("--timestamp", options->timestamp, "the webhook-timestamp header")
        ->type_name("SECONDS")
        ->required();
    command->add_option("--signature", options->signature, "the webhook-signature header")
        ->type_name("SIGNATURES")
        ->required();
    command->add_option("--tolerance", options->tolerance, "how far the timestamp may be from now")
        ->type_name("DURATION")
        ->capture_default_str();
    command->add_option("--now", options->now, "verify as if at this time (RFC 3339, or seconds since 1970)")
        ->type_name("TIME");
    add_common_options(*command, *options);
    command->footer(
        "Example: openboxes-webhookd verify --secret @erp-secret --id msg_1 --timestamp 1614265330 \\\n"
        "             --signature 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' --now 1614265330 < "
        "body.json");
    command->callback([options, &chosen] { chosen = [options] { return verify(*options); }; });
}

}  // namespace webhookd::app
