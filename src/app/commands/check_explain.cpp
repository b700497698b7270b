// `check --explain`: the filters and the forms of bodies that the daemon has, asked for one event in a file.

#include "app/commands/check_explain.hpp"

#include <cstdio>
#include <exception>
#include <optional>

#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/commands/one_off.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/matching.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/delivery/webhook/body.hpp"

namespace webhookd::app {

namespace {

OrderedJson read_event(const std::string& path)
{
    const auto text = path == "-" ? read_standard_input() : read_file("--explain", path);
    auto event = OrderedJson::parse(text, nullptr, false);
    const bool complete = event.is_object() && event.contains("type") && event["type"].is_string() &&
                          event.contains("data") && event["data"].is_object();
    if (complete) return event;
    throw CommandError(
        exit_usage,
        fmt::format("--explain: {} is not an event: expected a JSON object with `type` and `data`, as "
                    "subscribers receive it",
                    path == "-" ? "standard input" : path));
}

std::optional<std::string> why_not_sent(const config::Subscriber& subscriber, const std::string& type,
                                        const Json& data)
{
    if (!subscriber.enabled) return "it is switched off (enabled: false)";
    return core::why_not(subscriber.matcher, type, data);
}

/// A body as it is stored has no id; the `webhook-id` has it.
std::string take_id(OrderedJson& event)
{
    std::string id = "evt_mfrggzdfmztwq2lknnwg23tpobyxe43u";
    if (const auto found = event.find("id"); found != event.end() && found->is_string())
        id = found->get<std::string>();
    event.erase("id");
    return id;
}

asio::awaitable<std::expected<delivery::Body, jq::NoResult>> make_body(core::BodySettings settings,
                                                                       std::string id, std::string event)
{
    delivery::BodyMaker bodies(co_await asio::this_coro::executor, std::move(settings),
                               jq::ProgramSettings().executable);
    co_return co_await bodies.make(std::move(id), std::move(event));
}

/// The body as it would be sent, with the headers of its form; null when it is the event itself.
OrderedJson body_document(const core::BodySettings& settings, OrderedJson event)
{
    if (settings.jq.empty() && settings.format == core::BodyFormat::standard) return nullptr;
    const auto id = take_id(event);
    try {
        asio::io_context io;
        const auto body = run_alone(io, make_body(settings, id, event.dump()));
        if (!body) return {{"error", body.error().reason}};
        auto headers = OrderedJson::object();
        for (const auto& [name, value] : body->headers)
            headers[name] = value;
        return {{"headers", headers}, {"text", body->bytes}};
    } catch (const OrderedJson::exception& missing) {
        return {{"error", fmt::format("the event is not complete: {}", missing.what())}};
    }
}

void print_body(const std::string& name, const OrderedJson& body)
{
    fmt::print("\nto {}:\n", core::printable(name));
    if (body.contains("error")) {
        fmt::print("  the body cannot be made: {}\n", cell(body["error"]));
        return;
    }
    for (const auto& [header, value] : body["headers"].items())
        fmt::print("  {}: {}\n", header, cell(value));
    const auto& text = body["text"].get_ref<const std::string&>();
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
        end = text.find('\n', begin);
        fmt::print("{}  {}\n", begin == 0 ? "\n" : "", core::printable(text.substr(begin, end - begin)));
    }
}

}  // namespace

int explain(const config::Config& config, const std::string& path, bool json)
{
    const auto event = read_event(path);
    const auto type = event["type"].get<std::string>();
    if (config.poller.source.rulebook->find_event(type) == nullptr) {
        fmt::print(stderr, "note: {} is not a type that openboxes-webhookd emits\n", core::printable(type));
    }
    auto document = OrderedJson::array();
    Table table({"subscriber", "sent", "why not"});
    int status = exit_ok;
    for (const auto& subscriber : config.subscribers) {
        const auto reason = why_not_sent(subscriber, type, event["data"]);
        auto body = reason ? OrderedJson() : body_document(subscriber.body, event);
        if (body.contains("error")) status = exit_failed;
        document.push_back({{"name", subscriber.name},
                            {"sent", !reason},
                            {"reason", reason ? OrderedJson(*reason) : OrderedJson()},
                            {"body", std::move(body)}});
        table.add({subscriber.name, reason ? "no" : "yes", reason.value_or("")});
    }
    if (json) {
        print_json({{"type", type}, {"subscribers", document}});
        return status;
    }
    print_table(table, "no subscribers are configured");
    for (const auto& subscriber : document) {
        if (!subscriber["body"].is_null()) print_body(subscriber["name"], subscriber["body"]);
    }
    return status;
}

}  // namespace webhookd::app
