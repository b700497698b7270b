// Fields as events show them: what is absent becomes null, and American dates become ISO ones.

#include "openboxes/fields.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "webhookd/core/json_reading.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::openboxes {

namespace {

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
        part = core::find_text(value, "name").value_or("");
    } else if (depth < deepest) {
        for (const auto& element : value.elements())
            join(element, text, depth + 1);
    }
    if (part.empty()) return;
    if (!text.empty()) text += "; ";
    text += part;
}

}  // namespace

OrderedJson text_field(const JsonView& row, std::string_view path)
{
    return or_null(core::find_text(row, path));
}

OrderedJson word_field(const JsonView& row, std::string_view path)
{
    return or_null(core::find_word(row, path));
}

OrderedJson bool_field(const JsonView& row, std::string_view path)
{
    return or_null(core::find_bool(row, path));
}

OrderedJson number_value(double number)
{
    constexpr double exact = 9e15;  // doubles beyond 2^53 are no counts any more
    if (std::abs(number) < exact && number == std::floor(number)) return static_cast<std::int64_t>(number);
    return number;
}

OrderedJson number_field(const JsonView& row, std::string_view path)
{
    const auto number = core::find_number(row, path);
    return number ? number_value(*number) : OrderedJson();
}

OrderedJson amount_field(const JsonView& row, std::string_view path)
{
    const auto text = core::find_text(row, path).value_or("");
    const auto number = core::find_number<double>(std::string_view(text).substr(0, text.find(' ')));
    return number && std::isfinite(*number) ? number_value(*number) : OrderedJson();
}

OrderedJson name_field(const JsonView& row, std::string_view path)
{
    const auto name = core::find_word(row, path);
    return name ? OrderedJson(core::default_name(*name)) : OrderedJson();
}

OrderedJson date_field(const JsonView& row, std::string_view path)
{
    const auto text = core::find_text(row, path);
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
    const auto value = core::find_value(row, path);
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
