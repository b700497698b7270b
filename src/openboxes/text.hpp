#pragma once
// Small things about texts that several files of this module need.

#include <string>
#include <string_view>

namespace webhookd::openboxes {

/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// ASCII letters lowered.
std::string lower_case(std::string_view text);

/// One line fit for an error message: control characters become spaces, runs of spaces one, cut after `limit`
/// bytes, but not inside a character.
std::string one_line(std::string_view text, std::size_t limit = 200);

}  // namespace webhookd::openboxes
