#pragma once
// How a value is printed, and what is said of one that a reload changes: `KEY: BEFORE -> AFTER`, or, of what
// may be secret, only that it changed.

#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// Values as the file writes them.
std::string print(core::Duration duration);
std::string print(const core::PollInterval& interval);
std::string print(std::size_t number);
std::string print(double share);
std::string print(bool value);
std::string print(const std::string& text);  ///< `none` when empty
std::string print(const core::RateLimit& limit);

template <std::ranges::range List>
std::string print(const List& list)
{
    std::vector<std::string> texts;
    for (const auto& item : list)
        texts.push_back(print(item));
    return fmt::format("[{}]", fmt::join(texts, ", "));
}

using Words = std::vector<std::string>;

/// Those of a change of `key`; none when both are the same.
Words changes_of(const std::string& key, const core::SecretText& before, const core::SecretText& after);
Words changes_of(const std::string& key, const File& before, const File& after);
Words changes_of(const std::string& key, const core::Proxy& before, const core::Proxy& after);
Words changes_of(const std::string& key, const core::Where& before, const core::Where& after);
Words changes_of(const std::string& key, const std::vector<core::SigningKey>& before,
                 const std::vector<core::SigningKey>& after);
using Headers = std::vector<std::pair<std::string, std::string>>;
Words changes_of(const std::string& key, const Headers& before, const Headers& after);
Words changes_of(const std::string& key, const core::Login& before, const core::Login& after);

/// As above, for a value of any type that `codec` reads: it may know how to print it, or all the words.
template <class Codec, class T>
Words changes_of(const std::string& key, const Codec& codec, const T& before, const T& after)
{
    if constexpr (requires { codec.changes_of(key, before, after); }) {
        return codec.changes_of(key, before, after);
    } else if constexpr (requires { changes_of(key, before, after); }) {
        return changes_of(key, before, after);
    } else {
        if (before == after) return {};
        if constexpr (requires { codec.print(before); })
            return {fmt::format("{}: {} -> {}", key, codec.print(before), codec.print(after))};
        else
            return {fmt::format("{}: {} -> {}", key, print(before), print(after))};
    }
}

}  // namespace webhookd::config
