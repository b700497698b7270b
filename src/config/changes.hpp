#pragma once
// The words of one change: `KEY: BEFORE -> AFTER`, and only that it changed where the values are secret.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// Values as the configuration writes them.
std::string text_of(core::Duration duration);
std::string text_of(std::size_t number);
std::string text_of(bool value);
std::string text_of(const std::string& text);  ///< `none` when empty
std::string text_of(const std::vector<std::string>& list);
std::string text_of(const std::set<std::string>& list);
std::string text_of(const std::vector<core::Duration>& list);
std::string text_of(const std::optional<RateLimit>& limit);
std::string text_of(FirstRun first_run);
std::string text_of(Reading reading);
std::string text_of(LogLevel level);
std::string text_of(LogFormat format);
std::string text_of(Ordering ordering);

/// Compares two configurations key by key and collects what it finds.
class Changes
{
  public:
    using Files = std::map<std::string, std::size_t>;  ///< see Config::files

    Changes(const Files& before, const Files& after) : files_before_(before), files_after_(after) {}

    template <class T>
    void value(std::string_view key, const T& before, const T& after)
    {
        if (before != after) add(fmt::format("{}: {} -> {}", key, text_of(before), text_of(after)));
    }
    /// A value that nobody may read.
    void hidden(std::string_view key, bool same)
    {
        if (!same) add(fmt::format("{} changed", key));
    }
    /// A file by its name and what is in it.
    void file(std::string_view key, const std::string& before, const std::string& after);
    void add(std::string words) { found_.push_back(std::move(words)); }

    std::vector<std::string> take() { return std::move(found_); }

  private:
    const Files& files_before_;
    const Files& files_after_;
    std::vector<std::string> found_;
};

void compare_proxy(Changes& changes, const std::string& key, const Proxy& before, const Proxy& after);

}  // namespace webhookd::config
