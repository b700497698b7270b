// A function per place that a secret may come from, and one check of what came. A message tells the name of
// the place only where that cannot be the secret itself, put there by mistake.

#include "config/secrets.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "config/files.hpp"
#include "config/scalars.hpp"
#include "config/text.hpp"

namespace webhookd::config {

namespace {

constexpr std::size_t largest_secret = 64UL * 1024;
constexpr std::size_t most_keys = 10;
constexpr std::string_view forms =
    "a text, {file: PATH}, {env: NAME} or {credential: NAME}; put a text with special characters in quotes";

/// Checks what was read; `origin` says where from.
std::optional<core::SecretText> usable(const Value& value, std::string text, std::string_view origin)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    if (text.empty()) return value.fail(fmt::format("the secret in {} is empty", origin));
    for (std::size_t at = 0; at < text.size();) {
        const auto next = next_utf8(text, at);
        if (!next) return value.fail(fmt::format("the secret in {} is not UTF-8 text", origin));
        const auto c = static_cast<unsigned char>(text[at]);
        if (c < 0x20 || c == 0x7f)
            return value.fail(
                fmt::format("the secret in {} has control characters or several lines", origin));
        at = *next;
    }
    return core::SecretText(std::move(text));
}

/// Names that a message may repeat: others may be the secret itself, put in the place of its name.
constexpr std::string_view of_variables = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view of_credentials = "abcdefghijklmnopqrstuvwxyz-_.";

std::string shown_name(const std::string& name, std::string_view characters)
{
    return name.find_first_not_of(characters) == std::string::npos ? name : "that is named here";
}

std::optional<core::SecretText> from_file(const Value& value)
{
    const auto file = private_file(value);
    if (!file) return std::nullopt;
    auto text = read_file(file->path, largest_secret);
    if (!text) return value.fail(fmt::format("the secret file {} {}", file->path, text.error()));
    return usable(value, *std::move(text), fmt::format("the file {}", file->path));
}

std::optional<core::SecretText> from_environment(const Value& value)
{
    const auto name = Text{"the name of an environment variable"}(value);
    if (!name) return std::nullopt;
    const char* text = std::getenv(name->c_str());
    if (text == nullptr)
        return value.fail(
            fmt::format("the environment variable {} is not set", shown_name(*name, of_variables)));
    return usable(value, text, fmt::format("the environment variable {}", *name));
}

std::optional<core::SecretText> from_credential(const Value& value)
{
    const auto name = Text{"the name of a credential"}(value);
    if (!name) return std::nullopt;
    if (name->contains('/') || *name == "." || *name == "..")
        return value.expected("the name of a credential, without a path");
    const auto shown = shown_name(*name, of_credentials);
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder == '\0')
        return value.fail(
            fmt::format("there are no credentials: $CREDENTIALS_DIRECTORY is not set; the unit "
                        "needs LoadCredential={}:PATH",
                        shown == *name ? shown : "NAME"));
    auto text = read_file(std::filesystem::path(folder) / *name, largest_secret);
    if (!text) return value.fail(fmt::format("the credential {} in {} {}", shown, folder, text.error()));
    return usable(value, *std::move(text), fmt::format("the credential {}", *name));
}

using Origin = std::optional<core::SecretText> (*)(const Value&);
constexpr std::array<std::pair<std::string_view, Origin>, 3> origins{{
    {"file", from_file},
    {"env", from_environment},
    {"credential", from_credential},
}};

std::optional<core::SecretText> from_mapping(const Value& value)
{
    if (value.node().entries.size() == 1)
        for (const auto& [key, read] : origins)
            if (value.node().entries.front().key == key) return read(value.entries().front());
    return value.fail(fmt::format("expected {}", forms));
}

std::optional<core::SigningKey> signing_key(const Value& value)
{
    const auto text = secret(value);
    if (!text) return std::nullopt;
    auto key = core::SigningKey::parse(*text);
    if (!key) return value.fail(key.error());
    if (!key->can_sign())
        return value.fail("expected a key that can sign (whsec_… or whsk_…), found a public key (whpk_…)");
    return *std::move(key);
}

}  // namespace

std::optional<core::SecretText> secret(const Value& value)
{
    if (value.report().secrets() == Secrets::leave) return core::SecretText();
    if (value.is_mapping()) return from_mapping(value);
    if (!value.is_scalar()) return value.expected_kind(forms);
    value.report().note_plain_secret(value.node().place, value.path());
    return usable(value, value.node().text, "this place");
}

std::optional<core::SecretText> token(const Value& value)
{
    constexpr std::size_t shortest = 16;
    auto text = secret(value);
    if (text && !text->empty() && text->reveal().size() < shortest)  // empty: left unread
        return value.fail(fmt::format("expected a token of at least {} characters", shortest));
    return text;
}

std::optional<std::vector<core::SigningKey>> signing_keys(const Value& value)
{
    if (value.report().secrets() == Secrets::leave) return std::vector<core::SigningKey>();
    if (value.is_list()) return ListOf{signing_key, "a list of secrets, newest first", 1, most_keys}(value);
    auto key = signing_key(value);
    if (!key) return std::nullopt;
    return std::vector{*std::move(key)};
}

}  // namespace webhookd::config
