// `describe`: walks through the parser's commands and options, so that manual and completions cannot
// differ from it.

#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

OrderedJson described(const CLI::Option& option)
{
    return {{"short", option.get_snames()},
            {"long", option.get_lnames()},
            {"positional", option.get_positional() ? option.get_name(true) : ""},
            {"takes_value", option.get_items_expected_max() > 0},
            {"value", option.get_type_name()},  // with its choices: `:{dead,pending}`
            {"default", option.get_default_str()},
            {"required", option.get_required()},
            {"description", option.get_description()}};
}

/// A command with its options and subcommands; without what --help does not show either.
OrderedJson described(const CLI::App& command)
{
    OrderedJson document{{"name", command.get_name()},
                         {"description", command.get_description()},
                         {"footer", command.get_footer()},
                         {"options", OrderedJson::array()},
                         {"commands", OrderedJson::array()}};
    for (const auto* option : command.get_options())
        if (!option->get_group().empty()) document["options"].push_back(described(*option));
    for (const auto* child : command.get_subcommands([](const CLI::App*) { return true; }))
        if (!child->get_group().empty()) document["commands"].push_back(described(*child));
    return document;
}

}  // namespace

void add_describe(CLI::App& app, Action& chosen)
{
    auto* command = app.add_subcommand("describe", "Prints every command and option as JSON");
    command->group("");
    command->callback([&app, &chosen] {
        chosen = [&app] {
            print_json(described(app));
            return exit_ok;
        };
    });
}

}  // namespace webhookd::app
