#pragma once
// The arguments of a request: parts of its path, and its query or its JSON body. Which keys there are is
// checked with the route; here each is read as what it must be. Every mistake is a Refusal with status 400
// that names the key and what was expected.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/json.hpp"
#include "webhookd/core/time.hpp"

namespace webhookd::control {

using PathParts = std::map<std::string, std::string, std::less<>>;

/// `a=1&b=x%20y` as an object of texts. A plus sign is a plus sign, so that times with an offset may be typed
/// as they are.
Json parse_query(std::string_view query);
/// The body of a request; nothing at all is an empty object.
Json parse_body(std::string_view body);
std::string decode_percent(std::string_view text);

class Arguments
{
  public:
    /// `given` is an object.
    Arguments(PathParts path, Json given);

    /// Refuses keys other than these.
    void expect_only(std::span<const std::string_view> keys) const;

    /// A part of the path, by its name in the route.
    const std::string& part(std::string_view name) const;

    bool has(std::string_view key) const;
    /// Empty when absent.
    std::string text(std::string_view key) const;
    std::string required_text(std::string_view key) const;
    /// Empty when absent; else one of `words`.
    std::string word(std::string_view key, std::span<const std::string_view> words) const;
    /// Each one of `known`; empty when absent.
    std::vector<std::string> words(std::string_view key, std::span<const std::string_view> known) const;
    std::vector<std::string> texts(std::string_view key) const;
    std::optional<core::Timestamp> time(std::string_view key) const;
    core::Timestamp required_time(std::string_view key) const;
    std::vector<std::int64_t> required_numbers(std::string_view key, std::size_t most) const;
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most,
                        std::int64_t otherwise) const;
    bool flag(std::string_view key) const;

    /// All of them, those of the path too; of what no argument takes, only the kind.
    Json all() const;

  private:
    const Json* find(std::string_view key) const;

    PathParts path_;
    Json given_;
};

}  // namespace webhookd::control
