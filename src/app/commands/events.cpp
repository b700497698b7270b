// `events list` and `show`; the latter prints an event with its deliveries and attempts, and who is
// not sent it.

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/output.hpp"
#include "webhookd/core/printable.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::app {

namespace {

struct EventListOptions : FilterOptions
{
    std::string type;
    std::string entity;
};

struct ShowOptions : CommonOptions
{
    std::string id;
};

void print_events(const OrderedJson& document)
{
    Table table({"created", "happened", "type", "entity", "id"});
    for (const auto& event : document["events"])
        table.add(cells(event, {"created_at", "occurred_at", "type", "entity", "id"}));
    print_table(table, "no events match");
}

int list_events(const EventListOptions& options)
{
    auto target = options.target("/v1/events");
    target.with("type", options.type).with("entity", options.entity);
    show(options, read_list(options, target, "events"), print_events);
    return exit_ok;
}

/// As much of it as `longest` bytes hold without half a character at the end.
std::size_t length_up_to(std::string_view text, std::size_t longest)
{
    if (text.size() <= longest) return text.size();
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0U) == 0x80U)
        --longest;
    return longest;
}

void print_attempts(const OrderedJson& attempts)
{
    constexpr std::size_t shown_of_answer = 80;
    Table table({"  attempt", "started", "took", "outcome", "status", "detail", "answer"});
    for (const auto& attempt : attempts) {
        auto row =
            cells(attempt, {"number", "started_at", "duration_ms", "outcome", "status", "detail", "answer"});
        row[0] = fmt::format("  {}{}", row[0], attempt["probe"].get<bool>() ? " (probe)" : "");
        row[2] = core::format_duration(core::Duration(attempt["duration_ms"].get<std::int64_t>()));
        row[6].resize(length_up_to(row[6], shown_of_answer));
        table.add(std::move(row));
    }
    if (!table.empty()) fmt::print("{}", table.text());
}

void print_event(const OrderedJson& event)
{
    fmt::print(
        "id        {}\ntype      {}\nentity    {}\nstream    {}\nhappened  {}\ncreated   {}\nbody      {}\n",
        cell(event["id"]), cell(event["type"]), cell(event["entity"]), cell(event["stream"]),
        cell(event["occurred_at"]), cell(event["created_at"]), core::dump_json(event["body"]));
    if (event["deliveries"].empty() && event["not_sent"].empty())
        fmt::print("\nno subscribers are configured\n");
    for (const auto& delivery : event["deliveries"]) {
        const auto& waits = delivery["waits_for"];
        fmt::print("\ndelivery {} to {}: {}{}{}\n", cell(delivery["id"]), cell(delivery["subscriber"]),
                   cell(delivery["state"]), waits.is_null() ? "" : ", waits for ",
                   waits.is_null() ? "" : cell(waits));
        print_attempts(delivery["attempts"]);
    }
    for (const auto& subscriber : event["not_sent"])
        fmt::print("\nnot sent to {}: {}\n", cell(subscriber["subscriber"]), cell(subscriber["reason"]));
}

int show_event(const ShowOptions& options)
{
    const Target target("/v1/events/" + core::encode_query_value(options.id));
    show(options, read_state(options, target), print_event);
    return exit_ok;
}

void add_event_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<EventListOptions>();
    auto* command = family.add_subcommand("list", "Prints events, newest first");
    add_filter_options(*command, *options);
    command->add_option("--type", options->type, "only this event type")->type_name("TYPE");
    command->add_option("--entity", options->entity, "only about this entity: its id, or <kind>:<id>")
        ->type_name("ID");
    command->footer("Example: openboxes-webhookd events list --type stockMovement.shipped --since 2h");
    command->callback([options, &chosen] { chosen = [options] { return list_events(*options); }; });
}

void add_show(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<ShowOptions>();
    auto* command = family.add_subcommand(
        "show", "Prints one event with its deliveries and their attempts, and who is not sent it and why");
    add_common_options(*command, *options);
    command->add_option("ID", options->id, "the event's id, the webhook-id of its POSTs")
        ->type_name("")
        ->required();
    command->footer("Example: openboxes-webhookd events show evt_mfrggzdfmztwq2lknnwg23tpobyxe43u");
    command->callback([options, &chosen] { chosen = [options] { return show_event(*options); }; });
}

}  // namespace

void add_events(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("events", "Shows what was emitted, with its deliveries and attempts");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd events list --limit 10");
    add_event_list(*family, chosen);
    add_show(*family, chosen);
}

}  // namespace webhookd::app
