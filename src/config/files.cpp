// Files and the secrets that may be in them. Asks what a name stands for before opening it, because opening a
// FIFO waits; notes a hash of what was read, so that a reload sees another file under the same name. A
// message about a secret tells the name of its place only where that cannot be the secret itself, put there
// by mistake.

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

#include "config/codecs.hpp"
#include "config/text.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_path = 4096;
/// A bundle of all the certificates there are is a few hundred kilobytes.
constexpr std::size_t largest_named_file = std::size_t{16} * 1024 * 1024;

/// Null when it is a regular file, else what it is. Asked before opening: opening a FIFO waits for a writer.
std::optional<std::string> find_obstacle(const fs::path& file)
{
    std::error_code failure;
    const auto status = fs::status(file, failure);
    switch (status.type()) {
        case fs::file_type::regular:
            return std::nullopt;
        case fs::file_type::not_found:
            return "does not exist";
        case fs::file_type::directory:
            return "is a folder; expected a file";
        default:
            return failure ? fmt::format("cannot be read: {}", failure.message())
                           : std::string("is not a regular file");
    }
}

bool has_permission(const fs::path& file, fs::perms permission)
{
    std::error_code failure;
    const auto status = fs::status(file, failure);
    return !failure && (status.permissions() & permission) != fs::perms::none;
}

/// A file that is not there may be a secret that was put in the place of its name, or a line that a quote in
/// the wrong place made a part of it.
std::string shown_file(const Value& value, const std::string& file)
{
    const auto& text = value.node().text;
    const bool plain =
        harmless_part(text, " \t\r\n").size() == text.size() && text.find_first_of("/.") != std::string::npos;
    return plain ? file : "that is named here";
}

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

std::expected<std::string, std::string> read_file(const fs::path& file, std::size_t most)
{
    if (auto obstacle = find_obstacle(file)) return std::unexpected(std::move(*obstacle));
    errno = 0;
    std::ifstream input(file, std::ios::binary);
    auto text = core::read_at_most(input, most);
    if (!input.is_open() || input.bad())
        return std::unexpected(
            fmt::format("cannot be read: {}", std::error_code(errno, std::generic_category()).message()));
    if (text.size() > most) return std::unexpected(fmt::format("is larger than {} bytes", most));
    return text;
}

bool is_readable_by_group(const fs::path& file)
{
    return has_permission(file, fs::perms::group_read);
}

bool is_readable_by_all(const fs::path& file)
{
    return has_permission(file, fs::perms::others_read);
}

std::optional<std::string> file_name(const Value& value)
{
    const auto text = Text{"the name of a file", longest_path}(value);
    if (!text) return std::nullopt;
    if (text->ends_with('/')) return value.expected("the name of a file, not of a folder");
    return (value.report().folder() / *text).lexically_normal().string();
}

std::optional<std::string> socket_name(const Value& value)
{
    constexpr std::size_t longest = 107;  // sun_path of unix(7), without its NUL
    auto file = file_name(value);
    if (file && file->size() > longest)
        return value.fail(
            fmt::format("the path of a socket has at most {} bytes, found {}", longest, file->size()));
    return file;
}

std::optional<File> readable_file(const Value& value)
{
    const auto path = file_name(value);
    if (!path) return std::nullopt;
    auto& known = value.report().files();
    if (const auto found = known.find(*path); found != known.end()) return found->second;
    const auto text = read_file(*path, largest_named_file);
    if (!text) return value.fail(fmt::format("the file {} {}", shown_file(value, *path), text.error()));
    return known[*path] = File{*path, std::hash<std::string>{}(*text)};
}

std::optional<File> private_file(const Value& value)
{
    auto file = readable_file(value);
    if (file && (is_readable_by_group(file->path) || is_readable_by_all(file->path)))
        value.warn(fmt::format(
            "other users may read the file {0}; let only the daemon: chown openboxes-webhooks {0} && "
            "chmod 600 {0}",
            file->path));
    return file;
}

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
