#pragma once
// Reads UTF-8 (RFC 3629) a character at a time.

#include <cstddef>
#include <optional>
#include <string_view>

namespace webhookd::core {

struct Utf8Character
{
    char32_t code = 0;
    std::size_t bytes = 1;
};

/// The character that begins at `at`, which is in `text`; null when none does: a cut or overlong one, a
/// surrogate, something beyond Unicode.
std::optional<Utf8Character> read_utf8(std::string_view text, std::size_t at);

}  // namespace webhookd::core
