// Every reader goes through find_value(), which looks into nested objects before it tries the key with the
// dots; a value of another form counts as absent. As events show them, what is absent becomes null, and
// American dates become ISO ones.

#include "openboxes/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace webhookd::openboxes {

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

template <class T>
OrderedJson or_null(const std::optional<T>& value)
{
    return value ? OrderedJson(*value) : OrderedJson();
}

std::string iso_day(std::string_view us_day)
{
    return fmt::format("{}-{}-{}", us_day.substr(6), us_day.substr(0, 2), us_day.substr(3, 2));
}

bool is_us_day(std::string_view text)
{
    if (text.size() != 10 || text[2] != '/' || text[5] != '/') return false;
    const auto is_digit_or_slash = [](char c) { return c >= '/' && c <= '9'; };
    return std::ranges::all_of(text, is_digit_or_slash) && std::ranges::count(text, '/') == 2;
}

// A list inside a list inside a list is the most that was ever seen.
constexpr int deepest = 4;

void join(const JsonView& value, std::string& text, int depth)
{
    std::string part;
    if (const auto own = value.text()) {
        part = *own;
    } else if (value.is_object()) {
        part = find_text(value, "name").value_or("");
    } else if (depth < deepest) {
        for (const auto& element : value.elements())
            join(element, text, depth + 1);
    }
    if (part.empty()) return;
    if (!text.empty()) text += "; ";
    text += part;
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

OrderedJson text_field(const JsonView& row, std::string_view path)
{
    return or_null(find_text(row, path));
}

OrderedJson word_field(const JsonView& row, std::string_view path)
{
    return or_null(find_word(row, path));
}

OrderedJson bool_field(const JsonView& row, std::string_view path)
{
    return or_null(find_bool(row, path));
}

OrderedJson number_value(double number)
{
    constexpr double exact = 9e15;  // doubles beyond 2^53 are no counts any more
    if (std::abs(number) < exact && number == std::floor(number)) return static_cast<std::int64_t>(number);
    return number;
}

OrderedJson number_field(const JsonView& row, std::string_view path)
{
    const auto number = find_number(row, path);
    return number ? number_value(*number) : OrderedJson();
}

OrderedJson name_field(const JsonView& row, std::string_view path)
{
    const auto name = find_word(row, path);
    return name ? OrderedJson(default_name(*name)) : OrderedJson();
}

OrderedJson reference_field(const JsonView& row, std::string_view path)
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

OrderedJson date_field(const JsonView& row, std::string_view path)
{
    const auto text = find_text(row, path);
    if (!text) return nullptr;
    if (is_us_day(*text)) return iso_day(*text);
    if (const auto instant = core::parse_openboxes_date(*text)) return core::format_timestamp(*instant);
    return *text;
}

std::optional<core::Timestamp> end_of_day(std::string_view text)
{
    if (!is_us_day(text)) return std::nullopt;
    // The westernmost zone is 12 hours behind UTC.
    const auto begin = core::parse_timestamp(iso_day(text) + "T00:00:00Z");
    if (!begin) return std::nullopt;
    return *begin + std::chrono::days(1) + std::chrono::hours(12);
}

std::string day_of(core::Timestamp instant)
{
    return core::format_timestamp(instant).substr(0, std::string_view("2026-06-02").size());
}

OrderedJson joined_field(const JsonView& row, std::string_view path)
{
    const auto value = find_value(row, path);
    if (!value) return nullptr;
    std::string text;
    join(*value, text, 0);
    return text.empty() ? OrderedJson() : OrderedJson(text);
}

OrderedJson product_reference(OrderedJson id, OrderedJson code, OrderedJson name)
{
    OrderedJson product;
    product["id"] = std::move(id);
    product["productCode"] = std::move(code);
    product["name"] = std::move(name);
    return product;
}

}  // namespace webhookd::openboxes
