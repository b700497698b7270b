// `secret generate`, `sign` and `verify`. The secret goes to stdout alone; its public key, of ed25519, to
// stderr. `sign` says what a lane would put into webhook-signature for the body on standard input, `verify`
// what a receiver makes of one request, and which of its checks failed.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/signature.hpp"
#include "webhookd/core/text.hpp"

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

/// The repeatable --secret, as `sign` and `verify` take it: the key itself, or where to find it, so that it
/// need not stand in the process list and the shell's history. `texts` must outlive the parsing.
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

/// The keys, in the order given; messages name them by their numbers only.
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
