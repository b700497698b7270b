#include "webhookd/core/json_reading.hpp"

#include <charconv>
#include <cmath>

namespace webhookd::core {

namespace {

const Json* find_member(const Json& row, std::string_view key)
{
    const auto found = row.find(key);
    return found == row.end() || found->is_null() ? nullptr : &*found;
}

/// Empty text is what forms send for "none".
std::optional<std::string> non_empty(std::string text)
{
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace

const Json* find_value(const Json& row, std::string_view path)
{
    if (!row.is_object()) return nullptr;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        const auto* nested = find_member(row, path.substr(0, dot));
        if (nested == nullptr) continue;
        if (const auto* value = find_value(*nested, path.substr(dot + 1))) return value;
    }
    return find_member(row, path);
}

std::optional<std::string> find_text(const Json& row, std::string_view path)
{
    const auto* value = find_value(row, path);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return non_empty(value->get<std::string>());
    if (value->is_number() || value->is_boolean()) return value->dump();
    return std::nullopt;
}

std::optional<std::string> find_word(const Json& row, std::string_view path)
{
    const auto* value = find_value(row, path);
    if (value != nullptr && value->is_object()) value = find_value(*value, "name");
    if (value == nullptr) return std::nullopt;
    // Some rows print a missing enum with Groovy's toString(), which gives this text (openboxes-api.md 4.3).
    if (!value->is_string() || *value == "null") return std::nullopt;
    return non_empty(value->get<std::string>());
}

std::optional<bool> find_bool(const Json& row, std::string_view path)
{
    const auto* value = find_value(row, path);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    if (*value == "true") return true;
    if (*value == "false") return false;
    return std::nullopt;
}

std::optional<double> find_number(const Json& row, std::string_view path)
{
    const auto* value = find_value(row, path);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) return value->get<double>();
    if (!value->is_string()) return std::nullopt;
    const auto& text = value->get_ref<const std::string&>();
    const auto* end = text.data() + text.size();
    double number = 0;
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    // "1,200.00" begins with a number too, but with the wrong one: absent is better than a thousandth.
    const bool whole = rest == end || *rest == ' ';
    if (error != std::errc{} || !whole || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::string default_name(std::string_view localized)
{
    return std::string(localized.substr(0, localized.find('|')));
}

OrderedJson reference(const Json& row, std::string_view path)
{
    const std::string prefix(path);
    const auto id = find_text(row, prefix + ".id");
    auto name = find_text(row, prefix + ".name");
    if (!name) {
        const auto* value = find_value(row, path);
        if (value != nullptr && value->is_string()) name = non_empty(value->get<std::string>());
    }
    if (!id && !name) return nullptr;
    OrderedJson result;
    result["id"] = id ? OrderedJson(*id) : OrderedJson();
    result["name"] = name ? OrderedJson(default_name(*name)) : OrderedJson();
    return result;
}

}  // namespace webhookd::core
