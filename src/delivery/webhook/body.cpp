// CloudEvents after the specification 1.0.2 (its core, JSON format and HTTP binding), chats after the
// documentation of their incoming webhooks.

#include "webhookd/delivery/webhook/body.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "webhookd/core/json.hpp"

namespace webhookd::delivery {

namespace {

std::string dump(const OrderedJson& value)
{
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

http::Headers content_type(std::string value)
{
    return {{"content-type", std::move(value)}};
}

/// In a header, "%", quotes and what is not printable ASCII are percent-encoded (HTTP binding 3.1.3.2).
std::string header_value(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        if (c > 0x20 && c < 0x7F && c != '"' && c != '%') {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

/// The attributes of the context, in the order of the specification.
OrderedJson cloud_attributes(std::string_view event_id, const OrderedJson& event)
{
    const auto& data = event.at("data");
    return {{"specversion", "1.0"},     {"id", event_id},           {"source", data.at("source")},
            {"type", event.at("type")}, {"subject", data.at("id")}, {"time", event.at("timestamp")}};
}

Body structured(std::string_view event_id, const OrderedJson& event)
{
    auto document = cloud_attributes(event_id, event);
    document["datacontenttype"] = "application/json";
    document["data"] = event.at("data");
    return {dump(document), content_type("application/cloudevents+json")};
}

Body binary(std::string_view event_id, const OrderedJson& event)
{
    Body body{dump(event.at("data")), content_type("application/json")};
    for (const auto& [name, value] : cloud_attributes(event_id, event).items())
        body.headers.emplace_back("ce-" + name, header_value(value.get_ref<const std::string&>()));
    return body;
}

/// `<` and `&` begin what Slack reads as links, mentions and entities. Google Chat reads `<users/all>` as a
/// mention, and knows no way to write a `<`.
std::string harmless(std::string_view text, BodyFormat chat)
{
    const bool slack = chat == BodyFormat::slack;
    std::string result;
    for (const char c : text) {
        if (c == '<') {
            result += slack ? "&lt;" : "‹";
        } else if (c == '>') {
            result += slack ? "&gt;" : "›";
        } else if (c == '&' && slack) {
            result += "&amp;";
        } else {
            result += c;
        }
    }
    return result;
}

/// One text run per line: in those nothing is read as Markdown.
OrderedJson teams_message(const std::vector<std::string>& lines)
{
    auto blocks = OrderedJson::array();
    for (const auto& line : lines) {
        const OrderedJson run{
            {"type", "TextRun"}, {"text", line}, {"weight", blocks.empty() ? "Bolder" : "Default"}};
        blocks.push_back({{"type", "RichTextBlock"}, {"inlines", OrderedJson::array({run})}});
    }
    const OrderedJson card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                           {"type", "AdaptiveCard"},
                           {"version", "1.2"},
                           {"body", std::move(blocks)}};
    const OrderedJson attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                 {"contentUrl", nullptr},
                                 {"content", card}};
    return {{"type", "message"}, {"attachments", OrderedJson::array({attachment})}};
}

OrderedJson chat_message(BodyFormat chat, const std::vector<std::string>& lines)
{
    if (chat == BodyFormat::teams) return teams_message(lines);
    const auto text = fmt::format("{}", fmt::join(lines, "\n"));
    // Nobody is called by a name that a product may have.
    if (chat == BodyFormat::discord)
        return {{"content", text}, {"allowed_mentions", {{"parse", OrderedJson::array()}}}};
    return {{"text", harmless(text, chat)}};
}

}  // namespace

Body format_body(BodyFormat format, std::string_view event_id, std::string event)
{
    if (format == BodyFormat::standard) return {std::move(event), content_type("application/json")};
    if (format == BodyFormat::cloudevents) return structured(event_id, OrderedJson::parse(event));
    if (format == BodyFormat::cloudevents_binary) return binary(event_id, OrderedJson::parse(event));
    return {dump(chat_message(format, chat_lines(event))), content_type("application/json")};
}

BodyMaker::BodyMaker(const asio::any_io_executor& executor, BodySettings settings, std::string jq_executable)
    : settings_(std::move(settings))
{
    if (settings_.jq.empty()) return;
    jq::ProgramSettings program;
    program.text = settings_.jq;
    program.raw = settings_.content_type.find("json") == std::string::npos;
    program.executable = std::move(jq_executable);
    program_ = std::make_unique<jq::Program>(executor, std::move(program));
}

asio::awaitable<std::expected<Body, jq::NoResult>> BodyMaker::make(std::string event_id, std::string event)
{
    if (!program_) co_return format_body(settings_.format, event_id, std::move(event));
    // Before the first key of the object that every event is.
    event.insert(1, fmt::format(R"("id":{},)", dump(event_id)));
    auto bytes = co_await program_->apply(std::move(event));
    if (!bytes) co_return std::unexpected(std::move(bytes.error()));
    co_return Body{std::move(*bytes), content_type(settings_.content_type)};
}

}  // namespace webhookd::delivery
