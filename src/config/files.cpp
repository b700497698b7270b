// Asks what a name stands for before opening it, because opening a FIFO waits; and notes a hash of what was
// read, so that a reload sees another file under the same name.

#include "config/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <system_error>

#include "config/scalars.hpp"
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

}  // namespace webhookd::config
