// `deliveries list`, `retry` and `drop`.

#include <memory>

#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

struct DeliveryListOptions : FilterOptions
{
    std::string subscriber;
    std::string state;
    std::string event;
    std::string type;
};

void print_deliveries(const OrderedJson& document)
{
    Table table({"id", "created", "subscriber", "type", "entity", "state", "attempts", "waits for",
                 "last error", "event"});
    for (const auto& delivery : document["deliveries"]) {
        table.add(cells(delivery, {"id", "created_at", "subscriber", "type", "entity", "state",
                                   "attempts_made", "waits_for", "last_error", "event_id"}));
    }
    print_table(table, "no deliveries match");
}

int list_deliveries(const DeliveryListOptions& options)
{
    auto target = options.target("/v1/deliveries");
    target.with("subscriber", options.subscriber)
        .with("state", options.state)
        .with("event", options.event)
        .with("type", options.type);
    show(options, read_list(options, target, "deliveries"), print_deliveries);
    return exit_ok;
}

struct IdOptions : CommonOptions
{
    std::vector<std::int64_t> ids;
};

/// What became of them.
void print_changed(const OrderedJson& document)
{
    Table table({"id", "subscriber", "type", "entity", "was", "is", "waits for", "event"});
    for (const auto& delivery : document["deliveries"]) {
        table.add(
            cells(delivery, {"id", "subscriber", "type", "entity", "was", "state", "waits_for", "event_id"}));
    }
    print_table(table, "");
}

/// Has `path` of the API do something with the deliveries.
int change(const IdOptions& options, const std::string& path)
{
    show(options, command_daemon(options, path, {{"ids", options.ids}}), print_changed);
    return exit_ok;
}

void add_change(CLI::App& family, Action& chosen, const std::string& name, const std::string& description,
                const std::string& footer)
{
    auto options = std::make_shared<IdOptions>();
    auto* command = family.add_subcommand(name, description);
    add_common_options(*command, *options);
    command->add_option("ID", options->ids, "as `deliveries list` prints them; all of them, or none")
        ->type_name("")
        ->required();
    command->footer(footer);
    command->callback([options, path = "/v1/deliveries/" + name, &chosen] {
        chosen = [options, path] { return change(*options, path); };
    });
}

void add_delivery_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<DeliveryListOptions>();
    auto* command =
        family.add_subcommand("list", "Prints deliveries, newest first, and what unfinished ones wait for");
    add_filter_options(*command, *options);
    command->add_option("--subscriber", options->subscriber, "only to this subscriber")->type_name("NAME");
    command->add_option("--state", options->state, "only in this state")
        ->type_name("")
        ->check(CLI::IsMember({"pending", "waiting", "delivered", "dead"}));
    command->add_option("--event", options->event, "only of this event")->type_name("ID");
    command->add_option("--type", options->type, "only of this event type")->type_name("TYPE");
    command->footer("Example: openboxes-webhookd deliveries list --subscriber erp --state dead");
    command->callback([options, &chosen] { chosen = [options] { return list_deliveries(*options); }; });
}

}  // namespace

void add_deliveries(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand(
        "deliveries", "Shows what was, is or will be sent to whom; sends it again, or gives it up");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd deliveries list --state pending");
    add_delivery_list(*family, chosen);
    add_change(*family, chosen, "retry",
               "Sends deliveries again, with the id and the body they had, from their first attempt on",
               "For many, see: openboxes-webhookd replay --help\n\n"
               "Example: openboxes-webhookd deliveries retry 4711 4712");
    add_change(
        *family, chosen, "drop", "Gives deliveries up that are not finished; what waits for them goes on",
        "They are dead letters then: `deliveries retry` sends them all the same. Finished ones stay as they "
        "are.\n\nExample: openboxes-webhookd deliveries drop 4711 4712");
}

}  // namespace webhookd::app
