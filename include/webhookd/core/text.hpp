#pragma once
// Small things about texts that several modules need. Case is that of ASCII letters alone: the names of
// headers, hosts, schemes and keys have no others.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace webhookd::core {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string lower_case(std::string_view text);

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

/// The text, or so much of its beginning that it and "…" take `most` bytes (at least 3), not cut inside a
/// character. For what others wrote and people see in a list: a name of a megabyte makes a list of gigabytes.
std::string shortened(std::string_view text, std::size_t most);

/// One line fit for an error message: control characters become spaces, runs of spaces one, cut after `limit`
/// bytes, but not inside a character.
std::string one_line(std::string_view text, std::size_t limit = 200);

/// The word that was probably meant by `word`: the nearest of `known`, at most `changes` letters (added,
/// left out or replaced) away; one that `word` of at least `abbreviation` letters begins counts as one away.
std::optional<std::string> find_nearest(std::string_view word, std::span<const std::string> known,
                                        std::size_t changes, std::size_t abbreviation);

/// FNV-1a: the same in every run and every build, unlike std::hash.
std::uint64_t stable_hash(std::string_view text);

}  // namespace webhookd::core
