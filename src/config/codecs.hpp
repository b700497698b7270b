#pragma once
// What reads the values of keys: parsers (value.hpp), each of which says in its error what it expected, with
// the range; some print their values themselves, the others as changes.hpp does.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <expected>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/changes.hpp"
#include "config/value.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::config {

/// A whole number without quotes, in [least, most].
struct Whole
{
    std::size_t least, most;
    std::optional<std::size_t> operator()(const Value& value) const;
};

/// `500ms 30s 5m 2h 7d`, in [least, most].
struct DurationIn
{
    core::Duration least, most;
    std::optional<core::Duration> operator()(const Value& value) const;
};

/// A duration in [least, most]; `auto`, which is null; or `off`, which is zero.
struct IntervalIn
{
    core::Duration least, most;
    std::optional<std::optional<core::Duration>> operator()(const Value& value) const;
};

/// `512B 64KiB 32MiB 1GiB`, in [least, most] bytes.
struct SizeIn
{
    std::size_t least, most;
    std::optional<std::size_t> operator()(const Value& value) const;
    /// The shortest exact form that it reads.
    static std::string print(std::size_t bytes);
};

/// `0%` to `100%`, as a share from 0 to 1.
std::optional<double> percentage(const Value& value);

/// `10/s`, `50/min`, `600/h`.
std::optional<core::RateLimit> rate(const Value& value);

/// `true` or `false`, without quotes.
std::optional<bool> boolean(const Value& value);

/// A text of 1 to `longest` bytes without control characters; an unquoted number is a text too.
struct Text
{
    std::string_view what;
    std::size_t longest = 255;
    std::optional<std::string> operator()(const Value& value) const;
};

/// `text/csv; charset=utf-8`.
std::optional<std::string> media_type(const Value& value);

/// `[a-z0-9-]{1,64}`.
std::optional<std::string> name(const Value& value);

/// One of some words, each with what it means.
template <class T>
class Word
{
  public:
    Word(std::initializer_list<std::pair<std::string_view, T>> words) : words_(words) {}

    std::optional<T> operator()(const Value& value) const
    {
        std::vector<std::string_view> known;
        for (const auto& [word, meaning] : words_) {
            if (value.is_scalar() && value.node().text == word) return meaning;
            known.push_back(word);
        }
        const auto last = known.back();
        known.pop_back();
        return value.expected(fmt::format("{} or {}", fmt::join(known, ", "), last));
    }

    std::string print(T value) const
    {
        for (const auto& [word, meaning] : words_)
            if (meaning == value) return std::string(word);
        return {};
    }

  private:
    std::vector<std::pair<std::string_view, T>> words_;
};

/// A list of what `item` reads, with a limited number of items.
template <class Item>
struct ListOf
{
    Item item;
    std::string_view what;  ///< "a list of …"
    std::size_t least = 0;
    std::size_t most = std::numeric_limits<std::size_t>::max();

    auto operator()(const Value& value) const
    {
        using Element = typename decltype(item(value))::value_type;
        using Result = std::optional<std::vector<Element>>;
        if (!value.is_list()) return Result(value.expected(what));
        const auto items = value.items();
        if (items.size() < least || items.size() > most)
            return Result(value.fail(
                fmt::format("expected {} with {} to {} entries, found {}", what, least, most, items.size())));
        std::vector<Element> result;
        for (const auto& one : items)
            if (auto element = item(one)) result.push_back(*std::move(element));
        if (result.size() < items.size()) return Result(std::nullopt);
        return Result(std::move(result));
    }
};

/// A list of texts, each once; as a set.
struct SetOf
{
    Text item;
    std::string_view what;  ///< "a list of …"
    std::optional<std::set<std::string>> operator()(const Value& value) const;
};

// Files. A relative name is relative to the folder of the configuration; the result is absolute. A missing
// certificate is an error at start and not at the first delivery.

/// The bytes of a regular file of at most `most` bytes. The error completes "the file …": "does not exist".
std::expected<std::string, std::string> read_file(const std::filesystem::path& file, std::size_t most);

/// Whether users other than the owner may read it: its group, or everybody.
bool is_readable_by_group(const std::filesystem::path& file);
bool is_readable_by_all(const std::filesystem::path& file);

/// A name alone.
std::optional<std::string> file_name(const Value& value);
/// As file_name(), short enough for a Unix socket.
std::optional<std::string> socket_name(const Value& value);
std::optional<File> readable_file(const Value& value);
/// As readable_file(), with a warning when users other than the owner may read it.
std::optional<File> private_file(const Value& value);

// Secrets: a plain text, {file: PATH}, {env: NAME} or {credential: NAME} (systemd's $CREDENTIALS_DIRECTORY).
// Trailing newlines are dropped. No message ever repeats what was read, nor any part of the file where a
// secret is expected.

/// A secret of at least one character, on one line, in UTF-8.
std::optional<core::SecretText> secret(const Value& value);

/// A secret that is long enough to open a door.
std::optional<core::SecretText> token(const Value& value);

/// One signing secret or a list of them, newest first.
std::optional<std::vector<core::SigningKey>> signing_keys(const Value& value);

// URLs: their syntax, checked where line and column are known. Which addresses may be connected to is decided
// where names are resolved (the address policy of module http).

/// The base URL of an OpenBoxes server: no query; scheme and host in lower case, without default port and
/// trailing slash, so that one server has one spelling (it identifies the state file). Plain http beyond this
/// machine is warned about.
std::optional<std::string> source_url(const Value& value);

/// Where webhooks are sent. Of a change it tells the server alone: some receivers keep the path secret.
struct EndpointUrl
{
    std::optional<std::string> operator()(const Value& value) const;
    static std::vector<std::string> changes_of(const std::string& key, const std::string& before,
                                               const std::string& after);
};

/// `http://host:port`, or {url, username, password} where the proxy wants to know who asks.
std::optional<core::Proxy> proxy(const Value& value);

/// `ADDRESS:PORT` with an IPv4 address or an IPv6 one in brackets; an empty text is null-like: off.
std::optional<std::string> listen_address(const Value& value);
/// Whether what listen_address() read can be reached from other machines.
bool is_reachable_from_outside(const std::string& listen);

// Headers. What HTTP or the webhook format itself sets cannot be overridden: it would break framing or the
// signature.

/// A field name (RFC 9110 5.1) that users may set.
std::optional<std::string> header_name(const Value& value);

/// A mapping of names to values; a value may be a secret in any of its forms.
std::optional<Headers> headers(const Value& value);

/// `{header: NAME, value: SECRET}`.
std::optional<core::ApiKeyLogin> api_key(const Value& value);

/// What a node says: a scalar without quotes is a boolean or a number if nothing of it is lost.
Json json_of(const Yaml& node);

/// `events:`. At a reload it tells which types were added, removed and changed.
struct EventTypes
{
    std::optional<std::vector<core::EventType>> operator()(const Value& value) const;
    static std::vector<std::string> changes_of(const std::string& key,
                                               const std::vector<core::EventType>& before,
                                               const std::vector<core::EventType>& after);
};

/// `where:` of a subscriber: the language is core's (core/matching.hpp), here it is only carried from YAML to
/// JSON and its errors to their lines.
std::optional<core::Where> where(const Value& value);

}  // namespace webhookd::config
