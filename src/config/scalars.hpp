#pragma once
// Parsers (see value.hpp) of single values: numbers with their range, durations, sizes, rates, percentages,
// words. Every one says in its error what it expected, with the range.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/value.hpp"
#include "webhookd/config/config.hpp"
#include "webhookd/core/time.hpp"

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
        return value.expected(fmt::format("{}", fmt::join(known, " or ")));
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

}  // namespace webhookd::config
