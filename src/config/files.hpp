#pragma once
// Files that the configuration names: small ones are read, others only checked, so that a missing certificate
// is an error at start and not at the first delivery.

#include <cstddef>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// The bytes of a regular file of at most `most` bytes. The error completes "the file …": "does not exist".
std::expected<std::string, std::string> read_file(const std::filesystem::path& file, std::size_t most);

/// Whether users other than the owner may read it: its group, or everybody.
bool is_readable_by_group(const std::filesystem::path& file);
bool is_readable_by_all(const std::filesystem::path& file);

/// Parsers. A relative name is relative to the folder of the configuration; the result is absolute.
std::optional<std::string> file_name(const Value& value);
/// As file_name(), short enough for a Unix socket.
std::optional<std::string> socket_name(const Value& value);
std::optional<File> readable_file(const Value& value);
/// As readable_file(), with a warning when users other than the owner may read it.
std::optional<File> private_file(const Value& value);

}  // namespace webhookd::config
