#pragma once
// The JSON body of a control request, read key by key; unknown keys and wrong types are refused, so that a
// typing error does not go unnoticed.

#include <cstdint>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "webhookd/core/json.hpp"

namespace webhookd::simulator {

/// Every reader takes its key out of the body; finish() refuses what is left. Problems are
/// std::invalid_argument.
class ControlBody
{
  public:
    explicit ControlBody(const std::string& text)
        : json_(text.empty() ? OrderedJson::object() : OrderedJson::parse(text, nullptr, false))
    {
        if (!json_.is_object()) throw std::invalid_argument("the body must be a JSON object");
    }

    std::string text(const char* key, const std::string& otherwise = "")
    {
        return take(key, otherwise, &OrderedJson::is_string, "a text");
    }
    std::int64_t number(const char* key, std::int64_t otherwise)
    {
        return take(key, otherwise, &OrderedJson::is_number_integer, "a whole number");
    }
    bool flag(const char* key) { return take(key, false, &OrderedJson::is_boolean, "true or false"); }

    std::string required(const char* key)
    {
        auto value = text(key);
        if (value.empty()) throw std::invalid_argument(fmt::format("'{}' is missing", key));
        return value;
    }

    /// Throws when a key was not asked for.
    void finish() const
    {
        if (!json_.empty()) throw std::invalid_argument(fmt::format("unknown key '{}'", json_.begin().key()));
    }

  private:
    template <class T>
    T take(const char* key, T otherwise, bool (OrderedJson::*is)() const noexcept, const char* expected)
    {
        auto found = json_.find(key);
        if (found == json_.end()) return otherwise;
        if (!((*found).*is)()) throw std::invalid_argument(fmt::format("'{}' must be {}", key, expected));
        otherwise = found->get<T>();
        json_.erase(found);
        return otherwise;
    }

    OrderedJson json_;
};

}  // namespace webhookd::simulator
