#include <memory>

#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/event_records.hpp"
#include "app/commands/filter_options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/state_file.hpp"

namespace webhookd::app {

namespace {

struct Options : FilterOptions
{
    std::string subscriber;
    std::string state;
    std::string event;
    std::string type;
};

int list(const Options& options)
{
    const store::DeliveryFilter filter{.subscriber = options.subscriber,
                                       .state = store::find_delivery_state(options.state),
                                       .event_id = options.event,
                                       .type = options.type,
                                       .since = options.since_time(),
                                       .until = options.until_time(),
                                       .limit = options.limit};
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto deliveries = open_state(loaded.config)->deliveries.list(filter);
    if (!options.json) {
        print_deliveries(deliveries);
        return exit_ok;
    }
    auto documents = OrderedJson::array();
    for (const auto& delivery : deliveries)
        documents.push_back(document_of(delivery));
    print_json({{"deliveries", documents}});
    return exit_ok;
}

void add_list(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<Options>();
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
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

}  // namespace

void add_deliveries(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("deliveries", "Shows what was, is or will be sent to whom");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd deliveries list --state pending");
    add_list(*family, chosen);
}

}  // namespace webhookd::app
