// The catalogue as documents: JSON Schema, examples, AsyncAPI.

#include "webhookd/core/event_catalogue.hpp"

namespace webhookd::core {

namespace {

OrderedJson object_schema(OrderedJson properties)
{
    auto required = OrderedJson::array();
    for (const auto& [name, schema] : properties.items())
        required.push_back(name);
    return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

OrderedJson form_schema(FieldForm form)
{
    const OrderedJson text_or_null{{"type", {"string", "null"}}};
    switch (form) {
        case FieldForm::text:
        case FieldForm::date:
            return {{"type", "string"}};
        case FieldForm::integer:
            return {{"type", "integer"}};
        case FieldForm::number:
            return {{"type", "number"}};
        case FieldForm::boolean:
            return {{"type", "boolean"}};
        case FieldForm::instant:
            return {{"type", "string"}, {"format", "date-time"}};
        case FieldForm::named:
            return object_schema({{"id", text_or_null}, {"name", text_or_null}});
        case FieldForm::event:
            return object_schema({{"id", {{"type", "string"}}},
                                  {"type", {{"type", "string"}}},
                                  {"entity", {{"type", "string"}}}});
        case FieldForm::product:
            return object_schema(
                {{"id", text_or_null}, {"productCode", text_or_null}, {"name", text_or_null}});
    }
    return OrderedJson::object();
}

OrderedJson field_schema(const EventField& field)
{
    OrderedJson schema{{"description", field.meaning}};
    schema.update(form_schema(field.form));
    if (field.nullable) schema["type"] = {schema["type"], "null"};
    if (!field.words.empty()) schema["enum"] = field.words;
    return schema;
}

OrderedJson fields_schema(const std::vector<EventField>& fields)
{
    auto properties = OrderedJson::object();
    for (const auto& field : fields)
        properties[field.name] = field_schema(field);
    return object_schema(std::move(properties));
}

OrderedJson fields_example(const std::vector<EventField>& fields)
{
    auto example = OrderedJson::object();
    for (const auto& field : fields)
        example[field.name] = OrderedJson::parse(field.example);
    return example;
}

/// Of a watched field only what changed is told.
OrderedJson previous_schema(const EventDescription& event)
{
    constexpr auto meaning =
        "The watched fields that changed, as they were; null for what was not known before.";
    if (event.previous.empty()) return {{"description", meaning}, {"type", "null"}};
    auto schema = fields_schema(event.previous);
    schema.erase("required");
    schema["type"] = {"object", "null"};
    schema["description"] = meaning;
    return schema;
}

OrderedJson detected_schema()
{
    const OrderedJson after{
        {"description", "The last poll that did not see it yet; null when there was none."},
        {"type", {"string", "null"}},
        {"format", "date-time"}};
    const OrderedJson at{
        {"description", "The poll that saw it."}, {"type", "string"}, {"format", "date-time"}};
    return object_schema({{"after", after}, {"at", at}});
}

OrderedJson data_schema(const EventDescription& event)
{
    return object_schema(
        {{"id", {{"description", "Id of the " + std::string(event.subject) + "."}, {"type", "string"}}},
         {"object", fields_schema(event.object)},
         {"previous", previous_schema(event)},
         {"occurrence",
          {{"description", "How often this has happened to it: 2 for a second shipment after a rollback."},
           {"type", "integer"},
           {"minimum", 1}}},
         {"inferred",
          {{"description", "True when it was not seen itself but follows from what was seen later."},
           {"type", "boolean"}}},
         {"source", {{"description", "Base URL of the OpenBoxes server."}, {"type", "string"}}},
         {"detected", detected_schema()}});
}

/// `product.created` -> `product_created`: AsyncAPI names allow no dots in references to them.
std::string component_name(std::string_view type)
{
    std::string name(type);
    for (auto& c : name)
        if (c == '.') c = '_';
    return name;
}

OrderedJson headers_schema()
{
    return object_schema(
        {{"webhook-id",
          {{"description", "The event's id, the same on every attempt: throw away what you have seen."},
           {"type", "string"},
           {"pattern", "^evt_[a-z2-7]{32}$"}}},
         {"webhook-timestamp",
          {{"description", "When this attempt was made, in seconds since 1970."},
           {"type", "string"},
           {"pattern", "^[0-9]+$"}}},
         {"webhook-signature",
          {{"description", "Signatures of this attempt, `v1,` or `v1a,` and base64, separated by spaces."},
           {"type", "string"}}}});
}

OrderedJson message_of(const EventDescription& event)
{
    return {{"name", event.type},
            {"summary", event.fires},
            {"contentType", "application/json"},
            {"headers", {{"$ref", "#/components/schemas/headers"}}},
            {"payload",
             {{"schemaFormat", "application/schema+json;version=draft-07"}, {"schema", event_schema(event)}}},
            {"examples", OrderedJson::array(
                             {{{"name", component_name(event.type)}, {"payload", event_example(event)}}})}};
}

}  // namespace

OrderedJson event_schema(const EventDescription& event)
{
    OrderedJson schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", event.type},
        {"description", event.fires},
    };
    schema.update(
        object_schema({{"type", {{"const", event.type}}},
                       {"timestamp",
                        {{"description", "When it happened, if OpenBoxes tells; else when it was detected."},
                         {"type", "string"},
                         {"format", "date-time"}}},
                       {"data", data_schema(event)}}));
    return schema;
}

OrderedJson event_example(const EventDescription& event)
{
    const auto object = fields_example(event.object);
    OrderedJson data{{"id", object.at("id")},
                     {"object", object},
                     {"previous", event.previous.empty() ? OrderedJson() : fields_example(event.previous)},
                     {"occurrence", 1},
                     {"inferred", false},
                     {"source", "https://yourorg.openboxes.cloud/openboxes"},
                     {"detected", {{"after", "2026-06-02T10:10:55Z"}, {"at", "2026-06-02T10:11:25Z"}}}};
    return {{"type", event.type}, {"timestamp", "2026-06-02T10:11:12Z"}, {"data", std::move(data)}};
}

OrderedJson async_api(std::span<const EventDescription> events, std::string_view version)
{
    auto messages = OrderedJson::object();
    auto references = OrderedJson::object();
    for (const auto& event : events) {
        const auto name = component_name(event.type);
        messages[name] = message_of(event);
        references[name] = {{"$ref", "#/components/messages/" + name}};
    }
    return {
        {"asyncapi", "3.0.0"},
        {"info",
         {{"title", "openboxes-webhooks"},
          {"version", version},
          {"description",
           "Webhooks about what happens in OpenBoxes: a POST per event, signed as Standard Webhooks "
           "says, delivered at least once."}}},
        {"defaultContentType", "application/json"},
        {"channels",
         {{"webhooks",
           {{"address", nullptr},
            {"description", "The subscriber's URL."},
            {"messages", std::move(references)}}}}},
        {"operations", {{"send", {{"action", "send"}, {"channel", {{"$ref", "#/channels/webhooks"}}}}}}},
        {"components", {{"messages", std::move(messages)}, {"schemas", {{"headers", headers_schema()}}}}}};
}

}  // namespace webhookd::core
