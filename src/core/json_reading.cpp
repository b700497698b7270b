// Every reader goes through find_value(), which looks into nested objects before it tries the key with the
// dots; a value of another form counts as absent.

#include "webhookd/core/json_reading.hpp"

#include <charconv>
#include <cmath>

namespace webhookd::core {

namespace {

std::optional<JsonView> find_member(const JsonView& row, std::string_view key)
{
    auto found = row.find(key);
    return found && !found->is_null() ? found : std::nullopt;
}

/// Empty text is what forms send for "none".
std::optional<std::string> non_empty(std::string_view text)
{
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

}  // namespace

std::optional<JsonView> find_value(const JsonView& row, std::string_view path)
{
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        const auto nested = find_member(row, path.substr(0, dot));
        if (!nested) continue;
        if (const auto value = find_value(*nested, path.substr(dot + 1))) return value;
    }
    return find_member(row, path);
}

std::optional<std::string> find_text(const JsonView& row, std::string_view path)
{
    const auto value = find_value(row, path);
    if (!value) return std::nullopt;
    if (const auto text = value->text()) return non_empty(*text);
    if (value->number() || value->boolean()) return value->dump();
    return std::nullopt;
}

std::optional<std::string> find_word(const JsonView& row, std::string_view path)
{
    auto value = find_value(row, path);
    if (value && value->is_object()) value = find_value(*value, "name");
    const auto text = value ? value->text() : std::nullopt;
    // Some rows print a missing enum with Groovy's toString(), which gives this text (openboxes-api.md 4.3).
    if (!text || *text == "null") return std::nullopt;
    return non_empty(*text);
}

std::optional<bool> find_bool(const JsonView& row, std::string_view path)
{
    const auto value = find_value(row, path);
    if (!value) return std::nullopt;
    if (const auto boolean = value->boolean()) return boolean;
    const auto text = value->text();
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

std::optional<double> find_number(const JsonView& row, std::string_view path)
{
    const auto value = find_value(row, path);
    if (!value) return std::nullopt;
    if (const auto number = value->number()) return number;
    const auto text = value->text();
    if (!text) return std::nullopt;
    double number = 0;
    const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    // "1,200.00" begins with a number too, but with the wrong one: absent is better than a thousandth.
    const bool whole = rest == text->data() + text->size() || *rest == ' ';
    if (error != std::errc{} || !whole || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::string default_name(std::string_view localized)
{
    return std::string(localized.substr(0, localized.find('|')));
}

OrderedJson reference(const JsonView& row, std::string_view path)
{
    const std::string prefix(path);
    const auto id = find_text(row, prefix + ".id");
    auto name = find_text(row, prefix + ".name");
    if (!name) {
        const auto value = find_value(row, path);
        if (const auto text = value ? value->text() : std::nullopt) name = non_empty(*text);
    }
    if (!id && !name) return nullptr;
    OrderedJson result;
    result["id"] = id ? OrderedJson(*id) : OrderedJson();
    result["name"] = name ? OrderedJson(default_name(*name)) : OrderedJson();
    return result;
}

}  // namespace webhookd::core
