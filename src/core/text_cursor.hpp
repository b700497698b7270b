#pragma once
// Reads a short text of fixed form from left to right (dates, durations). Every step says whether it
// succeeded, so a parser is one chain of `&&` and cannot go past the end.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace webhookd::core {

class TextCursor
{
  public:
    explicit TextCursor(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }

    bool skip(std::string_view expected)
    {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    /// Exactly `count` decimal digits, at most 18.
    bool digits(std::size_t count, std::int64_t& value)
    {
        if (rest_.size() < count) return false;
        std::int64_t read = 0;
        for (const char c : rest_.substr(0, count)) {
            if (!is_digit(c)) return false;
            read = read * 10 + (c - '0');
        }
        rest_.remove_prefix(count);
        value = read;
        return true;
    }

    /// The digits that follow, possibly none.
    std::string_view digit_run()
    {
        std::size_t length = 0;
        while (length < rest_.size() && is_digit(rest_[length]))
            ++length;
        const auto run = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return run;
    }

    /// One of `words`; `index` tells which.
    template <class Words>
    bool word(const Words& words, std::int64_t& index)
    {
        index = 0;
        for (const std::string_view candidate : words) {
            if (skip(candidate)) return true;
            ++index;
        }
        return false;
    }

  private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view rest_;
};

}  // namespace webhookd::core
