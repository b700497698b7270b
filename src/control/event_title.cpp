// The keys under which objects of all event types hold an identifier and a name, tried in turn.

#include "control/event_title.hpp"

#include <array>

#include "webhookd/core/json.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::control {

namespace {

/// The first of the keys that holds a text; empty when none does.
template <std::size_t Count>
std::string first_text(const Json& object, const std::array<const char*, Count>& keys)
{
    for (const auto* key : keys) {
        const Json::json_pointer pointer(key);
        if (!object.contains(pointer) || !object[pointer].is_string()) continue;
        if (auto text = object[pointer].get<std::string>(); !text.empty()) return text;
    }
    return {};
}

constexpr std::array identifiers{"/identifier", "/orderNumber", "/productCode", "/transactionNumber",
                                 "/subscriber"};
constexpr std::size_t longest_title = 200;
constexpr std::array names{"/name", "/product/name"};

}  // namespace

std::string title_of(std::string_view body)
{
    const auto document = Json::parse(body, nullptr, false);
    const Json::json_pointer about("/data/object");
    if (!document.is_object() || !document.contains(about) || !document[about].is_object()) return {};
    const auto& object = document[about];
    const auto identifier = first_text(object, identifiers);
    const auto name = first_text(object, names);
    return core::shortened(identifier.empty() || name.empty() ? identifier + name : identifier + " " + name,
                           longest_title);
}

}  // namespace webhookd::control
