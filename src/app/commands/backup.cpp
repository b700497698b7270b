// `backup`: has the daemon copy its state file, for it alone can do so between its commits.

#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <CLI/App.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/daemon_client.hpp"
#include "app/commands/options.hpp"
#include "app/commands/output.hpp"

namespace webhookd::app {

namespace {

struct BackupOptions : CommonOptions
{
    std::string file;
    bool force = false;
};

int backup(const BackupOptions& options)
{
    const auto file = std::filesystem::absolute(options.file).lexically_normal().string();
    const auto made = command_daemon(options, "/v1/backup", {{"file", file}, {"overwrite", options.force}});
    show(options, made, [](const OrderedJson& copy) {
        fmt::print("wrote {} bytes to {}\n", cell(copy["bytes"]), cell(copy["file"]));
    });
    return exit_ok;
}

}  // namespace

void add_backup(CLI::App& app, Action& chosen)
{
    auto options = std::make_shared<BackupOptions>();
    auto* command = app.add_subcommand(
        "backup", "Copies the state file while the daemon runs; the copy is consistent and complete");
    add_common_options(*command, *options);
    command->add_option("FILE", options->file, "where to; only when it is complete does it get this name")
        ->type_name("")
        ->required();
    command->add_flag("--force", options->force, "replace FILE if it is a state file of openboxes-webhookd");
    command->footer(
        "The daemon writes it, so FILE must be where the daemon may write: under systemd that is\n"
        "/var/lib/openboxes-webhooks. To restore, stop the daemon and put the copy in the place of "
        "store.path,\n"
        "without the -wal and -shm files beside it. Events that are found again then keep their ids.\n"
        "Nothing but an older copy is ever replaced: --force refuses every other file, links, sockets and "
        "devices,\n"
        "and the state file that is in use. The copy is for its owner alone (0600).\n\n"
        "Example: openboxes-webhookd backup /var/lib/openboxes-webhooks/backup.db");
    command->callback([options, &chosen] { chosen = [options] { return backup(*options); }; });
}

}  // namespace webhookd::app
