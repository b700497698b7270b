// `schema`: prints what core makes of the catalogue: its list, a JSON Schema, an example, or the
// AsyncAPI document.

#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/version.hpp"
#include "webhookd/config/load.hpp"
#include "webhookd/core/rulebook.hpp"

namespace webhookd::app {

namespace {

struct SchemaOptions
{
    std::string config_path;  ///< empty: none
    std::string type;
    bool json = false;
    bool example = false;
    bool asyncapi = false;
};

/// What is built in, and what the configuration asks for; without one all that it could ask for by name. Of
/// one type, or for the list, both.
std::shared_ptr<const core::Rulebook> described(const SchemaOptions& options)
{
    std::vector<core::EventType> types;
    if (!options.config_path.empty())
        types = load_or_complain(options.config_path, config::Secrets::leave).config.events;
    if (options.config_path.empty() || !options.asyncapi) {
        for (const auto& ready : core::ready_made_types())
            if (std::ranges::find(types, ready.type, &core::EventType::type) == types.end())
                types.push_back(ready);
    }
    return core::Rulebook::built_in({}, types);
}

int list_schemas(const core::Rulebook& rulebook, bool json)
{
    auto types = OrderedJson::array();
    for (const auto& event : rulebook.events()) {
        types.push_back({{"type", event.type}, {"fires", event.fires}});
        if (!json) fmt::print("{}\n", event.type);
    }
    if (json) print_json({{"types", types}});
    return exit_ok;
}

int show_schema(const SchemaOptions& options)
{
    const auto rulebook = described(options);
    if (options.asyncapi) {
        print_json(core::async_api(rulebook->events(), version()));
        return exit_ok;
    }
    if (options.type.empty()) return list_schemas(*rulebook, options.json);
    const auto* event = rulebook->find_event(options.type);
    if (event == nullptr)
        throw CommandError(exit_usage, fmt::format("there is no event type \"{}\"; `schema` alone lists them",
                                                   options.type));
    print_json(options.example ? core::event_example(*event) : core::event_schema(*event));
    return exit_ok;
}

}  // namespace

void add_schema(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<SchemaOptions>();
    auto* command = app.add_subcommand("schema", "Prints the event types, or the JSON Schema of one's body");
    command->add_option("TYPE", options->type, "the event type; without it, all are listed")->type_name("");
    auto* example = command->add_flag("--example", options->example, "print an example of its body instead");
    example->needs("TYPE");
    command
        ->add_flag("--asyncapi", options->asyncapi,
                   "print all of them as one AsyncAPI document, examples included")
        ->excludes("TYPE");
    command->add_flag("--json", options->json, "list as JSON; schemas and examples are JSON always");
    command
        ->add_option("-c,--config", options->config_path,
                     "a configuration file, whose own event types are known then; with --asyncapi only those "
                     "that it asks for")
        ->type_name("FILE");
    command->footer("Example: openboxes-webhookd schema stockMovement.shipped --example");
    command->callback([options, &chosen] { chosen = [options] { return show_schema(*options); }; });
}

}  // namespace webhookd::app
