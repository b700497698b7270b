// `check --explain`: an event as a file, held against every subscriber's filter.

#include <cstdio>

#include <fmt/format.h>

#include "app/commands/arguments.hpp"
#include "app/commands/check.hpp"
#include "app/commands/command_error.hpp"
#include "app/commands/output.hpp"
#include "app/commands/table.hpp"
#include "webhookd/core/matching.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::app {

namespace {

Json read_event(const std::string& path)
{
    const auto text = path == "-" ? read_standard_input() : read_file("--explain", path);
    auto event = Json::parse(text, nullptr, false);
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

}  // namespace

int explain(const config::Config& config, const std::string& path, bool json)
{
    const auto event = read_event(path);
    const auto type = event["type"].get<std::string>();
    if (config.rulebook->find_event(type) == nullptr) {
        fmt::print(stderr, "note: {} is not a type that openboxes-webhookd emits\n", core::printable(type));
    }
    auto document = OrderedJson::array();
    Table table({"subscriber", "sent", "why not"});
    for (const auto& subscriber : config.subscribers) {
        const auto reason = why_not_sent(subscriber, type, event["data"]);
        document.push_back({{"name", subscriber.name},
                            {"sent", !reason},
                            {"reason", reason ? OrderedJson(*reason) : OrderedJson()}});
        table.add({subscriber.name, reason ? "no" : "yes", reason.value_or("")});
    }
    if (json) {
        print_json({{"type", type}, {"subscribers", document}});
    } else {
        print_table(table, "no subscribers are configured");
    }
    return exit_ok;
}

}  // namespace webhookd::app
