#pragma once
// What each event type promises its receivers (architecture.md 3): which keys its payload has, of what form,
// with which meaning. The one source of `openboxes-webhookd schema`, of docs/events/ and of the tests that
// hold every payload against it. Keys may be added, never removed or changed in meaning.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/json.hpp"

namespace webhookd::core {

/// The form of a value.
enum class FieldForm
{
    text,
    integer,
    number,
    boolean,
    instant,  ///< RFC 3339, UTC
    date,     ///< `2026-06-01`, an instant, or what the server wrote where that is neither
    named,    ///< {"id", "name"}, each text or null
    event,    ///< {"id", "type", "entity"}
    product,  ///< {"id", "productCode", "name"}, each text or null
};

struct EventField
{
    std::string_view name;
    FieldForm form = FieldForm::text;
    bool nullable = true;  ///< null where OpenBoxes does not tell
    std::string_view meaning;
    std::string example;                    ///< JSON; of the first form above where it may be null
    std::vector<std::string_view> words{};  ///< of a text: the only values; empty: any
};

struct EventDescription
{
    std::string type;
    std::string fires;         ///< when, in one sentence
    std::string_view subject;  ///< what `data.id` is the id of
    std::vector<EventField> object;
    std::vector<EventField> previous;  ///< what `data.previous` may hold; empty: it is always null
};

/// A JSON Schema (2020-12) of the body of the POST. It allows keys that it does not know, because later
/// versions may add some.
OrderedJson event_schema(const EventDescription& event);

/// A body as it could be sent.
OrderedJson event_example(const EventDescription& event);

/// All of them as an AsyncAPI 3.0 document, `version` being the program's.
OrderedJson async_api(std::span<const EventDescription> events, std::string_view version);

}  // namespace webhookd::core
