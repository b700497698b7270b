#pragma once
// Every family of commands adds its subcommands to the command line here. Parsing only notes what was chosen;
// the action runs afterwards, so that a usage error anywhere means that nothing was done. How a command ends
// when it cannot do what was asked.

#include <functional>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace webhookd::app {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;

/// A command cannot do what was asked: one sentence for stderr and the exit status.
class CommandError : public std::runtime_error
{
  public:
    CommandError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
    int status() const { return status_; }

  private:
    int status_;
};

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
void add_rules(CLI::App& app, Action& chosen);
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
