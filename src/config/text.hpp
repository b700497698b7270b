#pragma once
// Checks of the raw bytes, made before the YAML parser sees them: it accepts or misreads what people would
// not expect (UTF-16, NUL, tabs).

#include <optional>
#include <string>
#include <string_view>

#include "config/yaml.hpp"

namespace webhookd::config {

/// The first thing that makes `text` unfit to be read as YAML of ours.
std::optional<YamlError> find_unfit_text(std::string_view text);

/// Without a UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);

/// Position after the UTF-8 character that begins at `at`, or null when there is none.
std::optional<std::size_t> next_utf8(std::string_view text, std::size_t at);

/// The beginning of what stands somewhere in the file, as far as a message may repeat it: up to the first of
/// `ends` and the beginning of a signing key. A quote or an indent in the wrong place makes the line below,
/// which may hold a secret, a part of it.
std::string_view harmless_part(std::string_view text, std::string_view ends);

/// `'text'`, its harmless part up to the first blank, control characters made visible.
std::string in_quotes(std::string_view text);

}  // namespace webhookd::config
