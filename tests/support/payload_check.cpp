// Compiles the published schema of each event type once, with every unnamed key forbidden, and lets valijson
// judge the bodies, one at a time.

#include "support/payload_check.hpp"

#include <map>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "webhookd/core/rulebook.hpp"

namespace webhookd::test {

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// The schema without its permission of keys that it does not know. (valijson asks null for its format, too.)
void forbid_others(Json& schema)
{
    if (schema.is_object() && schema.contains("type") && schema["type"].is_array()) schema.erase("format");
    if (schema.is_object() && schema.contains("properties") && schema["properties"].is_object())
        schema["additionalProperties"] = false;
    for (auto& part : schema)
        if (part.is_structured()) forbid_others(part);
}

std::unique_ptr<valijson::Schema> compile(const core::EventDescription& event)
{
    auto document = Json::parse(core::event_schema(event).dump());
    forbid_others(document);
    auto schema = std::make_unique<valijson::Schema>();
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(document), *schema);
    return schema;
}

/// Compiled once: a test may receive ten thousand bodies.
const valijson::Schema* find_schema(const std::string& type)
{
    static const auto all = [] {
        std::map<std::string, std::unique_ptr<valijson::Schema>> schemas;
        const auto ready = core::ready_made_types();
        const auto rulebook = core::Rulebook::built_in({}, {ready.begin(), ready.end()});
        for (const auto& event : rulebook->events())
            schemas.emplace(event.type, compile(event));
        return schemas;
    }();
    const auto found = all.find(type);
    return found == all.end() ? nullptr : found->second.get();
}

}  // namespace

std::vector<std::string> payload_problems(std::string_view body)
{
    const auto json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return {"the body is no JSON object"};
    const auto type = json.value("type", std::string());
    const auto* schema = find_schema(type);
    if (schema == nullptr) return {fmt::format("there is no event type \"{}\"", type)};
    std::vector<std::string> problems;
    // Receivers run on threads of their own, and valijson compiles a std::regex for every date, which fills a
    // table of the locale without a lock (libstdc++, std::ctype::narrow).
    static std::mutex validating;
    const std::scoped_lock lock(validating);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(*schema, Adapter(json), &results)) return problems;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        std::string where;
        for (const auto& step : error.context)
            where += step;
        problems.push_back(fmt::format("{}: {}", where, error.description));
    }
    return problems;
}

}  // namespace webhookd::test
