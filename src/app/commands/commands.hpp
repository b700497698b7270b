#pragma once
// Every family of commands adds its subcommands to the command line here. Parsing only notes what was chosen;
// the action runs afterwards, so that a usage error anywhere means that nothing was done.

#include <functional>

namespace CLI {
class App;
}

namespace webhookd::app {

/// What the chosen command does; returns its exit status, may throw CommandError.
using Action = std::function<int()>;

void add_run(CLI::App& app, Action& chosen);
void add_init(CLI::App& app, Action& chosen);
void add_check(CLI::App& app, Action& chosen);
void add_poll(CLI::App& app, Action& chosen);
void add_status(CLI::App& app, Action& chosen);
void add_log(CLI::App& app, Action& chosen);
void add_audit(CLI::App& app, Action& chosen);
void add_events(CLI::App& app, Action& chosen);
void add_deliveries(CLI::App& app, Action& chosen);
void add_replay(CLI::App& app, Action& chosen);
void add_subscribers(CLI::App& app, Action& chosen);
void add_schema(CLI::App& app, Action& chosen);
void add_healthcheck(CLI::App& app, Action& chosen);
void add_streams(CLI::App& app, Action& chosen);
void add_backup(CLI::App& app, Action& chosen);
void add_secret(CLI::App& app, Action& chosen);
void add_sign(CLI::App& app, Action& chosen);
void add_verify(CLI::App& app, Action& chosen);

/// Hidden: what the manual and the shell completions are made from.
void add_describe(CLI::App& app, Action& chosen);

}  // namespace webhookd::app
