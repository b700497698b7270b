// Which lines a chat shows of an event, by the names that fields have in docs/events.

#include <array>
#include <cctype>

#include <fmt/format.h>

#include "webhookd/core/event_title.hpp"
#include "webhookd/core/json.hpp"
#include "webhookd/core/text.hpp"
#include "webhookd/delivery/webhook/body.hpp"

namespace webhookd::delivery {

namespace {

/// All lines together fit into the 2,000 characters that Discord takes, the least of all.
constexpr std::size_t longest_value = 150;

struct Line
{
    std::string_view label;
    std::string_view field;
};

constexpr std::array lines{
    Line{"From", "origin"},
    Line{"To", "destination"},
    Line{"At", "facility"},
    Line{"Status", "status"},
    Line{"Change", "quantityDifference"},
    Line{"On hand", "quantityAfter"},
    Line{"Total", "total"},
    Line{"Expected", "expectedDeliveryDate"},
    Line{"Reason", "reason"},
    Line{"Comments", "comments"},
};

/// `stockMovement.shipped` is "Stock movement shipped".
std::string in_words(std::string_view type)
{
    if (constexpr std::string_view own = "webhookd."; type.starts_with(own)) type.remove_prefix(own.size());
    std::string words;
    for (const char c : type) {
        const bool begins = std::isupper(static_cast<unsigned char>(c)) != 0;
        if (begins || c == '.') words += ' ';
        if (c != '.') words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (!words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    return words;
}

/// Of a text, a number, or of what has a name; empty when there is none of these.
std::string value_text(const Json& value)
{
    if (value.is_object()) return value_text(value.value("name", Json()));
    if (value.is_string()) return value.get<std::string>();
    return value.is_number() ? value.dump() : std::string();
}

}  // namespace

std::vector<std::string> chat_lines(std::string_view event)
{
    const auto document = Json::parse(event);
    std::vector<std::string> text{in_words(document.at("type").get_ref<const std::string&>())};
    if (const auto title = core::title_of(event); !title.empty()) text.front() += ": " + title;
    const auto& object = document.at("data").at("object");
    for (const auto& line : lines) {
        const auto found = object.find(line.field);
        const auto value = found == object.end() ? std::string() : value_text(*found);
        if (!value.empty())
            text.push_back(fmt::format("{}: {}", line.label, core::one_line(value, longest_value)));
    }
    return text;
}

}  // namespace webhookd::delivery
