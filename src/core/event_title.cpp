// Where an object holds its number and its name, the rows of the kinds say: each is tried in turn.

#include "webhookd/core/event_title.hpp"

#include "webhookd/core/json.hpp"
#include "webhookd/core/kinds.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::core {

namespace {

constexpr std::size_t longest_title = 200;

/// Empty when there is no text.
std::string text_at(const Json& object, std::string_view key)
{
    const Json::json_pointer pointer{std::string(key)};
    return object.contains(pointer) && object[pointer].is_string() ? object[pointer].get<std::string>()
                                                                   : std::string();
}

/// Of an entity of whichever kind has it.
std::string first_text(const Json& object, std::string_view KindTraits::* key)
{
    std::string text;
    for (const auto& kind : all_kinds()) {
        if (text.empty()) text = text_at(object, kind.*key);
    }
    return text;
}

}  // namespace

std::string title_of(std::string_view body)
{
    const auto document = Json::parse(body, nullptr, false);
    const Json::json_pointer about("/data/object");
    if (!document.is_object() || !document.contains(about) || !document[about].is_object()) return {};
    const auto& object = document[about];
    auto number = first_text(object, &KindTraits::number);
    if (number.empty()) number = text_at(object, "/subscriber");  // of an event about the daemon
    const auto name = first_text(object, &KindTraits::title);
    return shortened(number.empty() || name.empty() ? number + name : number + " " + name, longest_title);
}

}  // namespace webhookd::core
