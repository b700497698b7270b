#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/command_error.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"
#include "app/commands/table.hpp"
#include "webhookd/http/url.hpp"

namespace webhookd::app {

namespace {

struct Options : CommonOptions
{
    std::string stream;
};

int rebaseline(const Options& options)
{
    const auto path = fmt::format("/v1/streams/{}/rebaseline", http::encode_query_value(options.stream));
    const auto loaded = load_or_complain(options.config_path, config::Secrets::leave);
    const auto stream = command_daemon(loaded.config, path);
    if (options.json) {
        print_json(stream);
    } else {
        fmt::print("{}: the next poll, due at {}, is a silent baseline\n", cell(stream["name"]),
                   cell(stream["next_poll_at"]));
    }
    return exit_ok;
}

void add_rebaseline(CLI::App& family, Action& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = family.add_subcommand(
        "rebaseline", "Makes the next poll of a stream a baseline: it reads everything and emits nothing");
    add_common_options(*command, *options);
    command->add_option("STREAM", options->stream, "as `status` names it, e.g. products")
        ->type_name("")
        ->required();
    command->footer(
        "What changed in OpenBoxes since the last poll of the stream is not told to anybody: use it after a "
        "data\n"
        "import or a restored backup of OpenBoxes, whose changes nobody wants to hear of.\n\n"
        "Example: openboxes-webhookd streams rebaseline products");
    command->callback([options, &chosen] { chosen = [options] { return rebaseline(*options); }; });
}

}  // namespace

void add_streams(CLI::App& app, Action& chosen)
{
    auto* family = app.add_subcommand("streams", "Handles the lists that are polled");
    family->require_subcommand(1);
    family->footer("Example: openboxes-webhookd streams rebaseline products");
    add_rebaseline(*family, chosen);
}

}  // namespace webhookd::app
