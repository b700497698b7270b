#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/event_records.hpp"
#include "app/commands/filter_options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/state_file.hpp"
#include "app/commands/table.hpp"

namespace webhookd::app {

namespace {

struct ListOptions : FilterOptions
{
    std::string type;
    std::string entity;
};

struct ShowOptions : CommonOptions
{
    std::string id;
};

void print_events(const std::vector<store::EventRecord>& events)
{
    Table table({"created", "happened", "type", "entity", "id"});
    for (const auto& record : events) {
        table.add({core::format_timestamp(record.created_at),
                   core::format_timestamp(record.event.occurred_at), record.event.type, record.event.entity,
                   record.event.id});
    }
    print_table(table, "no events match");
}

int list(const ListOptions& options)
{
    const store::EventFilter filter{.type = options.type,
                                    .entity = options.entity,
                                    .since = options.since_time(),
                                    .until = options.until_time(),
                                    .limit = options.limit};
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto events = open_state(loaded.config)->events.list(filter);
    if (!options.json) {
        print_events(events);
        return exit_ok;
    }
    auto documents = OrderedJson::array();
    for (const auto& event : events)
        documents.push_back(document_of(event));
    print_json({{"events", documents}});
    return exit_ok;
}

/// The body as JSON; as text should it ever not be.
OrderedJson body_of(const store::EventRecord& record)
{
    auto body = OrderedJson::parse(record.event.body, nullptr, false);
    return body.is_discarded() ? OrderedJson(record.event.body) : body;
}

struct DeliveryHistory
{
    store::DeliveryRecord delivery;
    std::vector<store::AttemptRecord> attempts;
};

std::vector<DeliveryHistory> histories(store::Tables& tables, const std::string& event_id)
{
    store::DeliveryFilter filter;
    filter.event_id = event_id;
    filter.limit = 1'000'000;  // one per subscriber: all of them
    std::vector<DeliveryHistory> result;
    for (auto& delivery : tables.deliveries.list(filter)) {
        auto attempts = tables.deliveries.attempts(delivery.id);
        result.push_back({std::move(delivery), std::move(attempts)});
    }
    return result;
}

void show_json(const store::EventRecord& record, const std::vector<DeliveryHistory>& deliveries)
{
    auto document = document_of(record);
    document["body"] = body_of(record);
    document["deliveries"] = OrderedJson::array();
    for (const auto& [delivery, attempts] : deliveries) {
        auto entry = document_of(delivery);
        entry["attempts"] = OrderedJson::array();
        for (const auto& attempt : attempts)
            entry["attempts"].push_back(document_of(attempt));
        document["deliveries"].push_back(entry);
    }
    print_json(document);
}

void print_attempts(const std::vector<store::AttemptRecord>& attempts)
{
    Table table({"  attempt", "started", "took", "outcome", "status", "detail", "answer"});
    for (const auto& attempt : attempts) {
        table.add({fmt::format("  {}{}", attempt.number, attempt.probe ? " (probe)" : ""),
                   core::format_timestamp(attempt.started_at), core::format_duration(attempt.duration),
                   attempt.outcome, attempt.status ? fmt::to_string(*attempt.status) : "-", attempt.detail,
                   attempt.answer.substr(0, 80)});
    }
    if (!table.empty()) fmt::print("{}", table.text());
}

void show_text(const store::EventRecord& record, const std::vector<DeliveryHistory>& deliveries)
{
    fmt::print(
        "id        {}\ntype      {}\nentity    {}\nstream    {}\nhappened  {}\ncreated   {}\nbody      {}\n",
        record.event.id, record.event.type, printable(record.event.entity), record.stream,
        core::format_timestamp(record.event.occurred_at), core::format_timestamp(record.created_at),
        printable(record.event.body));
    if (deliveries.empty()) fmt::print("\nno subscriber wanted it\n");
    for (const auto& [delivery, attempts] : deliveries) {
        const auto waits = waits_for(delivery);
        fmt::print("\ndelivery {} to {}: {}{}{}\n", delivery.id, delivery.subscriber,
                   store::to_string(delivery.state), waits.empty() ? "" : ", waits for ", printable(waits));
        print_attempts(attempts);
    }
}

int show(const ShowOptions& options)
{
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto tables = open_state(loaded.config);
    const auto event = tables->events.find(options.id);
    if (!event) {
        throw CommandError(exit_failed,
                           fmt::format("there is no event {} (it may be past its retention)", options.id));
    }
    const auto deliveries = histories(*tables, options.id);
    if (options.json) {
        show_json(*event, deliveries);
    } else {
        show_text(*event, deliveries);
    }
    return exit_ok;
}

void add_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<ListOptions>();
    auto* command = family.add_subcommand("list", "Prints events, newest first");
    add_filter_options(*command, *options);
    command->add_option("--type", options->type, "only this event type")->type_name("TYPE");
    command->add_option("--entity", options->entity, "only about this entity: its id, or <kind>:<id>")
        ->type_name("ID");
    command->footer("Example: openboxes-webhookd events list --type stockMovement.shipped --since 2h");
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

void add_show(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<ShowOptions>();
    auto* command = family.add_subcommand("show", "Prints one event with its deliveries and their attempts");
    add_common_options(*command, *options);
    command->add_option("ID", options->id, "the event's id, the webhook-id of its POSTs")
        ->type_name("")
        ->required();
    command->footer("Example: openboxes-webhookd events show evt_mfrggzdfmztwq2lknnwg23tpobyxe43u");
    command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace

void add_events(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("events", "Shows what was emitted, with its deliveries and attempts");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd events list --limit 10");
    add_list(*family, chosen);
    add_show(*family, chosen);
}

}  // namespace webhookd::app
